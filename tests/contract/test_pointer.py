"""JSON Pointers (RFC 6901)."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import pointer

# The document and the table of RFC 6901, section 5.
DOCUMENT = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6,
    " ": 7, "m~n": 8,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("", DOCUMENT), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1),
     ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ('/k"l', 6), ("/ ", 7), ("/m~0n", 8)],
)  # fmt: skip
def test_a_pointer_leads_to_its_value(text: str, value: Any) -> None:
    assert pointer.resolve(DOCUMENT, text) == value


@pytest.mark.parametrize("text", ["/nope", "/foo/2", "/foo/-", "/foo/x", "/foo/0/0", "/a/b"])
def test_a_pointer_into_nowhere_is_a_key_error(text: str) -> None:
    with pytest.raises(KeyError, match=text):
        pointer.resolve(DOCUMENT, text)


def test_a_pointer_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="not a JSON Pointer"):
        pointer.tokens("foo")


def test_a_pointer_survives_joining_and_taking_apart() -> None:
    joined = pointer.join("/paths", "/a/{b}~", 0, "")
    assert joined == "/paths/~1a~1{b}~0/0/"
    assert pointer.tokens(joined) == ["paths", "/a/{b}~", "0", ""]


@pytest.mark.parametrize(
    ("reference", "found"),
    [("#", ""), ("#/a~1b", "/a~1b"), ("#/a%20b", "/a b"), ("#/%25", "/%"), ("#anchor", None),
     ("other.yaml#/a", None), ("", None)],
)  # fmt: skip
def test_local_references_hold_pointers(reference: str, found: str | None) -> None:
    assert pointer.from_reference(reference) == found


def test_references_are_followed_to_the_end() -> None:
    chain = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"x": 1}}
    assert pointer.follow(chain, chain["a"], "/a") == ({"x": 1}, "/c")


def test_references_that_lead_in_circles_end_somewhere() -> None:
    circle = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    value, _ = pointer.follow(circle, circle["a"], "/a")
    assert "$ref" in value
