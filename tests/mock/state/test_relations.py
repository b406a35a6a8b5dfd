"""What belongs together: owners, references, counts, repeated names."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.mock.state import World
from tests.mock.state.remembering import MERGE, TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, operation, parameter, reply

PORT = thing(["id", "name", "ship_count"], id=WHOLE, name=TEXT, ship_count=WHOLE)
SHIP = thing(
    ["id", "name", "port_id", "port_name", "average_rating"],
    id=WHOLE,
    name=TEXT,
    port_id=WHOLE,
    port_name=TEXT,
    average_rating={"type": ["number", "null"]},
)
REVIEW = thing(["id", "ship_id", "rating"], id=WHOLE, ship_id=WHOLE, rating=WHOLE)


def harbour(*declared: int, **settings: Any) -> Remembering:
    named = (404, *declared)
    paths: Json = {
        **crud("/ports/{port_id}", PORT, draft=thing(["name"], name=TEXT), declared=named),
        **crud(
            "/ships/{ship_id}",
            SHIP,
            draft=thing(["name", "port_name"], name=TEXT, port_name=TEXT, port_id=WHOLE),
        ),
        "/ports/{port_id}/ships": {
            "parameters": [parameter("port_id", "path", WHOLE)],
            "get": operation("shipsOfPort", replies={"200": reply(listing(SHIP)), "404": reply()}),
        },
    }
    reviews = crud("/ships/{ship_id}/reviews/{review_id}", REVIEW, draft=thing(rating=WHOLE))
    return Remembering({**paths, **reviews}, **settings)


def test_ids_that_are_generated_lead_to_items() -> None:
    mock = harbour()
    for ship in mock.get("/ships"):
        assert mock.get(f"/ports/{ship['port_id']}")["name"] == ship["port_name"]


def test_a_name_that_is_known_links_to_who_has_it() -> None:
    mock = harbour()
    port = mock.post("/ports", {"name": "Port  Royal"})
    ship = mock.post("/ships", {"name": "Ark", "port_name": " PORT royal"})
    assert (ship["port_id"], ship["port_name"]) == (port["id"], "Port  Royal")


def test_a_name_that_is_not_known_makes_who_has_it() -> None:
    mock = harbour()
    ship = mock.post("/ships", {"name": "Ark", "port_name": "Nowhere"})
    assert mock.get(f"/ports/{ship['port_id']}") == {
        "id": ship["port_id"],
        "name": "Nowhere",
        "ship_count": 1,
    }


def test_of_too_many_that_were_made_by_their_name_the_oldest_go() -> None:
    mock = harbour(size=2)
    mock.app.world = World(mock.contract, mock.app.values, mock.app.settings, most_items=3)
    for number in range(6):
        ship = mock.post("/ships", {"name": "Ark", "port_name": f"Port {number}"})
        assert mock.get(f"/ships/{ship['id']}") == ship
    names = [port["name"] for port in mock.get("/ports")]
    assert names[2:] == ["Port 3", "Port 4", "Port 5"]


def test_an_id_that_is_sent_brings_the_name_with_it() -> None:
    mock = harbour()
    port = mock.post("/ports", {"name": "Hull"})
    ship = mock.post("/ships", {"name": "Ark", "port_name": "?", "port_id": port["id"]})
    assert ship["port_name"] == "Hull"


def test_a_change_of_the_name_links_anew() -> None:
    mock = harbour()
    ship = mock.post("/ships", {"name": "Ark", "port_name": "Hull"})
    other = mock.post("/ports", {"name": "Ghent"})
    changed = mock.ask("PATCH", f"/ships/{ship['id']}", {"port_name": "ghent"}, **MERGE).json
    assert (changed["port_id"], changed["port_name"]) == (other["id"], "Ghent")
    assert mock.get(f"/ports/{ship['port_id']}")["ship_count"] == 0


def test_a_new_name_shows_wherever_it_is_repeated() -> None:
    mock = harbour()
    ship = mock.post("/ships", {"name": "Ark", "port_name": "Hull"})
    mock.ask("PATCH", f"/ports/{ship['port_id']}", {"name": "Kingston"}, **MERGE)
    assert mock.get(f"/ships/{ship['id']}")["port_name"] == "Kingston"


def test_counts_follow_what_comes_and_goes() -> None:
    mock = harbour()
    port = mock.post("/ports", {"name": "Hull"})
    assert port["ship_count"] == 0
    item = f"/ports/{port['id']}"
    ships = [mock.post("/ships", {"name": "Ark", "port_name": "Hull"}) for _ in range(3)]
    assert mock.get(item)["ship_count"] == 3
    assert [ship["id"] for ship in mock.get(f"{item}/ships")] == [ship["id"] for ship in ships]
    mock.ask("DELETE", f"/ships/{ships[0]['id']}")
    assert mock.get(item)["ship_count"] == 2


def test_a_mean_follows_and_is_null_where_there_is_nothing() -> None:
    mock = harbour()
    ship = f"/ships/{mock.post('/ships', {'name': 'Ark', 'port_name': 'Hull'})['id']}"
    assert mock.get(ship)["average_rating"] is None
    for rating in (5, 4, 4):
        made = mock.post(f"{ship}/reviews", {"rating": rating})
    assert mock.get(ship)["average_rating"] == 4.33
    mock.ask("PATCH", f"{ship}/reviews/{made['id']}", {"rating": 3}, **MERGE)
    assert mock.get(ship)["average_rating"] == 4
    mock.ask("DELETE", f"{ship}/reviews/{made['id']}")
    assert mock.get(ship)["average_rating"] == 4.5


def test_what_is_made_below_an_owner_is_the_owners() -> None:
    mock = harbour()
    one, other = (mock.post("/ships", {"name": "Ark", "port_name": "Hull"})["id"] for _ in "ab")
    made = mock.post(f"/ships/{one}/reviews", {"rating": 5})
    assert made["ship_id"] == one
    assert mock.get(f"/ships/{one}/reviews") == [made]
    assert mock.get(f"/ships/{other}/reviews") == []
    assert mock.get(f"/ships/{one}/reviews/{made['id']}") == made
    assert mock.ask("GET", f"/ships/{other}/reviews/{made['id']}").status == 404


@pytest.mark.parametrize(("method", "value"), [("GET", None), ("POST", {"rating": 1})])
def test_below_an_owner_that_is_not_there_nothing_is_found(method: str, value: Any) -> None:
    answer = harbour().ask(method, "/ships/88000/reviews", value)
    assert (answer.status, answer.json["detail"]) == (404, "There is no ship 88000.")


def test_what_stands_below_goes_with_its_owner() -> None:
    mock = harbour()
    ship = mock.post("/ships", {"name": "Ark", "port_name": "Hull"})["id"]
    review = mock.post(f"/ships/{ship}/reviews", {"rating": 5})["id"]
    assert mock.ask("DELETE", f"/ships/{ship}").status == 204
    assert mock.ask("GET", f"/ships/{ship}/reviews/{review}").status == 404


def test_what_belongs_to_an_item_that_was_deleted_first_is_never_there() -> None:
    sail = thing(["id"], id=WHOLE, cloth=TEXT)
    sails = crud("/ships/{ship_id}/sails/{sail_id}", sail)
    below = sails.pop("/ships/{ship_id}/sails/{sail_id}")
    below["parameters"] = below["parameters"][1:]
    ship = thing(["id"], id=WHOLE)
    paths = {**crud("/ships/{ship_id}", ship), **sails, "/sails/{sail_id}": below}
    mock = Remembering(paths, size=8)
    (first, *_) = mock.get("/ships")
    for one in mock.get("/ships", x_mock_session="other"):
        if owned := mock.get(f"/ships/{one['id']}/sails", x_mock_session="other"):
            first, sail_id = one, owned[0]["id"]
    mock.ask("DELETE", f"/ships/{first['id']}")
    assert mock.ask("GET", f"/sails/{sail_id}").status == 404
    assert mock.ask("GET", f"/sails/{sail_id}", x_mock_session="other").status == 200


def test_an_owner_of_something_stays_where_the_contract_declares_409() -> None:
    mock = harbour(409)
    ship = mock.post("/ships", {"name": "Ark", "port_name": "Nowhere"})
    port = f"/ports/{ship['port_id']}"
    refused = mock.ask("DELETE", port)
    assert (refused.status, refused.json["detail"]) == (409, "The port still has 1 ship.")
    mock.ask("DELETE", f"/ships/{ship['id']}")
    assert mock.ask("DELETE", port).status == 204


def test_a_name_that_others_link_by_is_unique_where_409_is_declared() -> None:
    mock = harbour(409)
    mock.post("/ports", {"name": "Hull"})
    assert mock.ask("POST", "/ports", {"name": "hull"}).status == 409


def test_lists_of_ids_lead_to_items_and_lose_those_that_go() -> None:
    tag = thing(["id"], id=WHOLE, label=TEXT)
    note = thing(["id", "tag_ids"], id=WHOLE, tag_ids={"type": "array", "items": WHOLE})
    mock = Remembering({**crud("/tags/{tag_id}", tag), **crud("/notes/{note_id}", note)})
    known = {one["id"] for one in mock.get("/tags")}
    assert all(set(one["tag_ids"]) <= known for one in mock.get("/notes"))
    mock.post("/tags", {"id": 70})
    mock.post("/notes", {"id": 1000, "tag_ids": [70, 1]})
    mock.ask("DELETE", "/tags/70")
    assert mock.get("/notes/1000")["tag_ids"] == [1]


def test_an_optional_reference_is_emptied_when_its_item_goes() -> None:
    crew = thing(["id"], id=WHOLE, ship_id={"type": ["integer", "null"]})
    ship = thing(["id"], id=WHOLE)
    mock = Remembering({**crud("/ships/{ship_id}", ship), **crud("/sailors/{sailor_id}", crew)})
    mock.post("/ships", {"id": 70})
    mock.post("/sailors", {"id": 1000, "ship_id": 70})
    mock.ask("DELETE", "/ships/70")
    assert mock.get("/sailors/1000") == {"id": 1000, "ship_id": None}


def test_owners_that_no_operation_tells_of_may_be_any_and_each_has_items_of_its_own() -> None:
    issue = thing(["number", "title"], number=WHOLE, title=TEXT)
    paths = crud("/repos/{owner}/{repo}/issues/{number}", issue, draft=thing(title=TEXT))
    for path in paths.values():
        path["parameters"] = [
            parameter(one["name"], "path", TEXT if one["name"] != "number" else WHOLE)
            for one in path["parameters"]
        ]
    mock = Remembering(paths, size=2)
    there = mock.get("/repos/a/x/issues")
    assert len(there) == 2
    made = mock.post("/repos/a/x/issues", {"title": "Leak"})
    assert made["number"] == max(one["number"] for one in there) + 1
    assert mock.get(f"/repos/a/x/issues/{made['number']}")["title"] == "Leak"
    assert len(mock.get("/repos/a/x/issues")) == 3
    assert len(mock.get("/repos/b/x/issues")) == 2
    assert mock.ask("GET", f"/repos/b/x/issues/{made['number']}").status == 404


def test_fields_that_name_owners_of_owners_hold_what_the_path_says() -> None:
    ship, deck = thing(["id"], id=WHOLE), thing(["id"], id=WHOLE, ship_id=WHOLE)
    note = thing(["id", "text"], id=WHOLE, text=TEXT, ship_id=WHOLE, deck_id=WHOLE)
    paths = crud("/ships/{ship_id}", ship) | crud("/ships/{ship_id}/decks/{deck_id}", deck)
    mock = Remembering(paths | crud("/ships/{ship_id}/decks/{deck_id}/notes/{note_id}", note))

    seeded = mock.app.world.describe("")["notes"]["items"]
    told = [(one["fields"]["ship_id"], one["fields"]["deck_id"]) for one in seeded]
    assert told == [tuple(map(int, one["key"][:2])) for one in seeded]
    at = f"/ships/{told[0][0]}/decks/{told[0][1]}/notes"
    made = mock.post(at, {"id": 99, "text": "Ahoy"})
    assert (made["ship_id"], made["deck_id"]) == told[0]
    assert [one["id"] for one in mock.get(at)][-1] == 99
    assert mock.ask("DELETE", f"/ships/{told[0][0]}").status == 204
    assert mock.ask("GET", at).status == 404
