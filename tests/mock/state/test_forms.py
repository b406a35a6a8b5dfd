"""The forms that contracts give to times, pages and cursors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tenon.contract.schemas import Schemas
from tenon.mock.state import envelope, moments
from tenon.mock.state.items import Item
from tenon.mock.state.paging import Page
from tests.mock.state.remembering import TEXT, WHOLE, thing
from tests.tiny import Json

MOMENT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SCHEMAS = Schemas({})


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "string", "format": "date-time"}, "2026-02-03T04:05:06Z"),
        ({"type": "string", "format": "date"}, "2026-02-03"),
        ({"type": ["string", "null"]}, "2026-02-03T04:05:06Z"),
        ({"type": "integer"}, 1770091506),
        ({"type": "integer", "example": 1770091506000}, 1770091506000),
        ({"type": "boolean"}, None),
    ],
)
def test_a_moment_is_written_as_its_schema_wants_it(schema: Json, written: Any) -> None:
    assert moments.writer(SCHEMAS, schema)(MOMENT) == written


@pytest.mark.parametrize(
    "value", ["2026-02-03T04:05:06Z", "2026-02-03T05:05:06+01:00", 1770091506, 1770091506000]
)
def test_a_moment_is_read_in_each_of_these_forms(value: Any) -> None:
    assert moments.read(value) == MOMENT


@pytest.mark.parametrize("value", ["soon", None, True, 1e300, {}])
def test_what_is_no_moment_is_none(value: Any) -> None:
    assert moments.read(value) is None


SECOND = Page(
    items=[Item(("3",), {}), Item(("4",), {})],
    total=5,
    size=2,
    start=2,
    number=2,
    beside={"first": 1, "prev": 1, "next": 3, "last": 3},
)


def told(**members: Json) -> dict[str, Any]:
    return envelope.told(SCHEMAS, thing(**members), SECOND, lambda relation: f"/x?{relation}")


YES = {"type": "boolean"}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"total": WHOLE, "count": WHOLE}, {"total": 5, "count": 2}),
        ({"count": WHOLE}, {"count": 5}),
        ({"totalPages": WHOLE, "currentPage": WHOLE}, {"totalPages": 3, "currentPage": 2}),
        ({"limit": WHOLE, "offset": WHOLE}, {"limit": 2, "offset": 2}),
        ({"hasNextPage": YES, "has_previous": YES}, {"hasNextPage": True, "has_previous": True}),
        ({"next": TEXT, "previous": TEXT}, {"next": "/x?next", "previous": "/x?prev"}),
        ({"next_page": WHOLE, "self": TEXT}, {"next_page": 3, "self": "/x?self"}),
        (
            {"links": thing(first=TEXT, last=TEXT)},
            {"links": {"first": "/x?first", "last": "/x?last"}},
        ),
        ({"pagination": thing(total=WHOLE)}, {"pagination": {"total": 5}}),
        ({"mood": TEXT, "total": TEXT}, {}),
    ],
)
def test_the_members_of_a_page_are_told_by_their_names(members: Json, said: Json) -> None:
    assert told(**members) == said


@pytest.mark.parametrize(
    ("schema", "value"),
    [({"type": ["string", "null"]}, None), ({"type": "string"}, "")],
)
def test_the_last_page_has_no_next_cursor(schema: Json, value: Any) -> None:
    last = Page(items=[], total=0, size=2, start=0)
    found = envelope.told(SCHEMAS, thing(next_cursor=schema), last, lambda _: None)
    assert found == {"next_cursor": value}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("X-Total-Count", "5"),
        ("X-Total", "5"),
        ("X-Page", "2"),
        ("X-Per-Page", "2"),
        ("X-Total-Pages", "3"),
        ("X-Next-Page", "3"),
        ("X-Has-Next", "true"),
        ("X-Mood", None),
    ],
)
def test_headers_tell_of_a_page_by_their_names(name: str, text: str | None) -> None:
    assert envelope.header(name, SECOND) == text
