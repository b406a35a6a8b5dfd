"""What is only added to and listed is remembered as well."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, body, operation, parameter, reply

SHIP = thing(["id", "name"], id={**WHOLE, "readOnly": True}, name=TEXT)
NOTE = thing(["text"], id={**WHOLE, "readOnly": True}, text=TEXT, ship_id=WHOLE)
DRAFT = thing(["text"], text=TEXT)


def notes(path: str, *above: str, draft: Json = DRAFT, made: Json = NOTE, **get: Any) -> Json:
    return {
        path: {
            "parameters": [parameter(name, "path", WHOLE) for name in above],
            "get": operation(
                f"list{len(above)}", **{"replies": {"200": reply(listing(NOTE))}, **get}
            ),
            "post": operation(f"add{len(above)}", body=body(draft), replies={"201": reply(made)}),
        }
    }


def test_what_was_added_is_listed_though_no_path_leads_to_it() -> None:
    mock = Remembering(notes("/notes"), size=2)
    made = mock.post("/notes", {"text": "Ahoy"})
    assert made["text"] == "Ahoy"
    found = mock.get("/notes")
    assert (len(found), found[-1]) == (3, made)
    assert len({note["id"] for note in found}) == 3


def test_no_address_is_told_that_leads_nowhere() -> None:
    mock = Remembering(notes("/notes"))
    assert "location" not in mock.ask("POST", "/notes", {"text": "Ahoy"}).headers


def test_what_was_added_below_an_item_belongs_to_it_and_goes_with_it() -> None:
    paths = crud("/ships/{ship_id}", SHIP) | notes("/ships/{ship_id}/notes", "ship_id")
    paths["/ships/{ship_id}/notes"]["get"]["responses"]["404"] = reply()
    mock = Remembering(paths, size=0)
    ark, brig = (mock.post("/ships", {"name": name})["id"] for name in ("Ark", "Brig"))
    made = mock.post(f"/ships/{ark}/notes", {"text": "Ahoy"})
    assert made["ship_id"] == ark
    assert mock.get(f"/ships/{ark}/notes") == [made]
    assert mock.get(f"/ships/{brig}/notes") == []
    assert mock.ask("DELETE", f"/ships/{ark}").status == 204
    assert mock.ask("GET", f"/ships/{ark}/notes").status == 404


def test_what_was_added_two_owners_down_is_listed_there() -> None:
    nested = crud("/ships/{ship_id}/decks/{deck_id}", SHIP)
    path = "/ships/{ship_id}/decks/{deck_id}/notes"
    mock = Remembering(crud("/ships/{ship_id}", SHIP) | nested | notes(path, "ship_id", "deck_id"))
    ship = mock.post("/ships", {"name": "Ark"})["id"]
    deck = mock.post(f"/ships/{ship}/decks", {"name": "Main"})["id"]
    made = mock.post(f"/ships/{ship}/decks/{deck}/notes", {"text": "Ahoy"})
    assert made in mock.get(f"/ships/{ship}/decks/{deck}/notes")


def test_what_is_listed_is_filtered_and_paged() -> None:
    query = (parameter("text", "query", TEXT), parameter("limit", "query", WHOLE),
             parameter("offset", "query", WHOLE))  # fmt: skip
    paths = notes("/notes")
    paths["/notes"]["get"]["parameters"] = list(query)
    mock = Remembering(paths, size=0)
    for text in ("a", "b", "a", "c"):
        mock.post("/notes", {"text": text})
    assert [note["text"] for note in mock.get("/notes?text=a")] == ["a", "a"]
    assert [note["text"] for note in mock.get("/notes?limit=2&offset=1")] == ["b", "a"]


@pytest.mark.parametrize("made", [TEXT, thing(job=WHOLE, queue=TEXT), listing(NOTE)])
def test_what_a_post_answers_that_is_none_of_them_is_not_kept(made: Json) -> None:
    paths = notes("/notes", made=made, draft={"type": "object"})
    mock = Remembering(paths)
    (listed, added) = mock.contract.operations
    assert not mock.app.stateful.knows(listed)
    assert not mock.app.stateful.knows(added)
