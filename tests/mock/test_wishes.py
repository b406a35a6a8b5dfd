"""What a request asks of the mock, by `Prefer` or in its query string."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.mock.wish import Wish
from tenon.mock.wishes import applied, read
from tenon.runtime.problem import BadRequest


def scope(*prefer: str, query: bytes = b"") -> dict[str, Any]:
    headers = [(b"accept", b"*/*"), *((b"prefer", text.encode()) for text in prefer)]
    return {"headers": headers, "query_string": query}


READ = {
    "a status": ("code=404", Wish(code=404)),
    "an example": ("example=tiny", Wish(example="tiny")),
    "a quoted example": ('example="a, \\"b\\""', Wish(example='a, "b"')),
    "several": ("code=200, dynamic=true, seed=7", Wish(code=200, dynamic=True, seed="7")),
    "spaces and empty members": (" , code = 200 ,, seed=a", Wish(code=200, seed="a")),
    "any case": ("Code=404", Wish(code=404)),
    "a flag without a word": ("drop", Wish(drop=True)),
    "generated or not": ("dynamic=false", Wish(dynamic=False)),
    "seconds": ("delay=0.5, slow=2", Wish(delay_s=0.5, slow_s=2.0)),
    "milliseconds": ("delay=250ms", Wish(delay_s=0.25)),
    "an error": ("error=503", Wish(error=503)),
    "parameters of a preference": ('code=404; why="a,b"; x, seed=1', Wish(code=404, seed="1")),
    "the first of two (RFC 7240, section 2)": ("code=404, code=500", Wish(code=404)),
    "others' preferences beside": ("respond-async, wait=10, code=404", Wish(code=404)),
}


@pytest.mark.parametrize(("header", "wish"), READ.values(), ids=READ)
def test_a_wish_is_read_off_prefer(header: str, wish: Wish) -> None:
    assert read(scope(header)) == wish


def test_there_is_no_wish_where_nothing_is_said() -> None:
    assert read(scope()) is None
    assert read(scope("respond-async, return=minimal")) is None
    assert read(scope(query=b"a__b=1&__other=2")) is None


def test_fields_of_the_header_are_one_list() -> None:
    assert read(scope("code=404", "seed=1")) == Wish(code=404, seed="1")


def test_twins_are_read_off_the_query_and_taken_out_of_it() -> None:
    asked = scope(query=b"page=2&__code=404&__example=two+words&sort=-a%20b&__delay=200ms")
    assert read(asked) == Wish(code=404, example="two words", delay_s=0.2)
    assert asked["query_string"] == b"page=2&sort=-a%20b"


def test_what_is_not_the_mocks_stays_in_the_query() -> None:
    asked = scope(query=b"__code=404&__typename=x&&a")
    assert read(asked) == Wish(code=404)
    assert asked["query_string"] == b"__typename=x&&a"


def test_the_header_holds_where_both_say_something() -> None:
    assert read(scope("code=404", query=b"__code=500&__seed=1")) == Wish(code=404, seed="1")


@pytest.mark.parametrize(
    "header",
    ["code=abc", "code=99", "code=100", "code=600", "code", "dynamic=maybe", "delay=-1",
     "delay=1e9", "delay=601", "slow=soon", "example=", 'example=""', "error=1"],
)  # fmt: skip
def test_a_wish_that_cannot_be_read_is_refused_with_what_can(header: str) -> None:
    with pytest.raises(BadRequest, match=r"cannot be read: write .* Understood are: code, example"):
        read(scope(header))


def test_a_twin_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadRequest, match="__example must be percent-encoded UTF-8"):
        read(scope(query=b"__example=%ff"))


def test_a_header_that_is_no_list_of_preferences_ends_where_it_ends() -> None:
    assert read(scope('code=404, "what"=1, seed=2')) == Wish(code=404)
    assert read(scope('"' * 10_000)) is None


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (Wish(code=404, example="tiny"), b"code=404, example=tiny"),
        (Wish(example='two "words"'), b'example="two \\"words\\""'),
        (Wish(dynamic=False, seed="7"), b"dynamic=false, seed=7"),
        (Wish(dynamic=True, drop=True, delay_s=0.5), b"dynamic, delay=0.5, drop"),
    ],
)
def test_what_was_heard_is_told(wish: Wish, told: bytes) -> None:
    assert applied(wish) == told
