"""Which example is sent, and what becomes of one that is not valid."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tenon.mock.settings import MockSettings
from tenon.mock.wish import Wish
from tests.mock.stateless import Mocked, json_reply, mocked
from tests.tiny import body, parameter

ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
NEVER = {"type": "integer", "minimum": 5, "maximum": 2}
ANT, BEE = {"id": 1, "name": "Ant"}, {"id": 2, "name": "Bee"}
BOTH = {"ant": ANT, "bee": BEE}


def shown(**values: Any) -> dict[str, Any]:
    return {"examples": {key: {"value": value} for key, value in values.items()}}


def one_item(*parameters: Any) -> Mocked:
    return mocked({"200": json_reply(ITEM, examples=BOTH)}, *parameters, path="/it/{id}")


async def test_an_example_that_holds_the_id_of_the_path_is_chosen() -> None:
    app = one_item(parameter("id", "path", {"type": "integer"}))
    assert (await app.get("/it/2")).json == BEE
    assert (await app.get("/it/1")).json == ANT
    assert (await app.get("/it/9")).json == ANT


async def test_the_last_parameter_of_a_path_is_an_id_by_any_name() -> None:
    replies = {"200": json_reply(ITEM, examples=BOTH)}
    app = mocked(replies, parameter("bug_id", "path"), path="/bugs/{bug_id}")
    assert (await app.get("/bugs/2")).json == BEE


async def test_an_example_with_the_key_of_the_requests_example_is_chosen() -> None:
    kind = parameter("kind", "query", {"type": "string"}, **shown(ant="small", bee="winged"))
    app = mocked({"200": json_reply(ITEM, examples=BOTH)}, kind)
    assert (await app.get("/it?kind=winged")).json == BEE
    assert (await app.get("/it?kind=small")).json == ANT
    assert (await app.get("/it?kind=other")).json == ANT


async def test_all_parts_of_a_request_have_to_be_of_the_example() -> None:
    kind = parameter("kind", "query", {"type": "string"}, **shown(ant="small", bee="winged"))
    size = parameter("X-Size", "header", {"type": "integer"}, **shown(bee=3))
    app = mocked({"200": json_reply(ITEM, examples=BOTH)}, kind, size)
    assert (await app.get("/it?kind=winged", X_Size="3")).json == BEE
    assert (await app.get("/it?kind=winged", X_Size="4")).json == ANT


async def test_an_example_of_the_key_of_the_sent_body_is_chosen() -> None:
    sent = body(ITEM, **shown(bee={"id": 0, "name": "make a bee"}))
    app = mocked({"200": json_reply(ITEM, examples=BOTH)}, method="post", body=sent)
    bee = b'{"id": 0, "name": "make a bee"}'
    other = b'{"id": 0, "name": "another"}'
    typed = {"Content_Type": "application/json"}
    assert (await app.ask("POST", "/it", bee, **typed)).json == BEE
    assert (await app.ask("POST", "/it", other, **typed)).json == ANT


INVALID = {"id": "one", "name": "Ant"}


async def test_an_invalid_example_is_repaired_and_told_once() -> None:
    app = mocked({"200": json_reply(ITEM, examples={"bad": INVALID, "bee": BEE})})
    for _ in range(2):
        answer = (await app.get()).json
        assert answer["name"] == "Ant"
        assert isinstance(answer["id"], int)
    assert (await app.get(Prefer="example=bee")).json == BEE
    told = (
        "contract.json:1:1: warning: invalid-example: the example 'bad' of getIt 200 "
        'application/json at /id is not valid: "one" is not of type "integer"; it is sent '
        "repaired (--examples=verbatim sends it as it is); correct it"
    )
    assert [str(finding) for finding in app.findings] == [told]


async def test_an_invalid_example_is_sent_as_it_is_and_says_so() -> None:
    app = mocked(
        {"200": json_reply(ITEM, example=INVALID)}, settings=MockSettings(examples="verbatim")
    )
    answer = await app.get()
    assert answer.json == INVALID
    assert answer.headers["sl-violations"] == (
        '[{"location":["response","body","id"],"severity":"Error","code":"type",'
        '"message":"\\"one\\" is not of type \\"integer\\""}]'
    )
    assert len(app.findings) == 1


async def test_an_invalid_example_is_refused_where_that_is_asked_for() -> None:
    app = mocked(
        {"200": json_reply(ITEM, examples={"bad": INVALID, "bee": BEE})},
        settings=MockSettings(examples="refused"),
    )
    answer = await app.get()
    assert (answer.status, answer.codes) == (500, ["type"])
    assert answer.json["detail"] == "The example 'bad' of the reply 200 of getIt is not valid."
    assert (await app.get(Prefer="example=bee")).json == BEE


async def test_an_invalid_example_of_a_schema_is_repaired_and_told() -> None:
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "integer", "examples": ["seven"]}},
    }
    app = mocked({"200": json_reply(schema)})
    assert isinstance((await app.get()).json["id"], int)
    assert [finding.rule for finding in app.findings] == ["invalid-example"]
    assert "schema at /id is not valid" in app.findings[0].message


async def test_a_placeholder_that_does_not_fit_is_no_finding() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string", "pattern": "^[0-9]+$"}}}
    app = mocked({"200": json_reply(schema)})
    await app.get()
    assert app.findings == []


async def test_an_example_elsewhere_is_as_good_as_none() -> None:
    elsewhere = {"schema": ITEM, "examples": {"far": {"externalValue": "https://x.test/a.json"}}}
    reply = {"description": "", "content": {"application/json": elsewhere}}
    assert (await mocked({"200": reply}).get()).json == {"id": 0, "name": "string"}


@pytest.mark.parametrize("media_type", ["application/xml", "text/csv"])
async def test_the_text_of_an_example_is_not_judged_as_a_value(media_type: str) -> None:
    app = mocked({"200": json_reply(ITEM, media_type, example="<id>a</id>")})
    if media_type == "application/xml":
        assert (await app.get()).body == b"<id>a</id>"
        assert app.findings == []


async def test_a_schema_that_cannot_be_used_is_told_and_does_not_hinder() -> None:
    app = mocked({"200": json_reply({"type": "string", "pattern": "("})})
    assert (await app.get()).status == 200
    assert [finding.rule for finding in app.findings] == ["unusable-schema"]


async def test_what_hinders_is_told_once_although_it_hinders_each_time() -> None:
    never = {"type": "object", "required": ["a"], "additionalProperties": False}
    app = mocked({"200": json_reply(never)}, settings=MockSettings(dynamic=True))
    for _ in range(3):
        assert (await app.get()).status == 200
    assert [finding.rule for finding in app.findings] == ["no-valid-value"]


def test_the_example_of_a_reply_can_be_asked_for() -> None:
    app = mocked({"200": json_reply(ITEM, examples=BOTH), "404": json_reply(ITEM)})
    operation = app.service.contract.operation("getIt")
    media = {key: reply.media["application/json"] for key, reply in operation.replies.items()}
    assert app.answers.example(operation, "200", media["200"]) == (True, ANT)
    assert app.answers.example(operation, "200", media["200"], wish=Wish(example="bee")) == (
        True,
        BEE,
    )
    assert app.answers.example(operation, "404", media["404"]) == (False, None)


@pytest.mark.parametrize("prefer", ["dynamic=false", "dynamic=true"])
async def test_what_stands_in_for_a_value_that_nothing_allows_says_so(prefer: str) -> None:
    never = {"type": "object", "required": ["n"], "properties": {"n": NEVER}}
    app = mocked({"200": json_reply(never)})

    answers = [await app.get(prefer=prefer) for _ in range(2)]

    for answer in answers:
        assert answer.status == 200
        (told,) = json.loads(answer.headers["tenon-violations"])
        assert (told["code"], told["side"], told["pointer"]) == ("no-valid-value", "response", "")
        assert told["message"] == (
            "its schema allows no value: the required property 'n': no number is between 5 and 2"
        )
    assert [finding.rule for finding in app.findings] == ["no-valid-value"]
