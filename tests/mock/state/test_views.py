"""One thing, shown in several ways."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.state.remembering import MERGE, TEXT, WHOLE, Remembering, crud, thing
from tests.tiny import Json, body, operation, parameter, reply

PRICE: Json = {"type": "number", "minimum": 0}
SCHEMAS: Json = {"Price": PRICE}
PRICE_REF: Json = {"$ref": "#/components/schemas/Price"}
SHIP = thing(
    ["id", "name", "captain_name", "price", "kind"],
    id=WHOLE,
    name=TEXT,
    captain_name=TEXT,
    price=PRICE_REF,
    kind=TEXT,
)
NEXT_SHIP = thing(
    ["id", "name", "captain", "pricing", "metadata"],
    id=WHOLE,
    name=TEXT,
    captain=thing(["name"], name=TEXT),
    pricing=thing(["amount", "currency"], amount=PRICE_REF, currency={"enum": ["EUR"]}),
    metadata=thing(["kind"], kind=TEXT),
)
INSIDE: Json = {"allOf": [SHIP, thing(["cost"], cost={"type": ["number", "null"]})]}
ARK = {"id": 60, "name": "Ark", "captain_name": "Ann", "price": 9, "kind": "tug"}


@pytest.fixture
def mock() -> Remembering:
    number = [parameter("ship_id", "path", WHOLE)]
    cost = body(thing(cost=PRICE), "application/merge-patch+json")
    inside = {
        "parameters": number,
        "get": operation("getInside", replies={"200": reply(INSIDE), "404": reply()}),
        "patch": operation("patchInside", body=cost, replies={"200": reply(INSIDE)}),
    }
    paths = {
        **crud("/v1/ships/{ship_id}", SHIP),
        **crud("/v2/ships/{ship_id}", thing(["data"], data=NEXT_SHIP), draft=NEXT_SHIP),
        "/v1/admin/ships/{ship_id}": inside,
    }
    return Remembering(paths, SCHEMAS)


def test_a_later_version_shows_the_same_thing_in_its_own_shape(mock: Remembering) -> None:
    mock.post("/v1/ships", ARK)
    assert mock.get("/v2/ships/60") == {
        "data": {
            "id": 60,
            "name": "Ark",
            "captain": {"name": "Ann"},
            "pricing": {"amount": 9, "currency": "EUR"},
            "metadata": {"kind": "tug"},
        }
    }


def test_what_a_later_version_is_told_the_earlier_one_shows(mock: Remembering) -> None:
    draft: dict[str, Any] = {
        "id": 61,
        "name": "Brig",
        "captain": {"name": "Bob"},
        "pricing": {"amount": 7, "currency": "EUR"},
        "metadata": {"kind": "barge"},
    }
    answer = mock.ask("POST", "/v2/ships", draft)
    assert (answer.status, answer.headers["location"]) == (201, "/v2/ships/61")
    assert mock.get("/v1/ships/61") == {
        "id": 61,
        "name": "Brig",
        "captain_name": "Bob",
        "price": 7,
        "kind": "barge",
    }
    mock.ask("DELETE", "/v1/ships/61")
    assert mock.ask("GET", "/v2/ships/61").status == 404


def test_what_only_one_view_names_no_other_view_shows(mock: Remembering) -> None:
    mock.post("/v1/ships", ARK)
    changed = mock.ask("PATCH", "/v1/admin/ships/60", {"cost": 4}, **MERGE)
    assert changed.json == {**ARK, "cost": 4}
    assert mock.get("/v1/admin/ships/60") == {**ARK, "cost": 4}
    assert mock.get("/v1/ships/60") == ARK


def test_things_of_one_word_with_other_fields_are_not_the_same() -> None:
    song = thing(["id", "title"], id=WHOLE, title=TEXT, seconds=WHOLE)
    file = thing(["id", "size"], id=WHOLE, size=WHOLE, digest=TEXT)
    mock = Remembering(
        {**crud("/music/items/{item_id}", song), **crud("/disk/items/{item_id}", file)}
    )
    mock.post("/music/items", {"id": 60, "title": "Loop"})
    assert mock.ask("GET", "/disk/items/60").status == 404


def test_an_item_that_its_schema_never_allows_is_told_once() -> None:
    never = {"type": "integer", "minimum": 9, "maximum": 1}
    mock = Remembering(crud("/ships/{ship_id}", thing(["id", "tons"], id=WHOLE, tons=never)))
    for _ in range(2):
        assert len(mock.get("/ships")) == 4
    (told,) = mock.app.findings
    assert (told.rule, str(told.severity)) == ("no-valid-value", "warning")
    assert told.message.endswith("the required property 'tons': no number is between 9 and 1")
