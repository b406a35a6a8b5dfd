"""Resources are inferred from paths, methods and schemas."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Contract, Resource
from tenon.contract.resource import Filter, Match, Order, Paging, PagingStyle, Sort

SHIP = {
    "type": "object",
    "properties": {
        "ship_id": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"type": "string"},
        "flags": {"type": "array", "items": {"type": "string"}},
        "built_year": {"type": "integer"},
        "price": {"type": "number"},
    },
}
CREW = {"type": "object", "properties": {"id": {"type": "string"}, "role": {"type": "string"}}}


def answers(schema: Any, status: str = "200") -> dict[str, Any]:
    return {
        status: {"description": "", "content": {"application/json": {"schema": schema}}},
    }


def operation(id_: str, schema: Any = None, *parameters: Any, **more: Any) -> dict[str, Any]:
    responses = {"204": {"description": ""}} if schema is None else answers(schema)
    return {"operationId": id_, "parameters": list(parameters), "responses": responses, **more}


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def resources(paths: dict[str, Any]) -> dict[str, Resource]:
    document = {"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": paths}
    return {found.name: found for found in Contract.from_bundle(document).resources}


def page_of(schema: Any) -> Any:
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": schema},
            "total": {"type": "integer"},
        },
    }


def test_a_collection_and_its_items_are_one_resource() -> None:
    ships = resources(
        {
            "/ships": {"get": operation("listShips", page_of(SHIP)), "post": operation("addShip")},
            "/ships/{ship_id}": {
                "get": operation("getShip", SHIP),
                "put": operation("replaceShip", SHIP),
                "patch": operation("changeShip", SHIP),
                "delete": operation("dropShip"),
            },
        }
    )["ships"]
    assert (ships.collection, ships.item) == ("/ships", "/ships/{ship_id}")
    assert (ships.id_parameter, ships.id_field) == ("ship_id", "ship_id")
    assert (ships.create, ships.read, ships.replace) == ("addShip", "getShip", "replaceShip")
    assert (ships.change, ships.delete) == ("changeShip", "dropShip")
    assert [(lst.operation, lst.items, lst.total) for lst in ships.listings] == [
        ("listShips", "items", "total")
    ]


def test_a_collection_below_an_item_has_that_resource_as_its_parent() -> None:
    found = resources(
        {
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
            "/ships": {"get": operation("listShips", page_of(SHIP))},
            "/ships/{ship_id}/crew": {
                "get": operation("listCrew", {"type": "array", "items": CREW}),
                "post": operation("addCrew"),
            },
            "/crew/{crew_id}": {"get": operation("getCrew", CREW)},
        }
    )
    crew = found["crew"]
    assert (crew.collection, crew.item) == ("/ships/{ship_id}/crew", "/crew/{crew_id}")
    assert (crew.parent, crew.parent_parameter, crew.id_field) == ("ships", "ship_id", "id")
    assert crew.listings[0].parent == "ships"


def test_a_list_elsewhere_belongs_to_the_first_resource_of_its_word() -> None:
    found = resources(
        {
            "/ships": {"get": operation("listShips", page_of(SHIP))},
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
            "/ports/{port_id}": {"get": operation("getPort", CREW)},
            "/ports/{port_id}/ships": {"get": operation("listShipsInPort", page_of(SHIP))},
            "/admin/ships/{ship_id}": {"get": operation("getShipInside", SHIP)},
        }
    )
    ships, inside = found["ships"], found["ships-2"]
    assert [listing.operation for listing in ships.listings] == ["listShips", "listShipsInPort"]
    assert (inside.item, inside.collection) == ("/admin/ships/{ship_id}", None)
    assert inside.listings == ()


def test_query_parameters_are_read_as_filters_sort_and_pages() -> None:
    text, many = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    whole = {"type": "integer"}
    listing = resources(
        {
            "/ships": {
                "get": operation(
                    "listShips",
                    page_of(SHIP),
                    query("search", text),
                    query("kind", many),
                    query("flags", many),
                    query("any_flags", many),
                    query("min_price", {"type": "number"}),
                    query("built_before", whole),
                    query("title", text, **{"x-field": "name"}),
                    query("name", text, **{"x-match": "contains"}),
                    query("verbose", {"type": "boolean"}),
                    query("sort_by", {"enum": ["name", "price", "mood"]}),
                    query("sort_order", {"enum": ["asc", "desc"]}),
                    query("page", whole),
                    query("per_page", whole),
                )
            },
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
        }
    )["ships"].listings[0]
    assert listing.filters == (
        Filter("search", None, Match.SEARCH),
        Filter("kind", "kind", Match.ANY),
        Filter("flags", "flags", Match.ALL),
        Filter("any_flags", "flags", Match.ANY),
        Filter("min_price", "price", Match.MINIMUM),
        Filter("built_before", "built_year", Match.MAXIMUM),
        Filter("title", "name", Match.EQUALS),
        Filter("name", "name", Match.CONTAINS),
    )
    assert listing.sort == Sort("sort_by", ("name", "price"), "sort_order")
    assert listing.paging == Paging(PagingStyle.PAGE, "page", "per_page")


def listing_of(*parameters: Any, **more: Any) -> Any:
    paths = {
        "/ships": {"get": operation("listShips", page_of(SHIP), *parameters, **more)},
        "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
    }
    return resources(paths)["ships"].listings[0]


def test_a_search_is_of_the_fields_that_its_description_names() -> None:
    told = query("q", {}, description="Text in the ship's name, or its built year.")
    (found,) = listing_of(told).filters
    assert found == Filter("q", None, Match.SEARCH, ("name", "built_year"))


@pytest.mark.parametrize(
    ("parameters", "description", "order"),
    [
        ((), "", ()),
        ((), "Ships by name.", ()),
        ((), "All ships, by name.", (Order("name"),)),
        ((), "Ships sorted by price", (Order("price"),)),
        ((), "The newest first.", (Order("", falling=True),)),
        ((), "Oldest first.", (Order(""),)),
        ((query("sort", {"default": "-price"}),), "", (Order("price", falling=True),)),
        (
            (query("sort", {"default": "price"}), query("order", {"default": "desc"})),
            "All ships, by name.",
            (Order("price", falling=True),),
        ),
    ],
)
def test_a_list_is_ordered_as_its_parameters_or_its_description_say(
    parameters: tuple[Any, ...], description: str, order: tuple[Order, ...]
) -> None:
    assert listing_of(*parameters, description=description).order == order


def test_a_sort_falls_where_the_default_of_its_order_does() -> None:
    falling = query("order", {"enum": ["asc", "desc"], "default": "desc"})
    assert listing_of(query("sort", {}), falling).sort == Sort("sort", (), "order", falling=True)


@pytest.mark.parametrize(
    ("schema", "style"),
    [({"type": "string"}, PagingStyle.CURSOR), ({"type": "string", "format": "date"}, None)],
)
def test_after_is_a_cursor_unless_it_is_a_moment(schema: Any, style: PagingStyle | None) -> None:
    paging = listing_of(query("after", schema), query("limit", {})).paging
    assert paging == (None if style is None else Paging(style, "after", "limit"))


def test_lists_below_a_collection_are_further_listings_of_it() -> None:
    ships = resources(
        {
            "/ships": {"get": operation("listShips", page_of(SHIP))},
            "/ships/recent": {
                "get": operation("recentShips", page_of(SHIP), query("cursor", {"type": "string"}))
            },
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
        }
    )["ships"]
    assert [listing.path for listing in ships.listings] == ["/ships", "/ships/recent"]
    assert ships.listings[1].paging == Paging(PagingStyle.CURSOR, "cursor", None)


def test_the_contract_corrects_what_is_inferred() -> None:
    said = {"x-resource": {"name": "fleet", "id": "name"}}
    found = resources(
        {
            "/ships": {"get": operation("listShips", page_of(SHIP))},
            "/ships/{ship}": {"get": operation("getShip", SHIP, **said)},
        }
    )
    assert found["fleet"].id_field == "name"


def test_paths_that_are_no_items_make_no_resource() -> None:
    assert resources({"/health": {"get": operation("getHealth", {"type": "object"})}}) == {}
