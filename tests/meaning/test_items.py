"""An item of any kind: created, read, replaced, changed, deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.meaning.kinds import KINDS, Kind, Made, made

NEVER = 9_007_199_254_740_991
CHANGING = ["application/json", "application/merge-patch+json"]


def test_what_is_created_is_read_as_it_was_answered(
    client: httpx.Client, kind: Kind, item: Made
) -> None:
    assert item.reply.headers["location"] == item.path
    assert {name: item.body[name] for name in item.draft} == item.draft
    read = client.get(item.path)
    assert (read.status_code, read.json()) == (200, item.body)
    if kind.versioned:
        assert read.headers["etag"] == item.reply.headers["etag"]


def test_what_is_created_now_says_so(item: Made) -> None:
    created = datetime.fromisoformat(item.body["created_at"])
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert item.body["updated_at"] == item.body["created_at"]


@pytest.mark.parametrize("kind", KINDS[:2], ids=lambda kind: kind.name, indirect=True)
def test_two_that_are_created_have_ids_of_their_own(client: httpx.Client, kind: Kind) -> None:
    first, second = (made(client, kind, kind.collection).body["id"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("media_type", CHANGING)
def test_a_change_sets_what_it_names_and_leaves_the_rest(
    client: httpx.Client, kind: Kind, item: Made, media_type: str
) -> None:
    reply = client.patch(
        item.path, content=_json(kind.change), headers={"content-type": media_type}
    )
    assert reply.status_code == 200, reply.text
    after = reply.json()
    assert after == item.body | dict(kind.change) | {"updated_at": after["updated_at"]}
    assert after["updated_at"] >= item.body["updated_at"]
    assert client.get(item.path).json() == after


@pytest.mark.parametrize("media_type", CHANGING)
def test_null_clears_and_absent_does_not(
    client: httpx.Client, kind: Kind, item: Made, media_type: str
) -> None:
    reply = client.patch(
        item.path, content=_json(kind.clearing), headers={"content-type": media_type}
    )
    after = reply.json()
    assert after == item.body | dict(kind.clearing) | {"updated_at": after["updated_at"]}
    assert client.get(item.path).json() == after


@pytest.mark.parametrize("media_type", CHANGING)
def test_an_empty_change_is_a_bad_request(
    client: httpx.Client, item: Made, media_type: str
) -> None:
    reply = client.patch(item.path, content=b"{}", headers={"content-type": media_type})
    assert reply.status_code == 400
    assert client.get(item.path).json() == item.body


def test_put_replaces_the_whole_with_defaults_for_what_is_absent(
    client: httpx.Client, kind: Kind, item: Made
) -> None:
    draft = kind.least()
    reply = client.put(item.path, json=draft)
    if kind.defaults is None:
        assert reply.status_code == 405
        assert "PATCH" in reply.headers["allow"]
        return
    assert reply.status_code == 200, reply.text
    after = reply.json()
    assert after == item.body | draft | dict(kind.defaults) | {"updated_at": after["updated_at"]}
    assert client.get(item.path).json() == after


def test_what_is_deleted_is_gone(client: httpx.Client, kind: Kind, item: Made) -> None:
    reply = client.delete(item.path)
    assert (reply.status_code, reply.content) == (204, b"")
    for gone in (
        client.get(item.path),
        client.head(item.path),
        client.patch(item.path, json=dict(kind.change)),
        client.delete(item.path),
    ):
        assert gone.status_code == 404
    if kind.versioned:
        assert client.put(item.path, json=kind.least()).status_code == 404
    assert item.body["id"] not in _ids_in(client, item.collection)
    again = made(client, kind, item.collection)
    assert again.body["id"] != item.body["id"]


def test_what_never_was_is_not_found(client: httpx.Client, kind: Kind) -> None:
    path = kind.item.format(NEVER)
    for reply in (
        client.get(path),
        client.patch(path, json=dict(kind.change)),
        client.delete(path),
    ):
        assert reply.status_code == 404
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["status"] == 404


def test_what_is_refused_changes_nothing(client: httpx.Client, kind: Kind, item: Made) -> None:
    (name,) = kind.wrong
    before = _ids_in(client, item.collection)
    refused = [
        client.post(item.collection, json=kind.draft() | dict(kind.wrong)),
        client.patch(item.path, json=dict(kind.change) | dict(kind.wrong)),
    ]
    if kind.versioned:
        refused.append(client.put(item.path, json=kind.least() | dict(kind.wrong)))
    for reply in refused:
        assert reply.status_code == 422, reply.text
        assert f"/{name}" in {error.get("pointer") for error in reply.json()["errors"]}
    assert client.get(item.path).json() == item.body
    assert _ids_in(client, item.collection) == before


def test_a_missing_field_is_named(client: httpx.Client, kind: Kind, item: Made) -> None:
    reply = client.post(item.collection, json={})
    assert reply.status_code == 422
    named = {(error.get("pointer"), error["code"]) for error in reply.json()["errors"]}
    assert named == {(f"/{name}", "required") for name in kind.required}


def test_who_is_nobody_writes_nothing(base_url: str, kind: Kind, item: Made) -> None:
    with httpx.Client(base_url=base_url, trust_env=False) as nobody:
        for reply in (
            nobody.post(item.collection, json=kind.draft()),
            nobody.patch(item.path, json=dict(kind.change)),
            nobody.delete(item.path),
        ):
            assert reply.status_code == 401
            assert reply.headers["www-authenticate"]
        assert nobody.get(item.path).json() == item.body


def test_head_answers_the_headers_of_get(client: httpx.Client, item: Made) -> None:
    got, headed = client.get(item.path), client.head(item.path)
    assert (headed.status_code, headed.content) == (200, b"")
    for name in ("content-type", "content-length", "etag"):
        assert headed.headers.get(name) == got.headers.get(name)


def _json(value: Any) -> bytes:
    return httpx.Request("POST", "http://x", json=dict(value)).content


def _ids_in(client: httpx.Client, collection: str) -> list[int]:
    """The ids of all items of a collection, page by page."""
    found: list[int] = []
    for page in range(1, 100):
        body = client.get(collection, params={"page": page, "per_page": 100}).json()
        found += [item["id"] for item in body["items"]]
        if not body["has_next"]:
            return found
    raise AssertionError("the list does not end")
