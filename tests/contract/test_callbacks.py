"""Callbacks and webhooks read from a bundle."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Callback, Operation
from tests.tiny import JSON, body, contract, operation, parameter


def sent(**methods: Any) -> dict[str, Any]:
    return {
        method: operation(id_, body=body({"type": "string"})) for method, id_ in methods.items()
    }


def callbacks(declared: Any, **members: Any) -> tuple[Callback, ...]:
    found = contract({"/x": {"post": operation("x", callbacks=declared)}}, **members)
    return found.operation("x").callbacks


def test_an_operation_without_callbacks_has_none() -> None:
    assert contract({"/x": {"get": operation("x")}}).operation("x").callbacks == ()


def test_a_callback_has_a_name_an_expression_and_what_is_sent() -> None:
    (found,) = callbacks({"done": {"{$request.body#/url}": sent(post="told")}})
    assert (found.name, found.expression) == ("done", "{$request.body#/url}")
    request = found.request
    assert (request.id, request.method, request.path) == ("told", "POST", "{$request.body#/url}")
    assert request.body is not None
    assert request.body.media[JSON].schema is not None
    assert list(request.replies) == ["204"]


def test_each_expression_and_each_method_is_a_callback_of_its_own() -> None:
    declared = {"a": {"$url": sent(post="p", put="q"), "$method": sent(get="r"), "x-y": 1}}
    assert [(c.name, c.expression, c.request.id) for c in callbacks(declared)] == [
        ("a", "$url", "q"),
        ("a", "$url", "p"),
        ("a", "$method", "r"),
    ]


def test_references_to_callbacks_and_to_their_path_items_are_followed() -> None:
    components = {
        "callbacks": {"Told": {"$url": {"$ref": "#/components/pathItems/Item"}}},
        "pathItems": {"Item": {"post": operation("told", parameter("x-key", "header"))}},
    }
    (found,) = callbacks({"done": {"$ref": "#/components/callbacks/Told"}}, components=components)
    assert found.request.pointer == "/components/pathItems/Item/post"
    assert [p.name for p in found.request.parameters] == ["x-key"]


def test_what_is_sent_without_an_id_is_called_as_the_callback() -> None:
    raw = operation("gone")
    del raw["operationId"]
    (found,) = callbacks({"bookDone": {"$url": {"post": raw}}})
    assert (found.request.id, found.request.function) == ("bookDone", "book_done")


def test_webhooks_have_names_and_no_expression() -> None:
    found = contract({}, webhooks={"newPet": sent(post="told")}).webhooks
    assert [(w.name, w.expression, w.request.id) for w in found] == [("newPet", "", "told")]
    assert found[0].request.pointer == "/webhooks/newPet/post"


@pytest.mark.parametrize("declared", [{}, {"webhooks": {}}])
def test_a_contract_may_have_no_webhooks(declared: dict[str, Any]) -> None:
    assert contract({}, **declared).webhooks == ()


def test_callbacks_are_no_operations_of_the_contract() -> None:
    raw = operation("x", callbacks={"done": {"$url": sent(post="told")}})
    found: tuple[Operation, ...] = contract({"/x": {"post": raw}}).operations
    assert [one.id for one in found] == ["x"]
