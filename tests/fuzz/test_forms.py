"""What of a form is good data once it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.fuzz.forms import as_sent, is_form
from tests.tiny import body, contract, operation

SCHEMA = {
    "allOf": [{"$ref": "#/components/schemas/Named"}],
    "properties": {
        "age": {"type": "integer"},
        "note": {"type": ["string", "null"]},
        "marks": {"type": "array", "items": {"type": "string"}},
    },
}
NAMED = {"Named": {"properties": {"name": {"type": "string"}}}}


def sent(value: Any) -> Any:
    made = contract(
        {"/x": {"post": operation("x", body=body(SCHEMA, "multipart/form-data"))}}, NAMED
    )
    form = made.operation("x").body
    assert form is not None
    return as_sent(made.schemas, form.media["multipart/form-data"], value)


def test_where_text_may_stand_anything_is_text() -> None:
    given = {"name": None, "note": [1, {"a": True}], "other": b"\xff", "age": 7}
    assert sent(given) == {"name": "null", "note": '[1, {"a": true}]', "other": "\xff", "age": 7}


class Wrapped(str):
    """Bytes as the fuzzer holds them."""

    data = b"a\xff"


def test_bytes_are_text_of_as_many_characters() -> None:
    assert sent({"name": Wrapped("?"), "age": b"7"}) == {"name": "a\xff", "age": "7"}


def test_where_no_text_may_stand_a_value_stays() -> None:
    assert sent({"age": None}) == {"age": None}
    assert sent({"age": "x"}) == {"age": "x"}


def test_a_list_is_sent_as_its_items_and_one_item_is_a_list() -> None:
    assert sent({"marks": 1}) == {"marks": ["1"]}
    assert sent({"marks": ["a", True]}) == {"marks": ["a", "true"]}


def test_what_is_no_form_stays() -> None:
    assert sent([1]) == [1]


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("multipart/form-data; boundary=x", True),
        ("application/x-www-form-urlencoded", True),
        ("application/json", False),
        (None, False),
    ],
)
def test_forms_are_told_by_their_media_type(media_type: str | None, form: bool) -> None:
    assert is_form(media_type) is form
