"""What is done to a resource beside the usual: actions on items, many at once, single things."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract.resource import Act, Action
from tests.contract.test_resources import CREW, SHIP, operation, resources

DRAFT = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "kind": {"type": "string"}},
}
IDS = {"type": "array", "items": {"type": "integer"}}
DRAFTS = {"type": "array", "items": DRAFT}


def sent(id_: str, schema: Any, answered: Any = None) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": schema}}}
    return operation(id_, answered, requestBody=body)


def holding(name: str, schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: schema}}


def actions(path: str, **methods: Any) -> tuple[Action, ...]:
    """The actions on ships, for some operations at one more path."""
    paths: dict[str, Any] = {
        "/ships": {"get": operation("listShips", {"type": "array", "items": SHIP})},
        "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
    }
    paths.setdefault(path, {}).update(methods)
    return resources(paths)["ships"].actions


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_what_answers_the_item_below_an_item_changes_it(method: str) -> None:
    found = actions("/ships/{ship_id}/dock", **{method: sent("dock", holding("name", {}), SHIP)})
    assert found == (Action("dock", Act.CHANGE),)


def test_what_answers_something_else_below_an_item_does_not() -> None:
    receipt = {"type": "object", "properties": {"url": {"type": "string"}}}
    sending = sent("sendImage", holding("file", {}), receipt)
    assert actions("/ships/{ship_id}/image", post=sending) == ()


def test_a_post_on_an_item_changes_it() -> None:
    found = actions("/ships/{ship_id}", post=sent("change", DRAFT))
    assert found == (Action("change", Act.CHANGE),)


def test_a_put_on_the_collection_replaces_the_item_that_its_body_names() -> None:
    assert actions("/ships", put=sent("putShip", SHIP)) == (Action("putShip", Act.REPLACE),)
    assert actions("/ships", put=sent("putShip", DRAFT)) == ()


@pytest.mark.parametrize(
    ("schema", "member"), [(DRAFTS, None), (holding("ships", DRAFTS), "ships")]
)
def test_drafts_below_a_collection_are_many_new_items(schema: Any, member: str | None) -> None:
    found = actions("/ships/bulk", post=sent("addShips", schema))
    assert found == (Action("addShips", Act.CREATE_MANY, member),)


@pytest.mark.parametrize(("schema", "member"), [(IDS, None), (holding("ids", IDS), "ids")])
@pytest.mark.parametrize(("path", "method"), [("/ships/bulk-delete", "post"), ("/ships", "delete")])
def test_ids_where_something_is_deleted_are_many_items(
    path: str, method: str, schema: Any, member: str | None
) -> None:
    found = actions(path, **{method: sent("dropShips", schema)})
    assert found == (Action("dropShips", Act.DELETE_MANY, member),)


def test_a_list_of_words_where_something_is_deleted_is_none_of_ids() -> None:
    assert actions("/ships", delete=sent("dropShips", holding("dry_run", IDS))) == ()


def test_a_collection_that_takes_many_makes_none_by_itself() -> None:
    ships = resources(
        {
            "/ships": {"post": sent("addShips", DRAFTS)},
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
        }
    )["ships"]
    assert ships.create is None
    assert ships.actions == (Action("addShips", Act.CREATE_MANY),)


def test_the_collection_of_another_resource_is_no_action_on_its_owner() -> None:
    found = resources(
        {
            "/ships/{ship_id}": {"get": operation("getShip", SHIP)},
            "/ships/{ship_id}/mates": {"post": sent("addMate", SHIP, SHIP)},
            "/ships/{ship_id}/mates/{mate_id}": {"get": operation("getMate", SHIP)},
        }
    )
    assert found["ships"].actions == ()
    assert found["mates"].create == "addMate"


def test_what_is_read_and_written_at_a_path_of_its_own_is_a_resource_without_an_id() -> None:
    settings = resources(
        {
            "/settings": {"get": operation("getSettings", CREW), "put": sent("putSettings", CREW)},
            "/health": {"get": operation("getHealth", CREW)},
            "/names": {
                "get": operation("getNames", {"type": "array", "items": {"type": "string"}}),
                "put": operation("putNames"),
            },
        }
    )
    assert list(settings) == ["settings"]
    found = settings["settings"]
    assert (found.item, found.id_parameter, found.collection) == ("/settings", None, None)
    assert (found.read, found.replace) == ("getSettings", "putSettings")


def test_an_answer_may_hold_its_item_in_an_envelope() -> None:
    ships = resources({"/ships/{ship_id}": {"get": operation("getShip", holding("data", SHIP))}})
    assert (ships["ships"].envelope, ships["ships"].id_field) == ("data", "ship_id")


def test_an_item_path_of_the_same_word_and_fields_is_another_view_of_the_same() -> None:
    nested = {"type": "object", "properties": {"ship_id": {}, "about": SHIP}}
    found = resources(
        {
            "/v1/ships/{ship_id}": {"get": operation("getShip", SHIP)},
            "/v2/ships/{ship_id}": {"get": operation("getNextShip", nested)},
            "/toys/ships/{ship_id}": {"get": operation("getToy", CREW)},
        }
    )
    assert {name: one.view_of for name, one in found.items()} == {
        "ships": None,
        "ships-2": "ships",
        "ships-3": None,
    }
