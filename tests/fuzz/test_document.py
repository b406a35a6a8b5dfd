"""The copy of a contract that is handed to the fuzzer."""

from __future__ import annotations

from typing import Any

from tenon.fuzz.document import fuzzed


def of_schema(schema: dict[str, Any]) -> tuple[Any, dict[str, tuple[str, dict[str, Any]]]]:
    copy = fuzzed({"components": {"schemas": {"S": schema}}}, ["isbn"])
    return copy.document["components"]["schemas"]["S"], copy.narrowed


def test_a_custom_format_alone_stays_as_it_is() -> None:
    schema = {"type": "string", "format": "isbn"}

    assert of_schema(schema) == (schema, {})


def test_what_stands_beside_a_custom_format_narrows_its_sampler() -> None:
    schema = {"type": "string", "format": "isbn", "pattern": "^9", "maxLength": 13, "title": "T"}

    assert of_schema(schema) == (
        {"type": "string", "format": "isbn-1", "title": "T"},
        {"isbn-1": ("isbn", {"pattern": "^9", "maxLength": 13})},
    )


def test_the_same_narrowing_is_named_once() -> None:
    one = {"type": "string", "format": "isbn", "minLength": 10}
    schema, narrowed = of_schema({"type": "object", "properties": {"a": one, "b": dict(one)}})

    assert schema["properties"]["a"] == schema["properties"]["b"]
    assert list(narrowed) == ["isbn-1"]


def test_formats_of_the_standard_keep_their_company() -> None:
    schema = {"type": "string", "format": "email", "pattern": "@", "maxLength": 50}

    assert of_schema(schema) == (schema, {})


def test_properties_may_be_called_like_keywords() -> None:
    inner = {"type": "string", "format": "isbn", "minLength": 1}
    schema, _ = of_schema({"properties": {"format": inner, "example": inner, "default": inner}})

    for name in ("format", "example", "default"):
        assert schema["properties"][name] == {"type": "string", "format": "isbn-1"}


def test_values_that_look_like_schemas_are_left_alone() -> None:
    value = {"format": "isbn", "pattern": "x"}
    schema = {"example": value, "default": value, "const": value, "enum": [value], "x-note": value}

    assert of_schema(schema) == (schema, {})


def test_the_contract_itself_is_not_changed() -> None:
    schema = {"type": "string", "format": "isbn", "pattern": "^9"}
    document = {"components": {"schemas": {"S": schema}}}

    fuzzed(document, ["isbn"])

    assert schema == {"type": "string", "format": "isbn", "pattern": "^9"}


def media(media_type: str, value: dict[str, Any]) -> Any:
    document = {"paths": {"/": {"get": {"responses": {"200": {"content": {media_type: value}}}}}}}
    copied = fuzzed(document, []).document
    return copied["paths"]["/"]["get"]["responses"]["200"]["content"][media_type]


def test_items_of_an_event_stream_are_told_in_the_words_of_3_2() -> None:
    found = media("text/event-stream", {"x-itemSchema": {"type": "object"}})

    item = {"type": "string", "contentMediaType": "application/json"}
    assert found["itemSchema"] == {
        "if": {
            "anyOf": [
                {"required": ["data"], "properties": {"data": {"const": "[DONE]"}}},
                {"required": ["event"], "properties": {"event": {"const": "error"}}},
            ]
        },
        "else": {"properties": {"data": {**item, "contentSchema": {"type": "object"}}}},
    }


def test_texts_of_an_event_stream_are_no_json() -> None:
    found = media("text/event-stream", {"x-itemSchema": {"type": "string", "maxLength": 9}})

    assert found["itemSchema"]["else"] == {
        "properties": {"data": {"type": "string", "maxLength": 9}}
    }


def test_lines_of_json_are_told_as_an_array() -> None:
    found = media("application/jsonl", {"x-itemSchema": {"type": "object"}})

    assert found["schema"] == {"type": "array", "items": {"type": "object"}}
