"""Which bytes a `Range` header asks for (RFC 9110, section 14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tenon.runtime.problem import RangeNotSatisfiable
from tenon.runtime.ranges import Range, http_date, requested, still_current

MOMENT = datetime(2026, 2, 1, 18, 0, 0, 123456, tzinfo=UTC)
DATE = "Sun, 01 Feb 2026 18:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0), ("bytes=0-9", 0, 9), ("bytes=3-5", 3, 5), ("bytes=3-", 3, 9),
        ("bytes=9-9", 9, 9), ("bytes=0-", 0, 9), ("bytes=5-99", 5, 9),
        ("bytes=-1", 9, 9), ("bytes=-10", 0, 9), ("bytes=-99", 0, 9),
        ("BYTES=0-1", 0, 1), (" bytes=0-1 ", 0, 1), ("bytes= 0-1", 0, 1),
        ("bytes=0-999999999999999999", 0, 9),
    ],
)  # fmt: skip
def test_one_range_is_a_part(header: str, first: int, last: int) -> None:
    assert requested(header, 10) == Range(first, last, 10)


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=1-b", "bytes=+1-2",
     "bytes=1--2", "items=0-1", "bytes=0-1,3-4", "bytes=0-1, ", "bytes=0x1-2", "bytes 0-1",
     "bytes=٣-٤", "bytes=0-" + "9" * 5_000, "bytes=0-1\x00"],
)  # fmt: skip
def test_what_is_no_single_range_asks_for_the_whole(header: str | None) -> None:
    assert requested(header, 10) is None


@pytest.mark.parametrize(
    ("header", "size"),
    [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=99-", 10), ("bytes=-0", 10), ("bytes=0-", 0),
     ("bytes=0-0", 0), ("bytes=-0", 0)],
)  # fmt: skip
def test_a_range_past_the_end_cannot_be_satisfied(header: str, size: int) -> None:
    with pytest.raises(RangeNotSatisfiable) as raised:
        requested(header, size)
    assert raised.value.headers == {"Content-Range": f"bytes */{size}"}
    assert raised.value.title == "Range Not Satisfiable"


def test_the_end_of_nothing_is_the_whole_of_it() -> None:
    assert requested("bytes=-5", 0) is None


def test_a_part_says_where_it_stands() -> None:
    part = Range(3, 5, 10)
    assert (part.length, part.content_range) == (3, "bytes 3-5/10")


@pytest.mark.parametrize(
    ("if_range", "etag", "current"),
    [
        (None, '"a"', True), ('"a"', '"a"', True), (' "a" ', '"a"', True), ('"b"', '"a"', False),
        ('W/"a"', '"a"', False), ('W/"a"', 'W/"a"', False), ('"a"', 'W/"a"', False),
        ('"a"', "", False), ('""', "", False), ("*", '"a"', False), ("", '"a"', False),
    ],
)  # fmt: skip
def test_if_range_names_the_current_version_strongly(
    if_range: str | None, etag: str, current: bool
) -> None:
    assert still_current(if_range, etag, None) is current


def test_if_range_may_name_a_date_to_the_second() -> None:
    assert still_current(DATE, "", MOMENT)
    assert not still_current(DATE, "", MOMENT + timedelta(seconds=1))
    assert not still_current(DATE, "", MOMENT - timedelta(seconds=1))
    assert not still_current(DATE, '"a"', None)


def test_a_range_of_another_version_asks_for_the_whole() -> None:
    assert requested("bytes=0-1", 10, if_range='"old"', etag='"new"') is None
    assert requested("bytes=99-", 10, if_range='"old"', etag='"new"') is None
    assert requested("bytes=0-1", 10, if_range='"new"', etag='"new"') == Range(0, 1, 10)
    assert requested("bytes=0-1", 10, if_range=DATE, last_modified=MOMENT) == Range(0, 1, 10)


def test_dates_are_written_in_gmt() -> None:
    assert http_date(MOMENT) == DATE
    assert http_date(MOMENT.astimezone(timezone(timedelta(hours=2)))) == DATE
