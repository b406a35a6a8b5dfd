"""What goes around every request of the service, by its settings."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handlers import edges
from tenon.runtime.app import ContractApp
from tenon.runtime.edges.limits.policy import policy_of
from tests.handlers.book_api import OPERATIONS, client, contract, running, settings
from tests.tiny import ask

REDIS = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/15")
ORIGIN = "https://shop.test"


class Services:
    """Services on a database, with settings; they stop with the test."""

    def __init__(self, stack: AsyncExitStack, folder: Path) -> None:
        self._stack = stack
        self._url = f"sqlite:///{folder / 'books.db'}"

    async def app(self, **given: Any) -> ContractApp:
        return await self._stack.enter_async_context(running(self._url, **given))

    async def start(self, **given: Any) -> httpx.AsyncClient:
        app = await self.app(**given)
        return await self._stack.enter_async_context(client(app))


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with AsyncExitStack() as stack:
        yield Services(stack, tmp_path)


async def test_by_default_replies_are_named_and_hardened(services: Services) -> None:
    api = await services.start()
    for path in ("/", "/api/v1/books", "/nope", "/docs", "/api/v1/books/0"):
        reply = await api.get(path, headers={"X-Request-Id": "r-1", "Origin": ORIGIN})
        assert reply.headers["x-request-id"] == "r-1"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["server-timing"].startswith("total;dur=")
        assert "access-control-allow-origin" not in reply.headers
        assert "ratelimit" not in reply.headers  # nobody counts in tests


async def test_edges_can_be_off(services: Services) -> None:
    api = await services.start(request_ids=False, security_headers=False, server_timing=False)
    reply = await api.get("/")
    assert set(reply.headers) == {"content-type", "content-length"}


async def test_a_page_of_a_known_origin_may_read_and_ask(services: Services) -> None:
    api = await services.start(cors_origins=f" {ORIGIN} , https://b.test", cors_credentials=True)
    reply = await api.get("/api/v1/books", headers={"Origin": ORIGIN})
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    exposed = reply.headers["access-control-expose-headers"].split(", ")
    assert {"link", "x-total-count", "etag", "retry-after", "x-request-id", "ratelimit"} <= {
        *exposed
    }
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}
    reply = await api.options("/api/v1/books/1", headers=asked)
    methods = reply.headers["access-control-allow-methods"]
    assert methods == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"


async def test_compression_slashes_and_a_stage_prefix(services: Services) -> None:
    app = await services.app(compression=True, trailing_slash="strip", root_path="/production")
    for path in ("/production/openapi.json", "/openapi.json"):
        reply = await ask(app, "GET", path, headers={"Accept-Encoding": "gzip"})
        assert json.loads(gzip.decompress(reply.body))["openapi"] == "3.1.0"
    for path in ("/production/api/v1/books/", "/api/v1/books/", "/production/docs/"):
        assert (await ask(app, "GET", path)).status == 200


async def test_the_limit_of_the_contract_is_kept(services: Services) -> None:
    api = await services.start(rate_limits="memory")
    first = await api.get("/api/v1/books")
    assert first.headers["ratelimit-policy"] == '"default";q=600;w=60'
    assert first.headers["ratelimit"] == '"default";r=599;t=1'
    statuses = [(await api.get("/api/v1/authors/0")).status_code for _ in range(620)]
    assert {*statuses[:590]} == {422}
    assert 429 in statuses[590:]
    refused = await api.get("/api/v1/books")
    assert (refused.status_code, refused.json()["title"]) == (429, "Too Many Requests")
    assert refused.headers["retry-after"] == "1"
    assert (await api.get("/health")).status_code == 200  # how it is may always be asked


@pytest.fixture
async def keys(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The beginning of the keys in Redis, which are removed after the test."""
    prefix = f"tenon-test:{secrets.token_hex(6)}:"
    redis = Redis.from_url(REDIS, socket_connect_timeout=2)
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        await redis.aclose()
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Redis at {REDIS} ({error}); set TEST_REDIS_URL")
    monkeypatch.setattr(edges, "PREFIX", prefix)
    yield prefix
    if found := [key async for key in redis.scan_iter(f"{prefix}*")]:
        await redis.delete(*found)
    await redis.aclose()


async def test_two_services_share_a_limit_by_redis(services: Services, keys: str) -> None:
    given = {"rate_limits": "redis", "redis_url": REDIS}
    one, other = await services.start(**given), await services.start(**given)
    left = []
    for api in (one, other, one, other):
        await asyncio.sleep(0)
        left.append((await api.get("/api/v1/books")).headers["ratelimit"].split(";")[1])
    assert left == ["r=599", "r=598", "r=597", "r=596"]


async def test_without_redis_requests_go_on(services: Services) -> None:
    api = await services.start(rate_limits="redis", redis_url="redis://127.0.0.1:1/0")
    for _ in range(5):
        reply = await api.get("/api/v1/books")
        assert (reply.status_code, "ratelimit" in reply.headers) == (200, False)
        assert reply.headers["ratelimit-policy"] == '"default";q=600;w=60'


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cors_origins": "*", "cors_credentials": True}, r"\* cannot go with credentials"),
        ({"cors_origins": "shop.test"}, "'shop.test' is no origin; write scheme://host"),
        ({"trusted_proxies": "10.0.0.1, proxy.test"}, "write an address such as 10.0.0.1"),
        ({"rate_limits": "redis"}, "RATE_LIMITS=redis needs REDIS_URL"),
        ({"root_path": "production/"}, "root_path"),
    ],
)
def test_settings_that_cannot_hold_are_refused_at_start(
    given: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        settings("sqlite:///x.db", **given)


@pytest.mark.parametrize(
    ("given", "counted_by"),
    [
        ({}, "off"), ({"environment": "development"}, "memory"),
        ({"environment": "production"}, "memory"),
        ({"environment": "production", "redis_url": REDIS}, "redis"),
        ({"environment": "production", "rate_limits": "off"}, "off"),
    ],
)  # fmt: skip
def test_who_counts_follows_from_where_it_runs(given: dict[str, Any], counted_by: str) -> None:
    assert settings("sqlite:///x.db", **given).rate_limits == counted_by


@pytest.mark.parametrize(("workers", "told"), [(1, 0), (2, 1)])
def test_processes_that_each_count_for_themselves_are_told(
    workers: int, told: int, caplog: pytest.LogCaptureFixture
) -> None:
    given = settings("sqlite:///x.db", rate_limits="memory", web_workers=workers)
    edges.Limits(given)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * told


def test_lists_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", "https://a.test, https://b.test,")
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8")
    found = settings("sqlite:///x.db")
    assert found.cors_origins == ("https://a.test", "https://b.test")
    assert found.trusted_proxies == ("10.0.0.0/8",)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_operation_but_those_of_the_system_has_a_limit(operation: Any) -> None:
    policy = policy_of(contract(), operation)
    assert (policy is None) is ("system" in operation.tags)
