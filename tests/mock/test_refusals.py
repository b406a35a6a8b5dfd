"""What a mock refuses, in the words of the contract."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.stateless import json_reply, mocked
from tests.tiny import parameter, reply

TEXT = {"type": "string"}
AGE = parameter("age", "query", {"type": "integer"}, required=True)


def error(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


async def refused(declared: Any, **more: Any) -> Any:
    return await mocked({"200": reply(), "422": declared}, AGE, **more).get("/it")


async def test_where_nothing_is_declared_a_refusal_is_problem_details() -> None:
    answer = await mocked({"200": reply()}, AGE).get("/it?age=old")
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["errors"] == [
        {"in": "query", "name": "age", "message": '"old" is not of type "integer"', "code": "type"}
    ]


async def test_the_details_are_laid_into_the_declared_schema() -> None:
    declared = json_reply(error({"code": {"type": "integer"}, "message": TEXT}))
    answer = await refused(declared)
    assert answer.status == 422
    assert answer.headers["content-type"] == "application/json"
    assert answer.json == {"code": 422, "message": "age: is required"}


async def test_what_the_schema_requires_besides_comes_from_the_example() -> None:
    schema = error({"message": TEXT, "help": TEXT}, required=["message", "help"])
    shown = {"message": "Wrong!", "help": "https://help.test"}
    answer = await refused(json_reply(schema, example=shown))
    assert answer.json == {"message": "age: is required", "help": "https://help.test"}


async def test_what_the_schema_requires_besides_is_made_up_where_there_is_no_example() -> None:
    schema = error(
        {"message": TEXT, "ticket": {"type": "integer", "minimum": 5}},
        required=["message", "ticket"],
    )
    answer = (await refused(json_reply(schema))).json
    assert answer["message"] == "age: is required"
    assert answer["ticket"] >= 5


async def test_an_example_stands_where_the_schema_has_no_place_for_the_details() -> None:
    answer = await refused(json_reply(error({"name": TEXT}), example={"name": "of the example"}))
    assert answer.json == {"name": "of the example"}


async def test_an_example_without_a_schema_is_sent_as_it_is() -> None:
    answer = await refused(json_reply(example="not you"))
    assert (answer.headers["content-type"], answer.json) == ("application/json", "not you")


async def test_a_schema_that_is_no_error_at_all_gets_a_plain_value() -> None:
    assert (await refused(json_reply({"type": "number"}))).json == 0


async def test_details_are_told_in_text_and_in_xml() -> None:
    assert (await refused(json_reply(TEXT, "text/plain"))).body == b"age: is required"
    answer = await refused(json_reply(error({"message": TEXT}), "application/xml"))
    assert answer.headers["content-type"] == "application/xml"
    assert answer.body == b"<xml><message>age: is required</message></xml>"


async def test_problem_details_come_before_other_types() -> None:
    problem = {"type": "object", "properties": {"detail": TEXT}}
    content = {
        "text/plain": {"schema": TEXT},
        "application/json": {"schema": TEXT},
        "application/problem+json": {"schema": problem},
    }
    answer = await refused({"description": "", "content": content})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"] == "age: is required"


async def test_required_headers_of_a_refusal_are_there_and_its_own_are_kept() -> None:
    headers = {
        "X-Hint": {"required": True, "schema": {"type": "integer"}, "example": 7},
        "WWW-Authenticate": {"required": True, "schema": TEXT},
    }
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    app = mocked(
        {"200": reply(), "401": {"description": "", "headers": headers}},
        components={"securitySchemes": schemes},
        security=[{"key": []}],
    )
    answer = await app.get()
    assert answer.status == 401
    assert answer.headers["x-hint"] == "7"
    assert answer.headers["www-authenticate"] == 'ApiKey realm="Tiny", in="header", name="X-Key"'


async def test_a_schema_that_cannot_be_used_does_not_keep_the_answer() -> None:
    answer = await refused(json_reply({"type": "object", "patternProperties": {"(": {}}}))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"] == "age: is required"


async def test_unknown_paths_and_methods_are_refused() -> None:
    app = mocked({"200": reply()})
    assert (await app.get("/nowhere")).status == 404
    answer = await app.ask("DELETE", "/it")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("declared", "target", "status"),
    [
        (["400"], "/it?age=old", 400),
        (["400", "422"], "/it?age=old", 422),
        (["400", "default"], "/it?age=old", 422),
        (["400", "4XX"], "/it?age=old", 422),
        (["404"], "/it?age=old", 422),
        (["422"], "/it?age=1&age=2", 422),
        (["404"], "/it?age=1&age=2", 422),
        (["422"], "/it?age=%ff", 422),
        (["404"], "/it?age=%ff", 400),
    ],
)
async def test_a_refusal_has_the_status_that_is_declared(
    declared: list[str], target: str, status: int
) -> None:
    replies = {"200": reply(), **dict.fromkeys(declared, reply())}
    answer = await mocked(replies, AGE).get(target)
    assert (answer.status, answer.json["status"]) == (status, status)
    assert answer.codes


async def test_words_are_told_although_an_extension_is_not_as_the_schema_says() -> None:
    problem = {
        "type": "object",
        "required": ["title", "detail"],
        "properties": {
            "title": TEXT,
            "detail": TEXT,
            "errors": {"type": "array", "items": {"type": "integer"}},
        },
    }
    declared = json_reply(problem, example={"title": "Of the example", "detail": "Not this."})
    answer = await refused(declared)
    assert answer.json["detail"] == "age: is required"
    assert "errors" not in answer.json
