"""Lists: which items, in which order, in which pages, in which envelope."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, operation, parameter, reply

SHIP = thing(
    ["id", "name"],
    id=WHOLE,
    name=TEXT,
    kind=TEXT,
    flags={"type": "array", "items": TEXT},
    price={"type": "number"},
    built={"type": "string", "format": "date"},
    master={"type": ["string", "null"]},
)
FLEET: tuple[Json, ...] = (
    {"id": 1, "name": "Ark", "kind": "barge", "flags": ["old", "wet"], "price": 3.5},
    {"id": 2, "name": "Brig", "kind": "tug", "flags": ["wet"], "price": 10, "built": "1999-05-01"},
    {"id": 3, "name": "cog", "kind": "barge", "price": 1, "built": "2005-01-31", "master": "Ann"},
    {"id": 4, "name": "Dhow", "kind": "Tug", "flags": ["old"], "price": 10, "master": "bob"},
)


def query(name: str, schema: Json, **more: Any) -> Json:
    return parameter(name, "query", schema, **more)


def fleet(*parameters: Json, page: Json = None, **more: Any) -> Remembering:
    """A mock that holds the four ships above and nothing else."""
    paths = crud("/ships/{ship_id}", SHIP, query=parameters, page=page)
    media = paths["/ships/{ship_id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media["examples"] = {ship["name"]: {"value": ship} for ship in FLEET}
    paths["/ships"]["get"].update(more)
    return Remembering(paths, size=0)


def ids(found: list[Json]) -> list[int]:
    return [one["id"] for one in found]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("kind=tug", [2, 4]),
        ("kind=tug&kind=barge", [1, 2, 3, 4]),
        ("kind=raft", []),
        ("flags=wet&flags=old", [1]),
        ("any_flags=wet&any_flags=old", [1, 2, 4]),
        ("min_price=3.5", [1, 2, 4]),
        ("max_price=3.5", [1, 3]),
        ("min_price=2&max_price=9", [1]),
        ("built_after=1999-05-02", [3]),
        ("built_before=1999-05-01", [2]),
        ("captain=AN", [3]),
        ("search=%20BRIG", [2]),
        ("search=ann", [3]),
        ("kind=tug&min_price=10&search=dhow", [4]),
    ],
)
def test_filters_choose_the_items_that_match_every_one(asked: str, found: list[int]) -> None:
    many = {"type": "array", "items": TEXT}
    mock = fleet(
        query("search", TEXT),
        query("kind", many),
        query("flags", many),
        query("any_flags", many),
        query("min_price", {"type": "number"}),
        query("max_price", {"type": "number"}),
        query("built_after", TEXT),
        query("built_before", TEXT),
        query("captain", TEXT, **{"x-field": "master", "x-match": "contains"}),
    )
    assert ids(mock.get(f"/ships?{asked}")) == found


def test_a_search_looks_into_the_fields_that_its_description_names() -> None:
    mock = fleet(query("search", TEXT, description="Ships with this text in their name."))
    assert ids(mock.get("/ships?search=ark")) == [1]
    assert ids(mock.get("/ships?search=barge")) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sort_by=name", [1, 2, 3, 4]),
        ("sort_by=name&sort_order=desc", [4, 3, 2, 1]),
        ("sort_by=price", [3, 1, 2, 4]),
        ("sort_by=price&sort_order=desc", [4, 2, 1, 3]),
        ("sort_by=master", [3, 4, 1, 2]),
        ("sort_by=master&sort_order=desc", [4, 3, 2, 1]),
    ],
)
def test_items_are_sorted_and_those_without_the_field_come_last(
    asked: str, found: list[int]
) -> None:
    mock = fleet(
        query("sort_by", {"enum": ["name", "price", "master"]}),
        query("sort_order", {"enum": ["asc", "desc"]}),
    )
    assert ids(mock.get(f"/ships?{asked}")) == found


@pytest.mark.parametrize("asked", ["-price,name", "price:desc,name", "price desc,name asc"])
def test_one_parameter_may_name_several_fields_and_their_order(asked: str) -> None:
    mock = fleet(query("sort", TEXT))
    assert ids(mock.get(f"/ships?sort={asked.replace(' ', '%20')}")) == [2, 4, 1, 3]


def test_the_default_of_a_sorting_parameter_holds_where_none_is_sent() -> None:
    mock = fleet(
        query("sort_by", {"enum": ["name", "price"], "default": "price"}),
        query("sort_order", {"enum": ["asc", "desc"], "default": "desc"}),
    )
    assert ids(mock.get("/ships")) == [4, 2, 1, 3]
    assert ids(mock.get("/ships?sort_by=name")) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("description", "found"),
    [
        ("Answers the ships, newest first.", [4, 3, 2, 1]),
        ("Answers all ships, by name.", [1, 2, 3, 4]),
        ("Answers ships ordered by price.", [3, 1, 2, 4]),
        ("Finds ships by price.", [1, 2, 3, 4]),
    ],
)
def test_a_description_says_the_order_in_so_many_words(description: str, found: list[int]) -> None:
    assert ids(fleet(description=description).get("/ships")) == found


PAGE = thing(
    ["items", "total"],
    items=listing(SHIP),
    total=WHOLE,
    page=WHOLE,
    per_page=WHOLE,
    total_pages=WHOLE,
    has_next={"type": "boolean"},
    has_prev={"type": "boolean"},
)


def test_pages_tile_and_say_where_they_stand() -> None:
    mock = fleet(query("page", WHOLE), query("per_page", {**WHOLE, "default": 3}), page=PAGE)
    first, second, third = (mock.get(f"/ships?page={page}") for page in (1, 2, 3))
    assert (ids(first.pop("items")), ids(second.pop("items"))) == ([1, 2, 3], [4])
    said = {"total": 4, "per_page": 3, "total_pages": 2}
    assert first == {**said, "page": 1, "has_next": True, "has_prev": False}
    assert second == {**said, "page": 2, "has_next": False, "has_prev": True}
    assert third == {**said, "items": [], "page": 3, "has_next": False, "has_prev": True}


def test_pages_that_the_contract_counts_from_zero_begin_there() -> None:
    mock = fleet(query("page", {**WHOLE, "minimum": 0}), query("size", WHOLE), page=PAGE)
    assert ids(mock.get("/ships?page=0&size=3")["items"]) == [1, 2, 3]
    assert ids(mock.get("/ships?page=1&size=3")["items"]) == [4]


def test_an_offset_leaves_out_so_many_items() -> None:
    page = thing(["results"], results=listing(SHIP), count=WHOLE, next={"type": ["string", "null"]})
    mock = fleet(query("offset", WHOLE), query("limit", WHOLE), page=page)
    found = mock.get("/ships?offset=1&limit=2")
    assert (ids(found["results"]), found["count"]) == ([2, 3], 4)
    assert found["next"] == "/ships?limit=2&offset=3"
    assert mock.get(found["next"]) == {"results": [FLEET[3]], "count": 4, "next": None}


CURSORS = thing(
    ["items", "next_cursor"],
    items=listing(SHIP),
    next_cursor={"type": ["string", "null"]},
    prev_cursor={"type": ["string", "null"]},
    has_more={"type": "boolean"},
)


def test_a_cursor_leads_on_and_back() -> None:
    mock = fleet(query("cursor", TEXT), query("limit", WHOLE), page=CURSORS)
    first = mock.get("/ships?limit=3")
    assert (ids(first["items"]), first["prev_cursor"], first["has_more"]) == ([1, 2, 3], None, True)
    second = mock.get(f"/ships?limit=3&cursor={first['next_cursor']}")
    assert (ids(second["items"]), second["next_cursor"]) == ([4], None)
    assert mock.get(f"/ships?limit=3&cursor={second['prev_cursor']}") == first


def test_a_cursor_holds_while_items_come_and_go() -> None:
    mock = fleet(
        query("cursor", TEXT), query("limit", WHOLE), page=CURSORS, description="Newest first."
    )
    first = mock.get("/ships?limit=2")
    assert ids(first["items"]) == [4, 3]
    mock.post("/ships", {"id": 5, "name": "Easel"})
    mock.ask("DELETE", "/ships/2")
    mock.ask("DELETE", "/ships/3")
    assert ids(mock.get(f"/ships?limit=2&cursor={first['next_cursor']}")["items"]) == [1]


def test_a_cursor_that_was_never_given_leads_past_the_end() -> None:
    mock = fleet(query("cursor", TEXT), page=CURSORS)
    assert mock.get("/ships?cursor=zzz")["items"] == []


def test_the_id_of_an_item_is_a_cursor_to_what_follows_it() -> None:
    mock = fleet(query("starting_after", TEXT), query("limit", WHOLE), page=CURSORS)
    assert ids(mock.get("/ships?starting_after=2&limit=1")["items"]) == [3]


def test_a_cursor_with_a_pattern_of_its_own_is_of_that_pattern() -> None:
    form = {"type": "string", "pattern": "^c[0-9]{12}$"}
    page = thing(["items"], items=listing(SHIP), next_cursor={**form, "type": ["string", "null"]})
    mock = fleet(query("cursor", form), query("limit", WHOLE), page=page)
    cursor = mock.get("/ships?limit=3")["next_cursor"]
    assert re.fullmatch("c[0-9]{12}", cursor)
    assert ids(mock.get(f"/ships?limit=3&cursor={cursor}")["items"]) == [4]


def test_declared_headers_tell_of_the_page() -> None:
    paths = crud("/ships/{ship_id}", SHIP, query=(query("page", WHOLE), query("per_page", WHOLE)))
    headers = {name: {"schema": TEXT, "required": True} for name in ("Link", "X-Total-Count")}
    paths["/ships"]["get"]["responses"]["200"]["headers"] = headers
    answer = Remembering(paths, size=5).ask("GET", "/ships?per_page=2&page=2")
    assert answer.headers["x-total-count"] == "5"
    assert answer.headers["link"] == (
        '</ships?per_page=2&page=1>; rel="first", </ships?per_page=2&page=1>; rel="prev", '
        '</ships?per_page=2&page=3>; rel="next", </ships?per_page=2&page=3>; rel="last"'
    )


def test_totals_may_stand_in_an_object_of_their_own() -> None:
    meta = thing(["total"], total=WHOLE, currentPage=WHOLE, nextPage={"type": ["integer", "null"]})
    page = thing(["data", "meta"], data=listing(SHIP), meta=meta)
    mock = fleet(query("page", WHOLE), query("pageSize", WHOLE), page=page)
    found = mock.get("/ships?page=1&pageSize=3")
    assert found["meta"] == {"total": 4, "currentPage": 1, "nextPage": 2}
    assert mock.get("/ships?page=2&pageSize=3")["meta"]["nextPage"] is None


def test_a_list_shows_what_its_own_schema_names() -> None:
    page = listing(thing(["id"], id=WHOLE, name=TEXT))
    assert fleet(page=page).get("/ships")[0] == {"id": 1, "name": "Ark"}


def test_members_that_a_page_needs_beside_are_filled_in() -> None:
    page = thing(["object", "data"], object={"const": "list"}, data=listing(SHIP))
    found = fleet(page=page).get("/ships")
    assert (found["object"], ids(found["data"])) == ("list", [1, 2, 3, 4])


def test_a_stream_holds_every_item_that_the_filters_choose() -> None:
    paths = crud("/ships/{ship_id}", SHIP)
    stream = {"content": {"application/jsonl": {"x-itemSchema": SHIP}}, "description": ""}
    kind = query("kind", TEXT)
    paths["/ships/export"] = {"get": operation("export", kind, replies={"200": stream})}
    mock = Remembering(paths, size=0)
    for ship in FLEET:
        mock.post("/ships", ship)
    lines = mock.ask("GET", "/ships/export?kind=tug").body.decode().splitlines()
    assert [line.partition(",")[0] for line in lines] == ['{"id":2', '{"id":4']


def test_a_list_in_another_place_shows_the_same_items() -> None:
    paths = crud("/ships/{ship_id}", SHIP)
    paths["/ships/recent"] = {"get": operation("recent", replies={"200": reply(listing(SHIP))})}
    mock = Remembering(paths, size=0)
    mock.post("/ships", FLEET[0])
    assert mock.get("/ships/recent") == [FLEET[0]]
