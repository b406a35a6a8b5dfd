"""Many at once: what can be done is done, and the rest is told."""

from __future__ import annotations

import pytest

from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, body, operation, parameter, reply

USER = thing(["id", "email"], id=WHOLE, email=TEXT, name=TEXT)
DRAFT = thing(["email"], email=TEXT, name=TEXT)


def users(**more: Json) -> Remembering:
    paths = crud("/users/{user_id}", USER, draft=DRAFT, declared=(404, 409))
    for name, (sent, answered) in more.items():
        word = name.replace("_", "-")
        said = operation(name, body=body(sent), replies={"200": reply(answered)})
        paths[f"/users/{word}"] = {"post": said}
    return Remembering(paths)


def test_those_that_can_be_made_are_and_the_others_are_told_by_index() -> None:
    one = thing(["index", "user"], index=WHOLE, user=USER)
    fault = thing(["index", "status", "message"], index=WHOLE, status=WHOLE, message=TEXT)
    answered = thing(["created", "errors"], created=listing(one), errors=listing(fault))
    mock = users(bulk=(thing(["users"], users=listing(DRAFT)), answered))
    mock.post("/users", {"email": "ada@x.org"})
    sent = [{"email": "bob@x.org"}, {"email": "ADA@x.org"}, {"email": "eve@x.org"}]
    answer = mock.ask("POST", "/users/bulk", {"users": sent})
    assert answer.status == 200
    told = answer.json
    assert [(one["index"], one["user"]["email"]) for one in told["created"]] == [
        (0, "bob@x.org"),
        (2, "eve@x.org"),
    ]
    assert [(one["index"], one["status"]) for one in told["errors"]] == [(1, 409)]
    assert "email" in told["errors"][0]["message"]
    first = told["created"][0]["user"]
    assert mock.get(f"/users/{first['id']}") == first


def test_an_array_is_answered_by_an_array() -> None:
    mock = users(create_many=(listing(DRAFT), listing(USER)))
    made = mock.ask("POST", "/users/create-many", [{"email": "a@x"}, {"email": "b@x"}]).json
    assert [one["email"] for one in made] == ["a@x", "b@x"]
    assert mock.get(f"/users/{made[1]['id']}")["email"] == "b@x"


def test_an_array_may_be_posted_to_the_collection_itself() -> None:
    paths = crud("/users/{user_id}", USER)
    paths["/users"]["post"] = operation(
        "addUsers", body=body(listing(DRAFT)), replies={"201": reply(listing(USER))}
    )
    mock = Remembering(paths)
    answer = mock.ask("POST", "/users", [{"email": "a@x"}])
    assert (answer.status, [one["email"] for one in answer.json]) == (201, ["a@x"])


def test_those_that_are_there_are_deleted_and_the_others_are_named() -> None:
    answered = thing(
        ["deleted", "not_found"], deleted=listing(WHOLE), not_found=listing(WHOLE), count=WHOLE
    )
    mock = users(bulk_delete=(thing(["ids"], ids=listing(WHOLE)), answered))
    made = [mock.post("/users", {"email": f"{n}@x"})["id"] for n in range(3)]
    answer = mock.ask("POST", "/users/bulk-delete", {"ids": [made[0], 99000, made[2]]})
    assert answer.json["deleted"] == [made[0], made[2]]
    assert answer.json["not_found"] == [99000]
    assert [mock.ask("GET", f"/users/{one}").status for one in made] == [404, 200, 404]


@pytest.mark.parametrize("name", ["deleted_count", "total_deleted"])
def test_a_count_says_how_many_were_deleted(name: str) -> None:
    mock = users(batch_delete=(listing(WHOLE), thing([name], **{name: WHOLE})))
    made = mock.post("/users", {"email": "a@x"})["id"]
    answer = mock.ask("POST", "/users/batch-delete", [made])
    assert answer.json == {name: 1}


CITY = parameter("city", "query", TEXT)
IDS = parameter("ids", "query", listing(WHOLE))


@pytest.mark.parametrize(
    ("query", "left"), [("", []), ("?city=Bonn", [2]), ("?ids=1&ids=2", [3]), ("?ids=9", [1, 2, 3])]
)
def test_a_collection_is_deleted_as_far_as_the_query_says(query: str, left: list[int]) -> None:
    paths = crud("/users/{user_id}", thing(["id"], id=WHOLE, city=TEXT), query=(CITY,))
    paths["/users"]["delete"] = operation("clear", CITY, IDS, replies={"204": reply()})
    mock = Remembering(paths, size=0)
    for id_, city in ((1, "Bonn"), (2, "Rome"), (3, "Bonn")):
        mock.post("/users", {"id": id_, "city": city})

    assert mock.ask("DELETE", f"/users{query}").status == 204
    assert [one["id"] for one in mock.get("/users")] == left


def test_a_deleted_collection_tells_how_many_there_were_and_keeps_those_that_cannot_go() -> None:
    owner, pet = thing(["id"], id=WHOLE), thing(["id", "owner_id"], id=WHOLE, owner_id=WHOLE)
    paths = crud("/owners/{owner_id}", owner) | crud("/pets/{pet_id}", pet)
    counted = thing(["deleted"], deleted=WHOLE)
    said = {"200": reply(counted), "409": reply()}
    paths["/owners"]["delete"] = operation("clear", replies=said)
    mock = Remembering(paths, size=0)
    for id_ in (1, 2, 3):
        mock.post("/owners", {"id": id_})
    mock.post("/pets", {"id": 7, "owner_id": 2})

    assert mock.ask("DELETE", "/owners").json == {"deleted": 2}
    assert mock.get("/owners") == [{"id": 2}]


def test_a_collection_below_an_owner_is_deleted_alone() -> None:
    paths = crud("/ports/{port_id}", thing(["id"], id=WHOLE))
    paths |= crud("/ports/{port_id}/ships/{ship_id}", thing(["id"], id=WHOLE))
    at = paths["/ports/{port_id}/ships"]
    at["delete"] = operation("sink", replies={"204": reply()})
    mock = Remembering(paths, size=0)
    for port in (1, 2):
        mock.post("/ports", {"id": port})
        mock.post(f"/ports/{port}/ships", {"id": 5})

    assert mock.ask("DELETE", "/ports/1/ships").status == 204
    assert (mock.get("/ports/1/ships"), mock.get("/ports/2/ships")) == ([], [{"id": 5}])
