"""All edges at once, around everything that an application answers."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.edges import Compression, Cors, EdgeSettings, Hardening, Patience, Proxies
from tenon.runtime.edges.deprecation import Deprecations
from tenon.runtime.edges.limits import MemoryLimits, RateLimits
from tests.runtime.pets import TINY, Pets, pets_router
from tests.tiny import Answer, ask

ORIGIN = "https://a.test"
SENT = {
    "Origin": ORIGIN, "X-Request-Id": "r-1", "Accept-Encoding": "gzip",
    "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https",
}  # fmt: skip
ALWAYS = {
    "access-control-allow-origin": ORIGIN,
    "x-request-id": "r-1",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=31536000",
}
KINDS = [
    ("GET", "/pets/3", 200), ("HEAD", "/pets/3", 200), ("OPTIONS", "/pets/3", 204),
    ("GET", "/pets/3/", 200), ("GET", "/pets/x", 422), ("PUT", "/pets/3", 405),
    ("GET", "/pets/13", 500), ("DELETE", "/pets/3", 501), ("GET", "/lines", 200),
    ("GET", "/nope", 404), ("GET", "/docs", 200), ("GET", "/reference", 200),
    ("GET", "/openapi.json", 200), ("GET", "/mine", 200), ("POST", "/mine", 405),
]  # fmt: skip
COUNTED = {"/pets/3", "/pets/3/", "/pets/x", "/lines", "/pets/13"}
Heard = list[tuple[str, int]]


class Unlucky(Pets):
    async def get_pet(self, pet_id: int) -> str:
        if pet_id == 13:
            raise RuntimeError("secret")
        return "pet " * 1000


def made(heard: Heard, root_path: str = "") -> ContractApp:
    paths = dict(TINY["paths"])
    paths["/lines"] = {"get": {**paths["/lines"]["get"], "deprecated": True}}
    limit = {"limit": 100, "window": 60}
    contract = Contract.from_bundle({**TINY, "paths": paths, "x-rate-limit": limit})
    edges = EdgeSettings(
        root_path=root_path,
        request_ids=True, server_timing=True, slashes="strip", cors=Cors((ORIGIN,)),
        hardening=Hardening(), compression=Compression(), proxies=Proxies(("127.0.0.1",)),
        patience=Patience(),
        observers=(lambda scope, status, _: heard.append((scope["client"][0], status)),),
    )  # fmt: skip
    app = contract_app(
        contract, [pets_router(Unlucky())], edges=edges,
        guards=[RateLimits(contract, MemoryLimits()), Deprecations(contract)],
    )  # fmt: skip

    @app.get("/mine")
    async def mine() -> str:
        return "mine"

    @app.get("/mine/broken")
    async def broken() -> str:
        raise RuntimeError("secret")

    return app


@pytest.fixture(params=["alone", "with middleware"])
def app(request: pytest.FixtureRequest) -> tuple[ContractApp, Heard]:
    heard: Heard = []
    app = made(heard)
    if request.param == "with middleware":
        app.add_middleware(_Passing)
    return app, heard


class _Passing:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


async def asked(app: ContractApp, method: str, target: str) -> Answer:
    return await ask(app, method, target, headers=SENT)


@pytest.mark.parametrize(("method", "target", "status"), KINDS)
async def test_every_kind_of_reply_has_what_it_should(
    app: tuple[ContractApp, Heard], method: str, target: str, status: int
) -> None:
    served, heard = app
    answer = await asked(served, method, target)
    assert answer.status == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert answer.headers["server-timing"].startswith("total;dur=")
    assert heard == [("203.0.113.7", status)]
    counted = status != 501 and method in ("GET", "HEAD") and target in COUNTED
    assert answer.headers.get("ratelimit") == ('"default";r=99;t=1' if counted else None)
    assert answer.headers.get("deprecation") == ("@0" if target == "/lines" else None)


async def test_a_fault_of_a_users_own_route_is_heard_of() -> None:
    heard: Heard = []
    with pytest.raises(RuntimeError, match="secret"):  # the framework answers it, and raises it
        await asked(made(heard), "GET", "/mine/broken")
    assert [status for _, status in heard] == [500]


async def test_a_long_reply_is_compressed_and_a_preflight_answered(
    app: tuple[ContractApp, Heard],
) -> None:
    answer = await asked(app[0], "GET", "/pets/3")
    assert gzip.decompress(answer.body) == b'"' + b"pet " * 1000 + b'"'
    asking = {**SENT, "Access-Control-Request-Method": "DELETE"}
    answer = await ask(app[0], "OPTIONS", "/pets/3", headers=asking)
    allowed = answer.headers["access-control-allow-methods"]
    assert (answer.status, allowed) == (204, "DELETE, GET, HEAD, OPTIONS")


async def test_the_caller_behind_the_proxy_is_counted(app: tuple[ContractApp, Heard]) -> None:
    for _ in range(100):
        assert (await asked(app[0], "GET", "/pets/3")).status == 200
    answer = await asked(app[0], "GET", "/pets/3")
    assert (answer.status, answer.headers["x-request-id"]) == (429, "r-1")
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    other = await ask(app[0], "GET", "/pets/3", headers={"X-Forwarded-For": "203.0.113.8"})
    assert other.status == 200


async def test_a_stage_prefix_changes_nothing(app: tuple[ContractApp, Heard]) -> None:
    for path in ("/stage/pets/3", "/stage/pets/3/", "/pets/3"):
        answer = await ask(app[0], "GET", path, root_path="/stage")
        assert answer.status == 200, path


@pytest.mark.parametrize("path", ["/pets/3", "/docs", "/openapi.json", "/mine"])
async def test_a_stage_prefix_may_come_by_setting(path: str) -> None:
    app = made([], root_path="/stage")
    for target in (path, f"/stage{path}"):
        assert (await ask(app, "GET", target)).status == 200, target
    assert (await ask(app, "GET", f"/other{path}")).status == 404
