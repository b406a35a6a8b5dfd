"""What a handler returns leaves as its contract declares it, or not at all."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from tenon.runtime.reply import Reply
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import JSON, Answer, ask, operation, reply

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}
HEADED: dict[str, Any] = {"headers": {"X-Count": {"required": True, "schema": INTEGER},
                      "Link": {"schema": TEXT}}}  # fmt: skip
UNCHECKED = RuntimeSettings(check_replies=False)


class Other(Reply[Any]):
    """A reply of any status, for tests of those that generated classes rule out."""

    def __init__(self, status: int, body: Any = None, **more: Any) -> None:
        super().__init__(body, **more)
        self.status = status  # type: ignore[misc]


async def answered(
    serve: Serve, result: Any, replies: Any, settings: Any = None, **headers: str
) -> Answer:
    """What a caller gets when a handler of these declared replies returns a result."""

    async def give() -> Any:
        return result

    service = serve({"/x": {"get": operation("op", replies=replies)}}, {"op": give}, settings)
    return await ask(service, "GET", "/x", headers=headers)


class Pet(BaseModel):
    id: int
    name: str = Field(alias="petName")


PET = {"type": "object", "required": ["id", "petName"], "additionalProperties": False,
       "properties": {"id": INTEGER, "petName": TEXT}}  # fmt: skip


@pytest.mark.parametrize(
    ("result", "schema", "told"),
    [
        (Pet(id=1, petName="a"), PET, {"id": 1, "petName": "a"}),
        ([Pet(id=1, petName="a")], {"items": PET}, [{"id": 1, "petName": "a"}]),
        ({"a": None}, {"type": "object"}, {"a": None}),
        ("a", TEXT, "a"),
        (None, {"type": "null"}, None),
        (True, {"type": "boolean"}, True),
        (datetime(2026, 1, 2, tzinfo=UTC), {"format": "date-time"}, "2026-01-02T00:00:00Z"),
        (2**70, INTEGER, 2**70),
    ],
)
async def test_a_bare_body_is_the_one_successful_reply(
    serve: Serve, result: Any, schema: Any, told: Any
) -> None:
    answer = await answered(serve, result, {"201": reply(schema), "404": reply(TEXT)})
    assert (answer.status, answer.json) == (201, told)
    assert answer.headers == {"content-type": JSON, "content-length": str(len(answer.body))}


@pytest.mark.parametrize("status", ["204", "304"])
async def test_some_replies_have_neither_body_nor_length(serve: Serve, status: str) -> None:
    answer = await answered(serve, None, {status: reply()})
    assert (answer.status, answer.headers, answer.body) == (int(status), {}, b"")
    answer = await answered(serve, "ignored", {status: reply(TEXT)})
    assert (answer.status, answer.headers, answer.body) == (int(status), {}, b"")


@pytest.mark.parametrize("status", ["200", "202", "205"])
async def test_a_reply_without_content_has_length_0(serve: Serve, status: str) -> None:
    answer = await answered(serve, None, {status: reply()})
    assert (answer.headers, answer.body) == ({"content-length": "0"}, b"")


async def test_a_reply_carries_its_status_and_headers(serve: Serve) -> None:
    replies = {"200": reply(TEXT), "206": reply(TEXT, **HEADED)}
    answer = await answered(serve, Other(206, "part", x_count=3, link="<x>"), replies)
    assert (answer.status, answer.json) == (206, "part")
    assert (answer.headers["x-count"], answer.headers["link"]) == ("3", "<x>")


async def test_an_optional_header_that_is_none_is_not_sent(serve: Serve) -> None:
    answer = await answered(
        serve, Other(200, "a", x_count=3, link=None), {"200": reply(TEXT, **HEADED)}
    )
    assert "link" not in answer.headers


@pytest.mark.parametrize(
    ("value", "header", "text"),
    [
        (3, {}, "3"), (True, {}, "true"), (Decimal("1.50"), {}, "1.50"), (["a", "b"], {}, "a,b"),
        ({"a": 1}, {}, "a,1"), ({"a": 1}, {"explode": True}, "a=1"),
        (date(2026, 1, 2), {}, "2026-01-02"),
        (UUID(int=1), {}, "00000000-0000-0000-0000-000000000001"), ("tab\there", {}, "tab\there"),
        ({"a": [1]}, {"content": {JSON: {"schema": True}}}, '{"a":[1]}'),
    ],
)  # fmt: skip
async def test_headers_are_written_in_style_simple(
    serve: Serve, value: Any, header: Any, text: str
) -> None:
    declared = header if "content" in header else {"schema": True, **header}
    replies = {"200": reply(TEXT, headers={"H": declared})}
    assert (await answered(serve, Other(200, "", h=value), replies)).headers["h"] == text


WRONG: list[tuple[str, Any, Any]] = [
    ("does not declare status 202", Other(202, "a"), {"200": reply(TEXT)}),
    ("does not declare status 404", Other(404, "a"), {"200": reply(TEXT), "404": reply()}),
    ("does not declare status 200", "a", {"3XX": reply(TEXT)}),
    ("header X-Count is missing", Other(200, "a"), {"200": reply(TEXT, **HEADED)}),
    ("header X-Count is missing", "a", {"200": reply(TEXT, **HEADED)}),
    ("header X-Count is not valid", Other(200, "a", x_count="z"), {"200": reply(TEXT, **HEADED)}),
    ("has no header 'x_other'", Other(200, "a", x_other="z"), {"200": reply(TEXT)}),
    ("has no body", "a", {"200": reply()}),
    ("is not of type", 5, {"200": reply(TEXT)}),
    ("is not of type", None, {"200": reply(TEXT)}),
    ("must be text or bytes", {"a": 1}, {"200": reply(TEXT, "text/plain")}),
    ("does not come as text/csv", Other(200, "a", media_type="text/csv"), {"200": reply(TEXT)}),
    ("must not be sent", {"a": 1}, {"200": reply({"properties": {"a": {"writeOnly": True}}})}),
    ("one line", Other(200, "a", h="a\r\nSet-Cookie: b"), {"200": reply(TEXT, headers={
        "H": {"schema": TEXT}})}),
    ("one line", Other(200, "a", h=["a", "b\n"]), {"200": reply(TEXT, headers={"H": {}})}),
    ("cannot be the name of a header", Other(200, "a", x="b"), {"200": reply(TEXT, headers={
        "X\r\n": {}})}),
    ("Unable to serialize", object(), {"200": reply(True)}),
    ("one line of text", b"a", {"200": reply(None, content={"text/x\r\nA: b": {}})}),
]  # fmt: skip


@pytest.mark.parametrize(("logged", "result", "replies"), WRONG)
async def test_an_undeclared_reply_is_500_and_tells_only_the_log(
    serve: Serve, caplog: pytest.LogCaptureFixture, logged: str, result: Any, replies: Any
) -> None:
    with caplog.at_level(logging.ERROR, "tenon"):
        answer = await answered(serve, result, replies)
    assert answer.status == 500
    assert answer.headers.keys() == {"content-type", "content-length"}
    assert answer.json["detail"] == "The service failed to answer."
    assert logged in caplog.text


async def test_bodies_go_unjudged_where_settings_say_so(serve: Serve) -> None:
    answer = await answered(serve, 5, {"200": reply(TEXT)}, UNCHECKED)
    assert (answer.status, answer.json) == (200, 5)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_no_reply_holds_what_json_has_no_number_for(serve: Serve, value: float) -> None:
    answer = await answered(serve, {"x": value}, {"200": reply(True)}, UNCHECKED)
    assert answer.json == {"x": None}
    number = {"properties": {"x": {"type": "number"}}}
    assert (await answered(serve, {"x": value}, {"200": reply(number)})).status == 500


async def test_an_exact_status_is_found_before_its_range(serve: Serve) -> None:
    replies = {"2XX": reply(INTEGER), "201": reply(TEXT)}
    assert (await answered(serve, Other(201, "a"), replies)).status == 201
    assert (await answered(serve, Other(202, 1), replies)).status == 202
    assert (await answered(serve, Other(202, "a"), replies)).status == 500


@pytest.mark.parametrize("status", ["default", "2XX"])
async def test_a_reply_of_no_fixed_status_is_200(serve: Serve, status: str) -> None:
    assert (await answered(serve, "a", {status: reply(TEXT)})).status == 200


# Content negotiation (RFC 9110, section 12)

BOTH = {"200": {"description": "", "content": {
    JSON: {"schema": TEXT}, "text/plain": {}, "image/png": {}}}}  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("*/*", JSON), ("", JSON), ("text/plain", "text/plain"), ("TEXT/PLAIN", "text/plain"),
        ("text/*", "text/plain"), ("text/*;q=0.5, application/json;q=0.4", "text/plain"),
        ("application/json;q=0.9, text/plain", "text/plain"), ("image/png, */*;q=0.1", "image/png"),
        ("application/*, text/plain", JSON), ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("application/json;q=0, */*", "text/plain"), ("text/plain; version=1", "text/plain"),
        ("nonsense, text/plain", "text/plain"), ("*/*;q=0, image/png", "image/png"),
    ],
)  # fmt: skip
async def test_a_caller_gets_the_media_type_it_likes_best(
    serve: Serve, accept: str, type_: str
) -> None:
    async def give(accept: str) -> Any:
        return accept

    service = serve({"/x": {"get": operation("op", replies=BOTH)}}, {"op": give})
    answer = await ask(service, "GET", "/x", headers={"Accept": accept})
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == type_
    assert type_ in answer.body.decode()


@pytest.mark.parametrize(
    "accept", ["text/csv", "application/xml, image/*;q=0", "*/*;q=0", "x", "text/plain;q=nan",
               "text/plain;q=x", "application/problem+json"],
)  # fmt: skip
async def test_a_caller_that_likes_none_gets_406(serve: Serve, accept: str) -> None:
    answer = await answered(serve, "a", BOTH, Accept=accept)
    assert answer.status == 406


async def test_a_reply_without_content_is_acceptable_to_all(serve: Serve) -> None:
    assert (await answered(serve, None, {"204": reply()}, Accept="text/csv")).status == 204


async def test_a_handler_may_name_the_media_type(serve: Serve) -> None:
    answer = await answered(serve, Other(200, b"\x89", media_type="image/png"), BOTH)
    assert (answer.headers["content-type"], answer.body) == ("image/png", b"\x89")


async def test_text_is_sent_as_utf_8(serve: Serve) -> None:
    answer = await answered(serve, "é", {"200": reply(TEXT, "text/csv")})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.body == "é".encode()
    answer = await answered(serve, "é", {"200": reply(TEXT, "text/csv; charset=utf-8; header=1")})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=1"


@pytest.mark.parametrize(
    ("declared", "named", "sent"),
    [("image/*", "image/webp", "image/webp"), ("image/*", None, "application/octet-stream"),
     ("*/*", None, "application/octet-stream"), ("*/*", "text/css", "text/css; charset=utf-8")],
)  # fmt: skip
async def test_a_declared_range_is_never_sent_itself(
    serve: Serve, declared: str, named: str | None, sent: str
) -> None:
    result = Other(200, b"x", media_type=named)
    answer = await answered(serve, result, {"200": reply(None, content={declared: {}})})
    assert answer.headers["content-type"] == sent


@pytest.mark.parametrize("value", [b"a", bytearray(b"a"), memoryview(b"a"), "a"])
async def test_bytes_of_any_kind_are_sent(serve: Serve, value: Any) -> None:
    assert (await answered(serve, value, {"200": reply(None, content={"a/b": {}})})).body == b"a"


async def test_a_plain_function_may_be_a_handler(serve: Serve) -> None:
    def give() -> Any:
        return "a"

    service = serve({"/x": {"get": operation("op", replies={"200": reply(TEXT)})}}, {"op": give})
    assert (await ask(service, "GET", "/x")).json == "a"


async def test_a_dto_is_built_from_the_contracts_names(serve: Serve) -> None:
    async def give(body: Pet) -> Any:
        return body.name

    content = {JSON: {"schema": {"type": "object"}}}
    raw = operation("op", body={"content": content}, replies={"200": reply(TEXT)})
    service = serve({"/x": {"post": raw}}, {"op": give})
    text = b'{"id": 1, "petName": "a", "name": "b"}'
    answer = await ask(service, "POST", "/x", text, {"Content-Type": JSON})
    assert answer.json == "a"


@pytest.mark.parametrize(
    ("schema", "body", "status"),
    [({"maxLength": 2}, "éé", 200), ({"maxLength": 2}, "ééé", 500),
     ({"type": "object"}, "<a/>", 200), ({"type": "string", "pattern": "^é$"}, "é", 200)],
)  # fmt: skip
async def test_text_is_judged_where_its_schema_speaks_of_text(
    serve: Serve, schema: Any, body: str, status: int
) -> None:
    assert (await answered(serve, body, {"200": reply(schema, "text/xml")})).status == status
