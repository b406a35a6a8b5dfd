"""One item: made, read, replaced, changed, deleted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.mock.state.remembering import MERGE, TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, body, operation, parameter, reply

MOMENT: Json = {"type": "string", "format": "date-time", "readOnly": True}
SHIP = thing(
    ["id", "name", "created_at", "updated_at"],
    id={**WHOLE, "readOnly": True},
    name=TEXT,
    note={"type": ["string", "null"]},
    port={**TEXT, "default": "Hull"},
    created_at=MOMENT,
    updated_at=MOMENT,
)


@pytest.fixture
def ships() -> Remembering:
    return Remembering(crud("/ships/{ship_id}", SHIP, draft=SHIP))


def test_what_is_posted_can_be_fetched(ships: Remembering) -> None:
    answer = ships.ask("POST", "/ships", {"name": "Ark"})
    assert answer.status == 201
    made = answer.json
    assert answer.headers["location"] == f"/ships/{made['id']}"
    assert ships.get(answer.headers["location"]) == made
    assert (made["name"], made["port"]) == ("Ark", "Hull")


def test_the_next_number_is_the_id(ships: Remembering) -> None:
    there = [ship["id"] for ship in ships.get("/ships")]
    assert ships.post("/ships", {"name": "Ark"})["id"] == max(there) + 1
    assert ships.post("/ships", {"name": "Ark"})["id"] == max(there) + 2


def test_a_new_item_was_made_and_changed_now(ships: Remembering) -> None:
    made = ships.post("/ships", {"name": "Ark"})
    created = datetime.fromisoformat(made["created_at"])
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert made["updated_at"] == made["created_at"]


def test_what_was_not_sent_and_need_not_be_there_is_not_made_up(ships: Remembering) -> None:
    assert "note" not in ships.post("/ships", {"name": "Ark"})


def test_put_replaces_the_whole_and_keeps_what_is_the_services_own(ships: Remembering) -> None:
    made = ships.post("/ships", {"name": "Ark", "note": "wet", "port": "Ghent"})
    answer = ships.ask("PUT", f"/ships/{made['id']}", {"name": "Raft"})
    assert answer.status == 200
    after = answer.json
    assert after == {
        "id": made["id"],
        "name": "Raft",
        "port": "Hull",
        "created_at": made["created_at"],
        "updated_at": after["updated_at"],
    }
    assert after["updated_at"] > made["updated_at"]
    assert ships.get(f"/ships/{made['id']}") == after


def test_patch_merges_and_null_is_kept_where_it_is_allowed(ships: Remembering) -> None:
    made = ships.post("/ships", {"name": "Ark", "note": "wet", "port": "Ghent"})
    answer = ships.ask("PATCH", f"/ships/{made['id']}", {"note": None}, **MERGE)
    assert answer.json == {**made, "note": None, "updated_at": answer.json["updated_at"]}


def test_a_merge_patch_removes_what_may_be_absent_and_adds_nothing_else() -> None:
    ship = thing(["id"], id=WHOLE, name=TEXT, tons=WHOLE, flag=TEXT)
    mock = Remembering(crud("/ships/{ship_id}", ship))
    mock.post("/ships", {"id": 77, "name": "Ark", "tons": 9})
    answer = mock.ask("PATCH", "/ships/77", {"tons": None, "name": "Brig"}, **MERGE)
    assert (answer.status, answer.json) == (200, {"id": 77, "name": "Brig"})
    assert mock.get("/ships/77") == {"id": 77, "name": "Brig"}


@pytest.mark.parametrize(
    ("change", "at", "code"),
    [
        ({"tons": "many"}, "/tons", "type"),
        ({"cost": {"amount": "x"}}, "/cost/amount", "type"),
        ({"name": None}, "/name", "required"),
    ],
)
def test_a_merge_patch_of_any_object_is_judged_by_what_it_makes(
    change: Any, at: str, code: str
) -> None:
    cost = thing(amount=WHOLE)
    ship = thing(["id", "name"], id=WHOLE, name=TEXT, tons=WHOLE, cost=cost)
    mock = Remembering(crud("/ships/{ship_id}", ship, declared=(404, 422)))
    before = mock.post("/ships", {"id": 77, "name": "Ark", "tons": 9})
    answer = mock.ask("PATCH", "/ships/77", change, **MERGE)
    assert answer.status == 422
    assert [(one["pointer"], one["code"]) for one in answer.json["errors"]] == [(at, code)]
    assert mock.get("/ships/77") == before


def test_what_a_query_changes_was_judged_by_its_own_schema() -> None:
    flag = {"enum": ["red", "blue"]}
    paths = crud("/ships/{ship_id}", thing(["id"], id=WHOLE, flag=flag))
    change = operation("change", parameter("flag", "query", TEXT), replies={"200": reply()})
    paths["/ships/{ship_id}"]["post"] = change
    mock = Remembering(paths)
    mock.post("/ships", {"id": 77, "flag": "red"})
    assert mock.ask("POST", "/ships/77?flag=green").status == 200
    assert mock.get("/ships/77")["flag"] in ("red", "blue")


def test_a_json_patch_is_judged_by_what_it_makes() -> None:
    paths = crud("/ships/{ship_id}", thing(["id", "name"], id=WHOLE, name=TEXT, tons=WHOLE))
    steps = body(listing({"type": "object"}), "application/json-patch+json")
    paths["/ships/{ship_id}"]["patch"]["requestBody"] = steps
    mock = Remembering(paths)
    mock.post("/ships", {"id": 77, "name": "Ark", "tons": 9})
    kind = {"content_type": "application/json-patch+json"}
    wrong = [{"op": "replace", "path": "/tons", "value": "many"}]
    assert mock.ask("PATCH", "/ships/77", wrong, **kind).status == 422
    right = [{"op": "remove", "path": "/tons"}, {"op": "add", "path": "/name", "value": "B"}]
    assert mock.ask("PATCH", "/ships/77", right, **kind).json == {"id": 77, "name": "B"}
    needed = [{"op": "remove", "path": "/name"}]
    assert mock.ask("PATCH", "/ships/77", needed, **kind).status == 422


def test_a_merge_patch_goes_into_objects() -> None:
    hull = thing(depth=WHOLE, width=WHOLE)
    mock = Remembering(crud("/ships/{ship_id}", thing(["id"], id=WHOLE, hull=hull)))
    made = mock.post("/ships", {"id": 70, "hull": {"depth": 3, "width": 9}})
    patch = {"hull": {"depth": 4, "width": None}}
    answer = mock.ask("PATCH", f"/ships/{made['id']}", patch, **MERGE)
    assert answer.json == {"id": 70, "hull": {"depth": 4}}


def test_what_was_deleted_is_gone_and_its_id_is_not_given_again(ships: Remembering) -> None:
    made = ships.post("/ships", {"name": "Ark"})
    item = f"/ships/{made['id']}"
    assert ships.ask("DELETE", item).status == 204
    assert [ships.ask(method, item).status for method in ("GET", "DELETE")] == [404, 404]
    assert ships.ask("PUT", item, {"name": "Raft"}).status == 404
    assert ships.ask("PATCH", item, {"name": "Raft"}, **MERGE).status == 404
    assert ships.post("/ships", {"name": "Ark"})["id"] == made["id"] + 1


def test_what_never_was_is_not_found_and_the_answer_names_it(ships: Remembering) -> None:
    answer = ships.ask("GET", "/ships/77000")
    assert (answer.status, answer.json["detail"]) == (404, "There is no ship 77000.")


def test_without_a_declared_404_what_never_was_is_made_up_until_it_is_deleted() -> None:
    paths = crud("/ships/{ship_id}", thing(["id"], id=WHOLE, name=TEXT), declared=())
    mock = Remembering(paths)
    shown = mock.get("/ships/77000")
    assert shown["id"] == 77000
    assert mock.get("/ships/77000") == shown
    assert mock.ask("DELETE", "/ships/77000").status == 204
    assert mock.ask("GET", "/ships/77000").status == 404


def test_write_only_fields_are_kept_back() -> None:
    secret = {**TEXT, "writeOnly": True}
    user = thing(["id", "name"], id=WHOLE, name=TEXT, password=secret)
    draft = thing(["name", "password"], name=TEXT, password=secret)
    mock = Remembering(crud("/users/{user_id}", user, draft=draft))
    made = mock.post("/users", {"name": "Ada", "password": "sesame"})
    assert made.keys() == {"id", "name"}
    assert "sesame" not in mock.ask("GET", f"/users/{made['id']}").body.decode()


def test_fields_that_only_drafts_name_are_kept_back() -> None:
    user = thing(["id", "name"], id=WHOLE, name=TEXT)
    draft = thing(["name", "password"], name=TEXT, password=TEXT)
    mock = Remembering(crud("/users/{user_id}", user, draft=draft))
    assert mock.post("/users", {"name": "Ada", "password": "sesame"}).keys() == {"id", "name"}


def test_fields_that_nothing_names_come_back_where_they_are_allowed(ships: Remembering) -> None:
    assert ships.post("/ships", {"name": "Ark", "mood": "calm"})["mood"] == "calm"


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"type": "string", "format": "uuid"}, r"[0-9a-f]{8}-[0-9a-f]{4}-4"),
        ({"type": "string", "pattern": "^shp_[a-z0-9]{6}$"}, r"shp_[a-z0-9]{6}"),
        ({"type": "string"}, r"."),
    ],
)
def test_ids_are_as_their_schema_wants_them(schema: Json, form: str) -> None:
    ship = thing(["id"], id=schema, name=TEXT)
    draft = thing(name=TEXT)
    mock = Remembering(crud("/ships/{ship_id}", ship, draft=draft, id_schema=schema))
    ids = {mock.post("/ships", {"name": "Ark"})["id"] for _ in range(5)}
    assert len(ids) == 5
    for one in ids:
        assert re.match(form, one)
        assert mock.get(f"/ships/{one}")["id"] == one


def test_a_slug_is_made_of_the_title() -> None:
    page = thing(["slug", "title"], slug=TEXT, title=TEXT)
    mock = Remembering(
        crud("/pages/{slug}", page, draft=thing(title=TEXT), id_schema=TEXT, declared=(404, 409))
    )
    assert mock.post("/pages", {"title": "Été à la mer!"})["slug"] == "ete-a-la-mer"
    assert mock.post("/pages", {"title": "Été à la mer"})["slug"] == "ete-a-la-mer-2"


def test_an_id_in_a_path_may_hold_a_slash() -> None:
    ticket = thing(["code"], code=TEXT)
    mock = Remembering(crud("/tickets/{code}", ticket, id_schema=TEXT))
    answer = mock.ask("POST", "/tickets", {"code": "A/5 21"})
    assert answer.headers["location"] == "/tickets/A%2F5%2021"
    assert mock.get("/tickets/A%2F5%2021") == {"code": "A/5 21"}


def test_an_id_that_is_taken_is_a_conflict_where_the_contract_declares_it() -> None:
    ticket = thing(["code"], code=TEXT, seat=WHOLE)
    mock = Remembering(crud("/tickets/{code}", ticket, id_schema=TEXT, declared=(404, 409)))
    mock.post("/tickets", {"code": "A", "seat": 1})
    assert mock.ask("POST", "/tickets", {"code": "A", "seat": 2}).status == 409
    assert mock.get("/tickets/A")["seat"] == 1


def test_put_makes_what_was_not_there_where_201_is_declared() -> None:
    ship = thing(["id", "name"], id=WHOLE, name=TEXT)
    paths = crud("/ships/{ship_id}", ship, draft=thing(["name"], name=TEXT))
    paths["/ships/{ship_id}"]["put"]["responses"]["201"] = reply(ship)
    mock = Remembering(paths)
    answer = mock.ask("PUT", "/ships/900", {"name": "Ark"})
    assert (answer.status, answer.json) == (201, {"id": 900, "name": "Ark"})
    assert mock.ask("PUT", "/ships/900", {"name": "Raft"}).status == 200
    assert mock.get("/ships/900")["name"] == "Raft"


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_fields_that_are_unique_by_name_or_by_extension_clash_where_409_is_declared(
    method: str,
) -> None:
    user = thing(["id"], id=WHOLE, email=TEXT, badge={**TEXT, "x-unique": True}, mood=TEXT)
    mock = Remembering(crud("/users/{user_id}", user, declared=(404, 409)))
    mock.post("/users", {"id": 50, "email": "Ada@x.org", "badge": "7", "mood": "calm"})
    other = mock.post("/users", {"id": 51, "email": "bob@x.org", "badge": "8", "mood": "calm"})
    item = "/users" if method == "post" else f"/users/{other['id']}"
    headers = MERGE if method == "patch" else {}
    for clash in ({"email": " ada@x.org"}, {"badge": "7"}):
        sent = clash | ({} if method == "patch" else {"id": 52 if method == "post" else 51})
        answer = mock.ask(method.upper(), item, sent, **headers)
        assert (answer.status, answer.json["existing"]) == (409, {"id": 50, "href": "/users/50"})
    assert mock.get("/users/51") == other


def test_without_a_declared_409_nothing_clashes() -> None:
    user = thing(["id"], id=WHOLE, email=TEXT)
    mock = Remembering(crud("/users/{user_id}", user))
    mock.post("/users", {"id": 50, "email": "ada@x.org"})
    assert mock.post("/users", {"id": 51, "email": "ada@x.org"})["id"] == 51


def test_put_on_a_collection_replaces_the_item_that_its_body_names() -> None:
    pet = thing(["id"], id=WHOLE, name=TEXT)
    paths = crud("/pets/{pet_id}", pet)
    paths["/pets"]["put"] = operation(
        "putPet", body=body(pet), replies={"200": reply(pet), "404": reply()}
    )
    mock = Remembering(paths)
    mock.post("/pets", {"id": 60, "name": "Rex"})
    assert mock.ask("PUT", "/pets", {"id": 60, "name": "Max"}).json == {"id": 60, "name": "Max"}
    assert mock.get("/pets/60")["name"] == "Max"
    assert mock.ask("PUT", "/pets", {"id": 61, "name": "Max"}).status == 404


def test_an_action_below_an_item_changes_the_fields_that_its_body_gives() -> None:
    ship = thing(["id"], id=WHOLE, name=TEXT, status={"enum": ["afloat", "docked", "cancelled"]})
    paths = crud("/ships/{ship_id}", ship)
    item = [parameter("ship_id", "path", WHOLE)]
    paths["/ships/{ship_id}/dock"] = {
        "parameters": item,
        "post": operation("dock", body=body(thing(status=TEXT)), replies={"200": reply(ship)}),
    }
    paths["/ships/{ship_id}/cancel"] = {
        "parameters": item,
        "post": operation("cancel", replies={"200": reply(ship)}),
    }
    mock = Remembering(paths)
    made = mock.post("/ships", {"id": 60, "name": "Ark", "status": "afloat"})
    docked = mock.ask("POST", "/ships/60/dock", {"status": "docked"})
    assert (docked.status, docked.json) == (200, {**made, "status": "docked"})
    assert mock.ask("POST", "/ships/60/cancel").json == {**made, "status": "cancelled"}
    assert mock.get("/ships/60") == {**made, "status": "cancelled"}


def test_what_is_read_and_written_without_an_id_is_remembered() -> None:
    settings = thing(["theme"], theme={"enum": ["dark", "light"]}, size=WHOLE)
    paths = {
        "/settings": {
            "get": operation("getSettings", replies={"200": reply(settings)}),
            "put": operation("putSettings", body=body(settings), replies={"204": reply()}),
        }
    }
    mock = Remembering(paths)
    assert mock.get("/settings")["theme"] in ("dark", "light")
    assert mock.ask("PUT", "/settings", {"theme": "dark", "size": 41}).status == 204
    assert mock.get("/settings") == {"theme": "dark", "size": 41}


def test_what_stands_alone_can_be_deleted_and_written_again() -> None:
    settings = thing(["theme"], theme={"enum": ["dark", "light"]})
    paths = {
        "/settings": {
            "get": operation("getSettings", replies={"200": reply(settings), "404": reply()}),
            "put": operation("putSettings", body=body(settings), replies={"200": reply(settings)}),
            "delete": operation("dropSettings", replies={"204": reply()}),
        }
    }
    mock = Remembering(paths)
    assert mock.ask("DELETE", "/settings").status == 204
    assert mock.ask("GET", "/settings").status == 404
    assert mock.ask("PUT", "/settings", {"theme": "light"}).json == {"theme": "light"}
    assert mock.get("/settings") == {"theme": "light"}


def test_an_id_that_is_text_may_have_to_be_a_number_in_the_path() -> None:
    ship = thing(["id"], id=TEXT, name=TEXT)
    mock = Remembering(crud("/ships/{ship_id}", ship, draft=thing(name=TEXT), id_schema=WHOLE))
    made = mock.post("/ships", {"name": "Ark"})
    assert made["id"].isdecimal()
    assert mock.get(f"/ships/{made['id']}") == made


def test_numbers_that_json_schema_calls_integers_are_kept_as_integers() -> None:
    hull = thing(depth=WHOLE, width={"type": "number"})
    ship = thing(["id"], id=WHOLE, masts={"type": "array", "items": WHOLE}, hull=hull)
    mock = Remembering(crud("/ships/{ship_id}", ship))
    sent = b'{"id": 7e1, "masts": [1.0, 2], "hull": {"depth": 3.0, "width": 4.0}}'
    answer = mock.ask("POST", "/ships", sent, content_type="application/json")
    assert answer.headers["location"] == "/ships/70"
    expected = b'{"id":70,"masts":[1,2],"hull":{"depth":3,"width":4.0}}'
    assert mock.ask("GET", "/ships/70").body == expected


def test_what_stands_below_an_item_is_not_found_without_it() -> None:
    ship = thing(["id"], id=WHOLE)
    picture = reply({"type": "string", "format": "binary"}, "image/png")
    paths = crud("/ships/{ship_id}", ship)
    paths["/ships/{ship_id}/picture"] = {
        "parameters": [parameter("ship_id", "path", WHOLE)],
        "get": operation("getPicture", replies={"200": picture, "404": reply()}),
    }
    mock = Remembering(paths)
    mock.post("/ships", {"id": 60})
    assert mock.ask("GET", "/ships/60/picture").status == 200
    mock.ask("DELETE", "/ships/60")
    assert mock.ask("GET", "/ships/60/picture").status == 404


def test_a_form_is_kept_like_json() -> None:
    ship = thing(["id", "name"], id=WHOLE, name=TEXT)
    paths = crud("/ships/{ship_id}", ship)
    form = body(thing(["Name"], Name=TEXT), "application/x-www-form-urlencoded")
    paths["/ships"]["post"]["requestBody"] = form
    mock = Remembering(paths)
    sent = {"content_type": "application/x-www-form-urlencoded"}
    answer = mock.ask("POST", "/ships", b"Name=Ark+Royal", **sent)
    assert (answer.status, answer.json["name"]) == (201, "Ark Royal")


def test_deleting_answers_the_item_where_the_contract_wants_it() -> None:
    ship = thing(["id", "name"], id=WHOLE, name=TEXT)
    paths = crud("/ships/{ship_id}", ship)
    paths["/ships/{ship_id}"]["delete"]["responses"] = {"200": reply(ship)}
    mock = Remembering(paths)
    mock.post("/ships", {"id": 60, "name": "Ark"})
    assert mock.ask("DELETE", "/ships/60").json == {"id": 60, "name": "Ark"}


def test_an_answer_in_an_envelope_holds_the_item() -> None:
    ship = thing(["id", "name"], id=WHOLE, name=TEXT)
    wrapped = thing(["data"], data=ship)
    mock = Remembering(crud("/ships/{ship_id}", wrapped, draft=thing(["name"], name=TEXT)))
    made = mock.post("/ships", {"name": "Ark"})
    assert made["data"]["name"] == "Ark"
    assert mock.get(f"/ships/{made['data']['id']}") == made
