"""What a mock answers from the contract alone, and how an outcome is written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.mock.outcome import Outcome
from tenon.mock.settings import MockSettings
from tests.mock.stateless import json_reply, mocked
from tests.tiny import parameter, reply

TEXT = {"type": "string"}
ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 2}},
}


def text(example: str, media_type: str = "text/plain", **more: Any) -> Any:
    return {"description": "", "content": {media_type: {"example": example}}, **more}


STATUSES: dict[str, tuple[dict[str, Any], int, bytes]] = {
    "the lowest success": ({"404": text("no"), "201": text("b"), "200": text("a")}, 200, b"a"),
    "a range of successes": ({"default": text("no"), "2XX": text("a")}, 200, b"a"),
    "a status before its range": ({"2XX": text("no"), "202": text("a")}, 202, b"a"),
    "default where no success is declared": ({"404": text("no"), "default": text("a")}, 200, b"a"),
    "a redirection before an error": ({"404": text("no"), "302": text("a")}, 302, b"a"),
    "else what is declared first": ({"5XX": text("a"), "4XX": text("no")}, 500, b"a"),
    "nothing but a status": ({"204": reply()}, 204, b""),
}


@pytest.mark.parametrize(("replies", "status", "body"), STATUSES.values(), ids=STATUSES)
async def test_the_status_of_a_usual_answer(
    replies: dict[str, Any], status: int, body: bytes
) -> None:
    answer = await mocked(replies).get()
    assert (answer.status, answer.body) == (status, body)


WISHED: dict[str, tuple[int, dict[str, Any], bytes]] = {
    "as declared": (503, {"503": text("a"), "5XX": text("no"), "default": text("no")}, b"a"),
    "in a range": (502, {"503": text("no"), "5XX": text("a"), "default": text("no")}, b"a"),
    "by default": (401, {"503": text("no"), "5XX": text("no"), "default": text("a")}, b"a"),
}


@pytest.mark.parametrize(("code", "replies", "body"), WISHED.values(), ids=WISHED)
async def test_a_status_that_is_preferred(code: int, replies: dict[str, Any], body: bytes) -> None:
    answer = await mocked(replies).get(Prefer=f"code={code}")
    assert (answer.status, answer.body) == (code, body)
    assert answer.headers["preference-applied"] == f"code={code}"


async def test_a_status_that_is_not_declared_is_a_problem_that_names_those_that_are() -> None:
    answer = await mocked({"200": text("a"), "400": text("b")}).get("/it?__code=404")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"] == "getIt declares no reply of status 404; declared: 200, 400."


async def test_an_example_that_is_preferred_or_the_first() -> None:
    app = mocked({"200": json_reply(ITEM, examples={"a": ANT, "b": BEE})})
    assert (await app.get()).json == {"id": 1, "name": "Ant"}
    assert (await app.get(Prefer="example=b")).json == {"id": 2, "name": "Bee"}
    assert (await app.get("/it?__example=a")).json == {"id": 1, "name": "Ant"}


async def test_an_example_that_is_not_declared_is_a_problem_that_names_those_that_are() -> None:
    app = mocked({"200": json_reply(ITEM, examples={"a": ANT, "b": BEE})})
    answer = await app.get(Prefer="example=c")
    assert answer.status == 404
    assert answer.json["detail"] == (
        "The reply 200 of getIt in application/json has no example 'c'; declared: a, b."
    )


ANT, BEE = {"id": 1, "name": "Ant"}, {"id": 2, "name": "Bee"}
JSON, XML = "application/json", "application/xml"
TWO_TYPES = {
    "description": "",
    "content": {JSON: {"example": {"a": 1}}, XML: {"example": "<a>1</a>"}},
}


@pytest.mark.parametrize(
    ("accept", "media_type", "body"),
    [
        ("*/*", JSON, b'{"a":1}'),
        ("application/xml", XML, b"<a>1</a>"),
        ("application/json;q=0.8, application/xml", XML, b"<a>1</a>"),
        ("application/json;q=0.8, application/xml;q=0.9", XML, b"<a>1</a>"),
        ("application/json, text/plain, */*", JSON, b'{"a":1}'),
        ("application/json; version=1", JSON, b'{"a":1}'),
        ("", JSON, b'{"a":1}'),
    ],
)
async def test_the_media_type_is_the_one_that_is_liked_best(
    accept: str, media_type: str, body: bytes
) -> None:
    app = mocked({"200": TWO_TYPES})
    for _ in range(2):  # made, and sent again
        answer = await app.get(Accept=accept)
        assert (answer.headers["content-type"], answer.body) == (media_type, body)
        assert answer.headers["content-length"] == str(len(body))


async def test_a_success_that_is_in_no_accepted_type_is_refused() -> None:
    answer = await mocked({"200": TWO_TYPES}).get(Accept="inv/alid")
    assert answer.status == 406
    assert answer.json["detail"] == "The reply comes as: application/json, application/xml."


async def test_an_error_is_told_although_its_type_is_not_accepted() -> None:
    answer = await mocked({"200": reply(), "404": text("gone")}).get(
        Accept="application/json", Prefer="code=404"
    )
    assert (answer.status, answer.body) == (404, b"gone")


@pytest.mark.parametrize(
    ("declared", "accept", "sent"),
    [
        ("image/*", "image/gif", "image/gif"),
        ("image/*", "*/*", "image/png"),
        ("*/*", "text/html, */*", "text/html"),
        ("*/*", "*/*", "application/octet-stream"),
    ],
)
async def test_of_a_range_a_type_is_sent(declared: str, accept: str, sent: str) -> None:
    answer = await mocked({"200": text("x", declared)}).get(Accept=accept)
    assert answer.headers["content-type"] == sent


async def test_text_that_is_not_ascii_says_its_charset() -> None:
    assert (await mocked({"200": text("hé")}).get()).headers["content-type"] == (
        "text/plain; charset=utf-8"
    )


async def test_where_there_is_no_example_a_plain_value_of_the_schema_is_sent() -> None:
    app = mocked({"200": json_reply(ITEM)})
    assert (await app.get()).json == {"id": 0, "name": "string"}


async def test_a_plain_value_that_the_schema_does_not_allow_is_made_valid() -> None:
    schema = {"type": "object", "properties": {"code": {"type": "string", "pattern": "^[A-Z]{3}$"}}}
    code = (await mocked({"200": json_reply(schema)}).get()).json.get("code", "AAA")
    assert len(code) == 3
    assert code.isupper()


async def test_generated_values_are_the_same_for_the_same_address_and_seed() -> None:
    app = mocked({"200": json_reply({"type": "array", "items": TEXT, "minItems": 5})})
    first, again, other, seeded = [
        (await app.get(target, Prefer=prefer)).json
        for target, prefer in (
            ("/it", "dynamic"),
            ("/it", "dynamic=true"),
            ("/it", "dynamic, seed=2"),
            ("/it", "seed=2"),
        )
    ]
    assert first == again
    assert other == seeded
    assert first != other


async def test_a_generated_value_has_the_id_of_its_address() -> None:
    replies = {"200": json_reply(ITEM)}
    id_ = parameter("item_id", "path", {"type": "integer"})
    app = mocked(replies, id_, path="/items/{item_id}", settings=MockSettings(dynamic=True))
    assert (await app.get("/items/7")).json["id"] == 7
    other = mocked(replies, parameter("id", "path", TEXT), path="/items/{id}/parts")
    assert (await other.get("/items/x/parts", Prefer="dynamic")).json["id"] != "x"


async def test_a_dynamic_mock_generates_unless_it_is_asked_not_to() -> None:
    app = mocked({"200": json_reply(ITEM, example=ANT)}, settings=MockSettings(dynamic=True))
    assert (await app.get(Prefer="dynamic=false")).json == ANT
    assert (await app.get(Prefer="example=default")).json == ANT
    assert (await app.get()).json != ANT


HEADERS = {
    "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 3}},
    "X-Tags": {"schema": {"type": "array", "items": TEXT}, "example": ["a", "b"]},
    "X-Note": {"content": {"application/json": {"schema": ITEM, "example": ANT}}},
    "ETag": {"schema": TEXT},
    "Retry-After": {"schema": {"type": "integer"}},
    "Content-Length": {"schema": {"type": "integer"}},
    "Access-Control-Allow-Origin": {"schema": TEXT},
}


async def test_every_declared_header_is_there_and_valid() -> None:
    headers = (await mocked({"200": reply(headers=HEADERS)}).get()).headers
    assert headers == {
        "content-length": "0",
        "x-left": "3",
        "x-tags": "a,b",
        "x-note": '{"id":1,"name":"Ant"}',
        "etag": '"1"',
        "retry-after": "1",
    }


async def test_a_header_that_cannot_be_sent_is_left_out_and_told() -> None:
    headers = {
        "X A": {"schema": TEXT},
        "X-Null": {"schema": {"type": "null"}},
        "X-Lines": {"schema": {"const": "a\nb"}},
        "X-Fine": {"schema": TEXT},
    }
    app = mocked({"200": reply(headers=headers)})
    assert (await app.get()).headers == {"content-length": "0", "x-fine": "string"}
    assert [finding.message for finding in app.findings] == [
        "no value for the header 'X A' was found",
        "no value for the header 'X-Null' was found",
        "no value for the header 'X-Lines' was found",
    ]


async def test_a_media_type_that_is_no_line_does_not_leave_as_two() -> None:
    answer = await mocked({"200": text("a", "text/plain\r\nx: y")}).get()
    assert answer.headers["content-type"] == "text/plain  x: y"


async def test_only_required_headers_are_sent_where_nothing_is_filled() -> None:
    app = mocked({"200": reply(headers=HEADERS)}, settings=MockSettings(fill=False))
    assert (await app.get()).headers == {"content-length": "0", "x-left": "3"}


async def test_a_location_leads_below_what_made_it() -> None:
    made = reply(headers={"Location": {"schema": TEXT}})
    app = mocked({"201": made}, parameter("owner", "path"), path="/a/{owner}/b", method="post")
    assert (await app.ask("POST", "/a/7/b")).headers["location"] == "/a/1/b/1"


async def test_an_error_that_is_preferred_says_what_it_is_in_the_declared_schema() -> None:
    error = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {"code": {"type": "integer"}, "message": TEXT},
        "additionalProperties": False,
    }
    app = mocked({"200": reply(), "404": {**json_reply(error), "description": "No such pet"}})
    answer = await app.get(Prefer="code=404")
    assert (answer.status, answer.json) == (404, {"code": 404, "message": "No such pet"})


async def test_an_object_has_no_form_as_plain_text() -> None:
    answer = await mocked({"200": json_reply(ITEM, "text/plain")}).get()
    assert answer.status == 500
    assert answer.json["detail"] == "An object or an array has no form in text/plain."


async def test_the_same_bytes_are_sent_again() -> None:
    app = mocked({"200": json_reply(ITEM, example=ANT)})
    first, second = await app.get(), await app.get()
    assert first.body == second.body == b'{"id":1,"name":"Ant"}'
    assert (
        first.headers
        == second.headers
        == {
            "content-type": "application/json",
            "content-length": "21",
        }
    )


# Outcomes


async def test_an_outcome_is_written_in_the_declared_type_with_its_headers() -> None:
    headers = {"ETag": {"required": True, "schema": TEXT}, "X-Left": HEADERS["X-Left"]}
    app = mocked({"200": json_reply(ITEM, headers=headers)})
    app.outcome = Outcome(200, ANT, {"ETag": '"7"'})
    for _ in range(2):
        answer = await app.get()
        assert (answer.status, answer.body) == (200, b'{"id":1,"name":"Ant"}')
        assert answer.headers == {
            "content-type": "application/json",
            "content-length": "21",
            "etag": '"7"',
            "x-left": "3",
        }


async def test_headers_that_say_something_are_not_made_up_beside_an_outcome() -> None:
    headers = {name: {"schema": TEXT} for name in ("ETag", "Link", "X-Total-Count", "X-Colour")}
    app = mocked({"200": json_reply(ITEM, headers=headers)})
    app.outcome = Outcome(200, ANT)
    answer = await app.get()
    assert sorted(answer.headers) == ["content-length", "content-type", "x-colour"]


async def test_bytes_of_an_outcome_are_json_that_is_written_already() -> None:
    app = mocked({"200": {"description": "", "content": {JSON: {}, XML: {}}}})
    app.outcome = Outcome(200, b'{ "a": 1 }')
    assert (await app.get()).body == b'{ "a": 1 }'
    assert (await app.get(Accept=XML)).body == b"<xml><a>1</a></xml>"


async def test_an_outcome_without_a_body_gets_the_declared_one() -> None:
    app = mocked({"200": json_reply(ITEM, example=ANT), "204": reply(), "404": reply()})
    app.outcome = Outcome(200)
    assert (await app.get()).json == ANT
    app.outcome = Outcome(204)
    assert (await app.get()).headers == {}
    app.outcome = Outcome(404)
    assert (await app.get()).headers == {"content-length": "0"}


async def test_what_has_no_body_keeps_its_headers() -> None:
    app = mocked({"200": json_reply(ITEM), "304": reply()})
    app.outcome = Outcome(304, headers={"ETag": '"7"'})
    assert (await app.get()).headers == {"etag": '"7"'}


async def test_null_is_a_body() -> None:
    app = mocked({"200": json_reply({"type": "null"})})
    app.outcome = Outcome(200, None)
    assert (await app.get()).body == b"null"


async def test_an_outcome_that_is_not_accepted_is_refused() -> None:
    app = mocked({"200": json_reply(ITEM)})
    app.outcome = Outcome(200, ANT)
    assert (await app.get(Accept="text/plain")).status == 406


async def test_an_outcome_that_is_not_declared_is_sent_as_json_or_told_as_a_problem() -> None:
    app = mocked({"200": json_reply(ITEM)})
    app.outcome = Outcome(503, {"why": "rest"})
    answer = await app.get()
    assert (answer.status, answer.headers["content-type"]) == (503, "application/json")
    assert answer.json == {"why": "rest"}
    app.outcome = Outcome(503, headers={"Retry-After": "9"})
    answer = await app.get()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json["status"], answer.headers["retry-after"]) == (503, "9")


async def test_an_outcome_that_is_not_declared_may_have_no_body() -> None:
    app = mocked({"200": json_reply(ITEM)})
    app.outcome = Outcome(299)
    assert (await app.get()).headers == {"content-length": "0"}


async def test_an_outcome_may_say_its_media_type_and_not_how_it_is_framed() -> None:
    app = mocked({"200": json_reply(ITEM)})
    app.outcome = Outcome(200, "a,b", {"Content-Type": "text/csv", "Content-Length": "99"})
    answer = await app.get()
    assert answer.body == b"a,b"
    assert answer.headers == {"content-type": "text/csv", "content-length": "3"}
    app.outcome = Outcome(200, ANT, {"Content-Type": "application/xml", "Connection": "close"})
    answer = await app.get()
    assert answer.body == b"<xml><id>1</id><name>Ant</name></xml>"
    assert answer.headers == {"content-type": "application/xml", "content-length": "37"}


async def test_a_line_break_in_a_header_does_not_leave() -> None:
    app = mocked({"200": reply()})
    app.outcome = Outcome(200, headers={"X-Note": "a\r\nSet-Cookie: b"})
    assert (await app.get()).headers["x-note"] == "a  Set-Cookie: b"


async def test_an_iterator_of_an_outcome_is_a_stream() -> None:
    async def items() -> AsyncIterator[Any]:
        yield ANT
        yield BEE

    content = {"application/jsonl": {"x-itemSchema": ITEM}}
    app = mocked({"200": {"description": "", "content": content}})
    app.outcome = Outcome(200, items())
    answer = await app.get()
    assert [json.loads(line) for line in answer.body.splitlines()] == [ANT, BEE]
    assert answer.headers == {"content-type": "application/jsonl"}
