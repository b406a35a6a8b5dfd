"""Paths that end in a slash."""

from __future__ import annotations

import pytest

from tenon.runtime.edges import EdgeSettings
from tests.runtime.edges.conftest import Edged
from tests.runtime.pets import made
from tests.tiny import ask


async def test_a_slash_too_many_is_404_by_itself(edged: Edged) -> None:
    assert (await ask(edged(), "GET", "/notes/1/")).status == 404


async def test_a_slash_too_many_can_be_taken_away(edged: Edged) -> None:
    app = edged(slashes="strip")
    assert (await ask(app, "GET", "/notes/1/")).json == "1"
    assert (await ask(app, "DELETE", "/notes/1/")).headers["allow"] == "GET, HEAD, OPTIONS, PUT"


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_its_caller_can_be_sent_on(edged: Edged, method: str) -> None:
    answer = await ask(edged(slashes="redirect"), method, "/notes/%C3%A9/?a=b&c")
    assert (answer.status, answer.headers["location"]) == (308, "/notes/%C3%A9?a=b&c")


@pytest.mark.parametrize("slashes", ["strip", "redirect"])
@pytest.mark.parametrize("target", ["/", "//", "/nope/", "/notes/1//", "/notes/a%2F", "//notes/1/"])
async def test_other_slashes_stay(edged: Edged, slashes: str, target: str) -> None:
    answer = await ask(edged(slashes=slashes), "GET", target)
    expected = (200, b'"a/"') if target.endswith("%2F") else (404, answer.body)
    assert (answer.status, answer.body) == expected


async def test_no_redirect_leads_to_another_host(edged: Edged) -> None:
    app = edged(slashes="redirect")
    for target in ("//evil.test/", "//evil.test/notes/1/", "/\\evil.test/"):
        answer = await ask(app, "GET", target)
        assert (answer.status, answer.headers.get("location")) == (404, None)


@pytest.mark.parametrize("slashes", ["strip", "redirect"])
async def test_pages_of_the_contract_are_known_too(slashes: str) -> None:
    app = made(edges=EdgeSettings(slashes=slashes))  # type: ignore[arg-type]
    answer = await ask(app, "GET", "/docs/")
    assert answer.status == (200 if slashes == "strip" else 308)


async def test_a_users_own_route_keeps_its_slash() -> None:
    app = made(edges=EdgeSettings(slashes="strip"))

    @app.get("/mine/")
    async def mine() -> str:
        return "mine"

    assert (await ask(app, "GET", "/mine/")).json == "mine"
