"""What the service says of itself, and what it answers when it cannot work."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from generated.routers.authors import authors_router
from generated.routers.books import books_router
from generated.routers.system import system_router
from handlers.app import create_app
from handlers.readiness import Readiness
from handlers.store import UnavailableError, postgres, sqlite
from handlers.system import System
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.settings import RuntimeSettings
from tests.handlers.book_api import (
    AUTHORS,
    BOOKS,
    JSON,
    REVIEWS,
    client,
    contract,
    running,
    settings,
)

Draft = Callable[..., dict[str, Any]]
READY = "/health/ready"
READS = (
    BOOKS,
    f"{BOOKS}/1",
    f"{BOOKS}/cursor",
    f"{BOOKS}/export",
    AUTHORS,
    f"{REVIEWS}/1",
)


@pytest.fixture
async def app(url: str) -> AsyncIterator[ContractApp]:
    """A service of its own, on a database without rows."""
    async with running(url) as app:
        yield app


async def test_the_service_names_itself_and_its_documents(app: ContractApp) -> None:
    async with client(app) as api:
        root = (await api.get("/")).json()
        assert root == {
            "name": "Book Management API",
            "version": "1.0.0",
            "docs": {"openapi": "/openapi.json", "swagger_ui": "/docs", "reference": "/reference"},
        }
        for path in root["docs"].values():
            assert (await api.get(path)).status_code == 200
        assert (await api.get("/openapi.json")).json() == contract().document
        version = {"name": "Book Management API", "version": "1.0.0"}
        assert (await api.get("/version")).json() == version
        assert (await api.get("/health")).json() == {"status": "ok"}
        async with client(app, failing=True) as patient:
            await until_ready(patient)
        ready = (await api.get(READY)).json()
        assert ready["status"] == "ready"
        assert states(ready) == {"database": "up", "queue": "up", "broker": "up"}
        assert all(0 <= check["ms"] < 2_000 for check in ready["checks"])


def states(told: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["state"] for check in told["checks"]}


async def test_sample_data_fills_a_new_catalogue_once(empty_url: str) -> None:
    for _ in range(2):
        async with running(empty_url, sample_data=True) as app, client(app) as api:
            reply = await api.get(BOOKS, params={"per_page": 100})
            assert reply.json()["total"] >= 200
            found = await api.get(BOOKS, params={"search": "clean code"})
            assert "Clean Code" in [item["title"] for item in found.json()["items"]]
            lines = (await api.get(f"{BOOKS}/export")).text.splitlines()
            assert len(lines) == reply.json()["total"]
            total = (await api.get(AUTHORS)).json()["total"]
            assert total == len({item["author_id"] for item in await all_books(api)})


async def all_books(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    params: dict[str, Any] = {"limit": 100}
    found = []
    while True:
        page = (await api.get(f"{BOOKS}/cursor", params=params)).json()
        found += page["items"]
        if not page["has_more"]:
            return found
        params["cursor"] = page["next_cursor"]


# Operations that no handler answers


class Partial:
    """A handler of one operation."""

    async def delete_book(self, book_id: int, **_: Any) -> None:
        """Forget it."""


async def test_an_operation_without_a_handler_is_not_implemented_and_the_others_serve() -> None:
    partial: Any = Partial()
    routers = [
        system_router(System(contract(), Readiness({}))),
        books_router(partial),
        authors_router(partial),
    ]
    app = contract_app(contract(), routers, RuntimeSettings(auth_enabled=False))
    async with client(app, failing=True) as api:
        assert (await api.get("/version")).status_code == 200
        assert (await api.delete(f"{BOOKS}/1")).status_code == 204
        answered = {"getRoot", "getHealth", "getReadiness", "getVersion", "deleteBook"}
        assert set(app.unimplemented) == {o.id for o in contract().operations} - answered
        for operation in contract().operations:
            if operation.id in app.unimplemented:
                path = operation.path.replace("{book_id}", "1").replace("{author_id}", "1")
                path = path.replace("{review_id}", "1")
                reply = await api.request(operation.method, path, content=b"{}", headers=JSON)
                assert reply.status_code == 501, operation.id
                assert operation.id in reply.json()["detail"]


async def test_what_a_handler_breaks_is_told_without_its_insides(
    app: ContractApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError('secret: File "/etc/handlers.py" sqlite3')

    monkeypatch.setattr("handlers.store.books.BookStore.get", broken)
    async with client(app, failing=True) as api:
        reply = await api.get(f"{BOOKS}/1", headers={"x-request-id": "r1"})
        assert reply.status_code == 500
        assert reply.json() == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "The service failed to answer.",
            "instance": f"{BOOKS}/1",
            "request_id": "r1",
        }
        assert "secret" in caplog.text


# A database that is not there


async def test_a_closed_store_is_alive_and_not_ready(url: str) -> None:
    async with running(url) as app, client(app, failing=True) as api:
        await until_ready(api)
    async with client(app, failing=True) as api:
        assert (await api.get("/health")).status_code == 200
        reply = await api.get(READY)
        assert reply.status_code == 503
        assert reply.headers["retry-after"] == "5"
        assert reply.json()["detail"].startswith("This does not answer: database, queue")
        assert states(reply.json())["database"] == "down"


async def until_ready(api: httpx.AsyncClient) -> None:
    """Wait for the broker, to which the way is made beside the first requests."""
    async with asyncio.timeout(10):
        while True:
            if (await api.get(READY)).status_code == 200:
                return
            await asyncio.sleep(0.02)


async def test_a_file_that_another_keeps_locked_is_unavailable_for_writes_only(
    tmp_path: Any, book_draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    async with running(f"sqlite:///{tmp_path}/b.db") as app, client(app, failing=True) as api:
        other = sqlite3.connect(tmp_path / "b.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        key = {"Idempotency-Key": "1"}
        for headers in ({}, key):
            reply = await api.post(BOOKS, json=book_draft(), headers=headers)
            assert reply.status_code == 503
            assert reply.json()["detail"] == "The database does not answer."
        for path in (READY, BOOKS, f"{BOOKS}/export"):
            assert (await api.get(path)).status_code == 200
        other.execute("ROLLBACK")
        assert (await api.post(BOOKS, json=book_draft(), headers=key)).status_code == 201
        other.close()


async def test_a_service_without_its_database_does_not_start(tmp_path: Any) -> None:
    (tmp_path / "file").touch()
    for url in ("postgresql://x@127.0.0.1:1/x", f"sqlite:///{tmp_path}/file/books.db"):
        app = create_app(settings(url))
        with pytest.raises(UnavailableError):
            async with app.router.lifespan_context(app):
                pass


class Outage:
    """A way to a PostgreSQL server: it can be closed, or take connections and say nothing."""

    def __init__(self, url: str) -> None:
        self._there = urlsplit(url)
        self._open: set[asyncio.StreamWriter] = set()
        self.silent = False

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", port)
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        user = f"{self._there.username}@" if self._there.username else ""
        return f"postgresql://{user}127.0.0.1:{self.port}{self._there.path}"

    async def stop(self) -> None:
        """Cut what is open, and refuse what comes."""
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        if self.silent:
            return
        far = await asyncio.open_connection(self._there.hostname, self._there.port)
        self._open.add(far[1])
        await asyncio.gather(_copy(reader, far[1]), _copy(far[0], writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
    except OSError:
        pass
    writer.transport.abort()


@asynccontextmanager
async def behind(outage: Outage) -> AsyncIterator[httpx.AsyncClient]:
    await outage.start()
    async with running(outage.url) as app, client(app, failing=True) as api:
        yield api
    await outage.stop()


@pytest.fixture
def outage(new_postgres: Callable[[], str]) -> Outage:
    return Outage(new_postgres())


async def test_an_outage_of_the_database_is_told_and_outlived(
    outage: Outage, book_draft: Draft
) -> None:
    async with behind(outage) as api:
        made = await api.post(BOOKS, json=book_draft())
        assert made.status_code == 201
        await outage.stop()
        for path in READS:
            reply = await api.get(path)
            assert reply.status_code == 503, path
            assert reply.json()["detail"] == "The database does not answer."
            assert reply.headers["retry-after"] == "5"
        assert states((await api.get(READY)).json())["database"] == "down"
        assert (await api.get("/health")).status_code == 200
        for _ in range(2):
            refused = await api.post(BOOKS, json=book_draft(), headers={"Idempotency-Key": "1"})
            assert refused.status_code == 503
        await outage.start(outage.port)
        await until_ready(api)
        assert (await api.get(made.headers["location"])).json() == made.json()
        assert (await api.post(BOOKS, json=book_draft())).status_code == 201


async def test_a_database_that_says_nothing_is_given_up_soon(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_CONNECT_SECONDS", 0.2)
    async with behind(outage) as api:
        await outage.stop()
        outage.silent = True
        await outage.start(outage.port)
        assert (await asyncio.wait_for(api.get(READY), 3)).status_code == 503
        assert (await asyncio.wait_for(api.get(BOOKS), 3)).status_code == 503


async def test_cut_connections_are_replaced(outage: Outage, book_draft: Draft) -> None:
    async with behind(outage) as api:
        await asyncio.gather(*(api.post(BOOKS, json=book_draft()) for _ in range(4)))
        port = outage.port
        await outage.stop()
        await outage.start(port)
        for path in READS:
            assert (await api.get(path)).status_code in {200, 404}
        assert (await api.post(BOOKS, json=book_draft())).status_code == 201


@pytest.fixture
def dropped(new_postgres: Callable[[], str]) -> str:
    """The URL of a database to drop."""
    return new_postgres()


async def test_a_database_that_is_dropped_is_not_ready(dropped: str) -> None:
    async with running(dropped) as app, client(app, failing=True) as api:
        await until_ready(api)
        server, _, name = dropped.rpartition("/")
        connection = await asyncpg.connect(f"{server}/postgres")
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()
        assert (await api.get(READY)).status_code == 503
        assert (await api.get(BOOKS)).status_code == 503


async def test_more_requests_than_connections_wait_and_then_are_told(
    outage: Outage, book_draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = create_async_engine

    def narrow(*given: Any, **named: Any) -> Any:
        return make(*given, **named, pool_size=1, max_overflow=0, pool_timeout=1)

    monkeypatch.setattr(postgres, "create_async_engine", narrow)
    async with behind(outage) as api:
        replies = await asyncio.gather(*(api.get(BOOKS) for _ in range(20)))
        assert {reply.status_code for reply in replies} == {200}
        store = await _hold(outage)
        waiting = asyncio.create_task(api.post(BOOKS, json=book_draft()))
        await asyncio.sleep(0.05)
        assert (await api.post(BOOKS, json=book_draft())).status_code == 503
        await store.execute("ROLLBACK")
        await store.close()
        assert (await waiting).status_code == 201


async def _hold(outage: Outage) -> Any:
    """Lock the books, from beside the service."""
    connection = await asyncpg.connect(outage.url)
    await connection.execute("BEGIN; LOCK TABLE books IN ACCESS EXCLUSIVE MODE")
    return connection
