"""Conditions on versions, keys of repeated requests, and patches."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.mock.state.patches import merged, patched
from tenon.runtime.problem import Conflict, Unprocessable
from tests.mock.state.remembering import MERGE, TEXT, WHOLE, Remembering, crud, listing, thing
from tests.tiny import Json, body, parameter, reply

SHIP = thing(["id", "name"], id=WHOLE, name=TEXT, note=TEXT)
ETAG = {"ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[!#-~]+"$'}}}


@pytest.fixture
def ships() -> Remembering:
    paths = crud("/ships/{ship_id}", SHIP, declared=(404, 412))
    item = paths["/ships/{ship_id}"]
    for method in ("get", "put", "patch"):
        item[method]["responses"]["200"]["headers"] = ETAG
    item["get"]["responses"]["304"] = {"description": "", "headers": ETAG}
    paths["/ships"]["post"]["responses"]["201"]["headers"] = ETAG
    return Remembering(paths)


def test_every_version_has_a_tag_of_its_own(ships: Remembering) -> None:
    made = ships.ask("POST", "/ships", {"id": 60, "name": "Ark"})
    read = ships.ask("GET", "/ships/60")
    assert read.headers["etag"] == made.headers["etag"]
    changed = ships.ask("PATCH", "/ships/60", {"name": "Raft"}, **MERGE)
    assert changed.headers["etag"] != read.headers["etag"]
    assert ships.ask("GET", "/ships/60").headers["etag"] == changed.headers["etag"]


def test_who_has_the_current_version_gets_304(ships: Remembering) -> None:
    tag = ships.ask("POST", "/ships", {"id": 60, "name": "Ark"}).headers["etag"]
    answer = ships.ask("GET", "/ships/60", if_none_match=f'"x", W/{tag}')
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert ships.ask("GET", "/ships/60", if_none_match='"x"').status == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_only_the_version_that_is_named_is_changed(ships: Remembering, method: str) -> None:
    tag = ships.ask("POST", "/ships", {"id": 60, "name": "Ark"}).headers["etag"]
    value = None if method == "DELETE" else {"id": 60, "name": "Raft"}
    headers = MERGE if method == "PATCH" else {}
    for other in ('"x"', f"W/{tag}", ""):
        assert ships.ask(method, "/ships/60", value, if_match=other, **headers).status == 412
    assert ships.get("/ships/60")["name"] == "Ark"
    assert ships.ask(method, "/ships/60", value, if_match=tag, **headers).status in (200, 204)


def test_a_condition_may_be_required() -> None:
    paths = crud("/ships/{ship_id}", SHIP, declared=(404, 412, 428))
    mock = Remembering(paths)
    mock.post("/ships", {"id": 60, "name": "Ark"})
    assert mock.ask("DELETE", "/ships/60").status == 428
    assert mock.ask("DELETE", "/ships/60", if_match="*").status == 204


def test_an_empty_change_that_the_contract_allows_changes_nothing() -> None:
    mock = Remembering(crud("/ships/{ship_id}", SHIP, declared=(400, 404)))
    made = mock.post("/ships", {"id": 60, "name": "Ark"})
    assert mock.ask("PATCH", "/ships/60", {}, **MERGE).json == made


def test_a_request_that_is_sent_again_under_its_key_gets_the_first_answer() -> None:
    paths = crud("/ships/{ship_id}", SHIP, draft=thing(["name"], name=TEXT))
    paths["/ships"]["post"]["parameters"] = [parameter("Idempotency-Key", "header", TEXT)]
    mock = Remembering(paths)
    first = mock.post("/ships", {"name": "Ark"}, idempotency_key="k1")
    assert mock.post("/ships", {"name": "Ark"}, idempotency_key="k1") == first
    assert mock.ask("POST", "/ships", {"name": "Raft"}, idempotency_key="k1").status == 422
    assert mock.post("/ships", {"name": "Ark"}, idempotency_key="k2")["id"] == first["id"] + 1


def test_a_json_patch_is_applied() -> None:
    paths = crud("/ships/{ship_id}", SHIP)
    steps = body(listing({"type": "object"}), "application/json-patch+json")
    paths["/ships/{ship_id}"]["patch"]["requestBody"] = steps
    paths["/ships/{ship_id}"]["patch"]["responses"] = {"200": reply(SHIP)}
    mock = Remembering(paths)
    mock.post("/ships", {"id": 60, "name": "Ark", "note": "wet"})
    sent = {"content_type": "application/json-patch+json"}
    patch = [{"op": "replace", "path": "/name", "value": "Raft"}, {"op": "remove", "path": "/note"}]
    answer = mock.ask("PATCH", "/ships/60", patch, **sent)
    assert (answer.status, answer.json) == (200, {"id": 60, "name": "Raft"})


# RFC 7396, appendix A.
@pytest.mark.parametrize(
    ("value", "patch", "after"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_is_that_of_the_rfc(value: Any, patch: Any, after: Any) -> None:
    assert merged(value, patch) == after


# RFC 6902, appendix A.
@pytest.mark.parametrize(
    ("value", "patch", "after"),
    [
        (
            {"foo": ["bar", "baz"]},
            {"op": "add", "path": "/foo/1", "value": "qux"},
            {"foo": ["bar", "qux", "baz"]},
        ),
        ({"foo": [1]}, {"op": "add", "path": "/foo/-", "value": [2]}, {"foo": [1, [2]]}),
        ({"foo": ["bar", "qux"]}, {"op": "remove", "path": "/foo/1"}, {"foo": ["bar"]}),
        ({"a": 1}, {"op": "move", "from": "/a", "path": "/b"}, {"b": 1}),
        (
            {"a": {"x": 1}},
            {"op": "copy", "from": "/a", "path": "/b"},
            {"a": {"x": 1}, "b": {"x": 1}},
        ),
        ({"a": 1}, {"op": "test", "path": "/a", "value": 1}, {"a": 1}),
        ({"a": [1, 2, 3]}, {"op": "replace", "path": "/a/1", "value": 9}, {"a": [1, 9, 3]}),
        ({"a": 1}, {"op": "replace", "path": "", "value": [2]}, [2]),
    ],
)
def test_a_json_patch_is_that_of_the_rfc(value: Any, patch: Json, after: Any) -> None:
    assert patched(value, [patch]) == after


@pytest.mark.parametrize(
    "patch",
    [
        {"op": "remove", "path": "/b"},
        {"op": "replace", "path": "/b", "value": 1},
        {"op": "add", "path": "/b/c", "value": 1},
        {"op": "add", "path": "b", "value": 1},
        {"op": "jump", "path": "/a"},
        {"op": "add", "path": "/a"},
        {"path": 3},
        7,
    ],
)
def test_a_json_patch_that_cannot_be_applied_is_refused(patch: Any) -> None:
    with pytest.raises(Unprocessable):
        patched({"a": 1}, [patch])


def test_a_test_that_fails_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="test /a"):
        patched({"a": 1}, [{"op": "test", "path": "/a", "value": 2}])
