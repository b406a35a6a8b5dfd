"""What a collection holds at the start."""

from __future__ import annotations

from typing import Any

from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, operation, reply

SHIP = thing(["id", "name"], id=WHOLE, name=TEXT, port_id=WHOLE)
PORT = thing(["id", "name"], id=WHOLE, name=TEXT)
ARK = {"id": 7, "name": "Ark", "port_id": 3}


def told(paths: Json, path: str, **examples: Any) -> Json:
    media = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
    media["examples"] = {name: {"value": value} for name, value in examples.items()}
    return paths


def test_a_collection_begins_with_the_examples_of_its_items() -> None:
    mock = Remembering(told(crud("/ships/{ship_id}", SHIP), "/ships/{ship_id}", ark=ARK), size=1)
    assert mock.get("/ships/7") == ARK
    assert mock.get("/ships") == [ARK]


def test_examples_of_a_list_are_items_too_and_are_made_whole() -> None:
    paths = crud("/ships/{ship_id}", SHIP, page=listing(thing(id=WHOLE)))
    mock = Remembering(told(paths, "/ships", some=[{"id": 8}, {"id": 9}]), size=2)
    assert mock.get("/ships") == [{"id": 8}, {"id": 9}]
    shown = mock.get("/ships/8")
    assert (shown["id"], type(shown["name"])) == (8, str)


def test_what_examples_say_of_one_thing_in_several_places_is_one_item() -> None:
    paths = told(crud("/ships/{ship_id}", SHIP), "/ships/{ship_id}", ark=ARK)
    mock = Remembering(told(paths, "/ships", some=[{"id": 7, "name": "Other"}]), size=1)
    assert mock.get("/ships") == [ARK]


def test_a_draft_that_is_an_example_is_the_first_item_where_there_is_no_other() -> None:
    paths = crud("/ships/{ship_id}", SHIP, draft=thing(["name"], name=TEXT))
    media = paths["/ships"]["post"]["requestBody"]["content"]["application/json"]
    media["example"] = {"name": "Ark Royal"}
    (ship,) = Remembering(paths, size=1).get("/ships")
    assert ship["name"] == "Ark Royal"


def test_what_an_example_refers_to_is_there() -> None:
    ships = told(crud("/ships/{ship_id}", SHIP), "/ships/{ship_id}", ark=ARK)
    mock = Remembering({**ships, **crud("/ports/{port_id}", PORT)}, size=2)
    assert mock.get("/ports/3")["id"] == 3


def test_what_an_example_refers_to_has_no_more_than_examples_tell() -> None:
    ships = told(crud("/ships/{ship_id}", SHIP), "/ships/{ship_id}", ark=ARK)
    mock = Remembering({**ships, **crud("/ports/{port_id}", PORT)}, size=20)
    assert [ship["id"] for ship in mock.get("/ships") if ship.get("port_id") == 3] == [7]


def test_the_rest_is_generated_up_to_the_size_with_ids_of_their_own() -> None:
    mock = Remembering(crud("/ships/{ship_id}", SHIP), size=12)
    ids = [ship["id"] for ship in mock.get("/ships")]
    assert len(set(ids)) == 12


def test_the_same_seed_gives_the_same_items_and_another_gives_others() -> None:
    paths = crud("/ships/{ship_id}", SHIP)
    one, same, other = (Remembering(paths, seed=seed).get("/ships") for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_example_of_the_path_parameter_is_an_item() -> None:
    paths = crud("/ships/{ship_id}", SHIP, id_schema={**WHOLE, "examples": [4711]})
    assert Remembering(paths).get("/ships/4711")["id"] == 4711


def test_an_empty_collection_can_be_asked_for() -> None:
    mock = Remembering(crud("/ships/{ship_id}", SHIP), size=0)
    assert mock.get("/ships") == []
    assert mock.post("/ships", {"id": 1, "name": "Ark"}) == {"id": 1, "name": "Ark"}


def test_kinds_that_refer_to_each_other_are_seeded_together() -> None:
    captain = thing(["id", "ship_id"], id=WHOLE, ship_id=WHOLE)
    ship = thing(["id", "captain_id"], id=WHOLE, captain_id=WHOLE)
    mock = Remembering(
        {**crud("/ships/{ship_id}", ship), **crud("/captains/{captain_id}", captain)}
    )
    ships = {one["id"] for one in mock.get("/ships")}
    assert {one["ship_id"] for one in mock.get("/captains")} <= ships


def test_lines_of_json_are_examples_of_items() -> None:
    paths = crud("/ships/{ship_id}", SHIP)
    lines = '{"id": 5, "name": "Brig"}\n{"id": 6, "name": "Cog"}\n'
    content = {"application/jsonl": {"x-itemSchema": SHIP, "example": lines}}
    said = {"200": {"description": "", "content": content}}
    paths["/ships/export"] = {"get": operation("export", replies=said)}
    mock = Remembering(paths, size=2)
    assert [ship["name"] for ship in mock.get("/ships")] == ["Brig", "Cog"]


def test_an_example_that_is_not_valid_is_repaired() -> None:
    paths = told(crud("/ships/{ship_id}", SHIP), "/ships/{ship_id}", bad={"id": 7, "name": 3})
    shown = Remembering(paths, size=1).get("/ships/7")
    assert (shown["id"], type(shown["name"])) == (7, str)


def test_contracts_without_items_have_nothing_to_remember() -> None:
    mock = Remembering({"/health": {"get": operation("health", replies={"200": reply(TEXT)})}})
    (operation_,) = mock.contract.operations
    assert not mock.app.stateful.knows(operation_)
    assert mock.app.world.describe("") == {}


def test_a_size_that_was_asked_for_is_reached() -> None:
    ship = {f"part_{number}": TEXT for number in range(12)}
    paths = crud("/ships/{ship_id}", thing(["id", *ship], id=WHOLE, **ship))

    assert len(Remembering(paths, size=400).get("/ships")) == 400
