"""Entity tags: `If-None-Match`, `If-Match`, and what makes a new version (RFC 9110, section 13)."""

from __future__ import annotations

import httpx
import pytest

from tests.meaning.kinds import KINDS, Kind, Made

VERSIONED = [kind for kind in KINDS if kind.versioned]
pytestmark = pytest.mark.parametrize("kind", VERSIONED, ids=lambda kind: kind.name, indirect=True)


@pytest.mark.parametrize("named", ["{}", "W/{}", '"x", {}', "*"])
def test_a_current_version_is_not_sent_again(client: httpx.Client, item: Made, named: str) -> None:
    tag = item.reply.headers["etag"]
    headers = {"if-none-match": named.format(tag)}
    for method in ("GET", "HEAD"):
        reply = client.request(method, item.path, headers=headers)
        assert (reply.status_code, reply.content) == (304, b"")
        assert reply.headers["etag"] == tag


def test_another_version_is_sent(client: httpx.Client, item: Made) -> None:
    reply = client.get(item.path, headers={"if-none-match": '"x"'})
    assert (reply.status_code, reply.json()) == (200, item.body)


@pytest.mark.parametrize("named", ["{}", "*", '"x", {}'])
def test_a_change_of_the_version_named_is_made(
    client: httpx.Client, kind: Kind, item: Made, named: str
) -> None:
    tag = item.reply.headers["etag"]
    headers = {"if-match": named.format(tag)}
    reply = client.patch(item.path, json=dict(kind.change), headers=headers)
    assert reply.status_code == 200, reply.text
    assert reply.headers["etag"] != tag
    assert client.get(item.path).headers["etag"] == reply.headers["etag"]


@pytest.mark.parametrize("named", ['"another"', "W/{}", '"x", "y"'])
def test_a_change_of_another_version_is_refused(
    client: httpx.Client, kind: Kind, item: Made, named: str
) -> None:
    headers = {"if-match": named.format(item.reply.headers["etag"])}
    for reply in (
        client.patch(item.path, json=dict(kind.change), headers=headers),
        client.put(item.path, json=kind.least(), headers=headers),
        client.delete(item.path, headers=headers),
    ):
        assert reply.status_code == 412
    read = client.get(item.path)
    assert (read.json(), read.headers["etag"]) == (item.body, item.reply.headers["etag"])


def test_a_stale_version_is_refused_and_the_fresh_one_taken(
    client: httpx.Client, kind: Kind, item: Made
) -> None:
    stale = {"if-match": item.reply.headers["etag"]}
    first = client.patch(item.path, json=dict(kind.change), headers=stale)
    assert first.status_code == 200
    assert client.patch(item.path, json=dict(kind.clearing), headers=stale).status_code == 412
    assert client.delete(item.path, headers=stale).status_code == 412
    fresh = {"if-match": first.headers["etag"]}
    assert client.delete(item.path, headers=fresh).status_code == 204
    assert client.get(item.path).status_code == 404
