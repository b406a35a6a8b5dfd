"""What the contract calls a password is not repeated when it is refused."""

from __future__ import annotations

import json

import pytest

from tenon.runtime.judge import Judge, field_errors
from tests.tiny import contract

SECRET = {"type": "string", "format": "password", "minLength": 20}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (SECRET, "hunter2"),
        ({"type": "object", "properties": {"a": SECRET}}, {"a": "hunter2"}),
        ({"type": "object", "properties": {"a": SECRET}}, ["hunter2"]),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Secret"}}, ["hunter2"]),
        ({"anyOf": [{"type": "integer"}, SECRET]}, {"b": "hunter2"}),
    ],
)
def test_no_message_repeats_a_value_beside_a_password(schema: object, value: object) -> None:
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "a", "requestBody": body, "responses": {"204": {"description": ""}}}
    tiny = contract({"/a": {"post": operation}}, {"Secret": SECRET})
    media = tiny.operations[0].body
    assert media is not None
    declared = media.media["application/json"].schema
    assert declared is not None
    errors = field_errors(Judge(tiny.schemas).validator(declared), value, "body")
    assert errors
    assert "hunter2" not in json.dumps([error.document() for error in errors])
    assert all("the value" in error.message for error in errors)


def test_other_messages_still_quote_what_is_wrong() -> None:
    schema = {"type": "string", "minLength": 20}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "a", "requestBody": body, "responses": {"204": {"description": ""}}}
    tiny = contract({"/a": {"post": operation}})
    media = tiny.operations[0].body
    assert media is not None
    declared = media.media["application/json"].schema
    assert declared is not None
    (error,) = field_errors(Judge(tiny.schemas).validator(declared), "Dune", "body")
    assert error.message == '"Dune" is shorter than 20 characters'
