"""What a contract says of the end of an operation (RFC 9745, RFC 8594, RFC 5829)."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Contract
from tenon.runtime.edges.deprecation import Deprecations
from tenon.runtime.service import Service
from tests.tiny import ask, document, operation, parameter

IN_PATH = [parameter("isbn", "path"), parameter("shelf", "path")]


def served(old: str = "/old", new: str = "/new", **said: Any) -> Service:
    """A service whose operation `old` says something of its end."""
    in_old, in_new = ([p for p in IN_PATH if f"{{{p['name']}}}" in path] for path in (old, new))
    paths = {
        old: {"get": operation("old", *in_old, **said)},
        new: {"get": operation("new", *in_new)},
    }
    contract = Contract.from_bundle(document(paths))

    async def done(**_: Any) -> None:
        return None

    handlers = {"old": done, "new": done}
    return Service(contract, handlers, guards=[Deprecations(contract)])


async def told(service: Service, target: str = "/old") -> dict[str, str]:
    answer = await ask(service, "GET", target)
    names = ("deprecation", "sunset", "link")
    return {name: answer.headers[name] for name in names if name in answer.headers}


async def test_nothing_is_said_of_other_operations() -> None:
    assert await told(served()) == {}
    assert await told(served(deprecated=True), "/new") == {}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"deprecated": True}, {"deprecation": "@0"}),
        ({"deprecated": True, "x-deprecated-at": "2026-11-21"}, {"deprecation": "@1795219200"}),
        ({"deprecated": True, "x-deprecated-at": "2026-11-21T01:00:00+01:00"},
         {"deprecation": "@1795219200"}),
        ({"x-deprecated-at": "2026-11-21"}, {}),
        ({"x-sunset": "2027-01-31"}, {"sunset": "Sun, 31 Jan 2027 00:00:00 GMT"}),
        ({"x-sunset": "2027-01-31T23:59:59+01:00"}, {"sunset": "Sun, 31 Jan 2027 22:59:59 GMT"}),
        ({"x-successor": "/new"}, {"link": '</new>; rel="successor-version"'}),
        ({"x-successor": "new"}, {"link": '</new>; rel="successor-version"'}),
        ({"deprecated": True, "x-sunset": "2027-01-31T00:00:00Z", "x-successor": "new"},
         {"deprecation": "@0", "sunset": "Sun, 31 Jan 2027 00:00:00 GMT",
          "link": '</new>; rel="successor-version"'}),
    ],
)  # fmt: skip
async def test_every_reply_tells_it(said: dict[str, Any], expected: dict[str, str]) -> None:
    assert await told(served(**said)) == expected
    assert await told(served(**said), "/old?unknown=1") == expected  # a refusal, too


@pytest.mark.parametrize("prefix", ["", "/stage"])
async def test_a_successor_of_one_thing_is_one_thing(prefix: str) -> None:
    service = served("/a/{shelf}/{isbn}", "/v2/{isbn}/in/{shelf}", **{"x-successor": "new"})
    answer = await ask(service, "GET", f"{prefix}/a/x%2Fy/9%3E1", root_path=prefix)
    assert answer.headers["link"] == '</v2/9%3E1/in/x%2Fy>; rel="successor-version"'


async def test_no_link_can_be_broken_out_of() -> None:
    service = served("/a/{isbn}", "/v2/{isbn}", **{"x-successor": "new"})
    answer = await ask(service, "GET", '/a/x>;rel="evil"')
    assert answer.headers["link"] == '</v2/x%3E;rel=%22evil%22>; rel="successor-version"'
