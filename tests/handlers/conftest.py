"""A fresh store, or the whole service, on each database: SQLite, and PostgreSQL where there is one.

Store tests open a store each. Tests of the service share one application a database, started
once, whose tables are emptied after each test.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import secrets
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest
import pytest_asyncio

from handlers.isbn import sample_isbn
from handlers.store import BookDraft, Store
from handlers.store.tables import metadata
from tenon.runtime.app import ContractApp
from tests.handlers.auth_api import Protected, emptied, populated, protected_app
from tests.handlers.book_api import AUTHORS, BOOKS, client, running
from tests.handlers.readers import READERS, key_of

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
DATABASES = ("sqlite", "postgresql")

NewUrl = Callable[[], str]
Draft = Callable[..., BookDraft]
Add = Callable[..., Awaitable[dict[str, Any]]]


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[NewUrl]:
    """Makes empty PostgreSQL databases, and drops them all at the end."""
    names: list[str] = []

    def make() -> str:
        name = f"tenon_test_{secrets.token_hex(6)}"
        try:
            asyncio.run(_execute(SERVER, f"CREATE DATABASE {name}"))
        except (OSError, TimeoutError) as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"no PostgreSQL at {SERVER} ({error}); set TEST_POSTGRES_URL")
        names.append(name)
        return f"{SERVER.rpartition('/')[0]}/{name}"

    yield make
    for name in names:
        asyncio.run(_execute(SERVER, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def shared_postgres() -> dict[str, str]:
    """The URL of the one database that most tests use in turn, once there is one."""
    return {}


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that has no tables yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/books.db"
    make: NewUrl = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture(params=DATABASES)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, shared_postgres: dict[str, str]
) -> Iterator[str]:
    """The URL of a database that has no rows yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/books.db"
        return
    if "url" not in shared_postgres:
        make: NewUrl = request.getfixturevalue("new_postgres")
        shared_postgres["url"] = make()
    yield shared_postgres["url"]
    tables = ", ".join(metadata.tables)
    asyncio.run(_execute(shared_postgres["url"], f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open store without rows."""
    store = Store(url)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def draft() -> Draft:
    """Makes drafts of books: each with an ISBN of its own, the rest as the caller says."""
    source = random.Random(7)

    def make(title: str = "Dune", **fields: Any) -> BookDraft:
        given: dict[str, Any] = {
            "title": title,
            "author_name": "Frank Herbert",
            "isbn": sample_isbn(source),
            "price": Decimal("10.99"),
            "genre": "science_fiction",
        }
        return BookDraft(**given | fields)

    return make


@pytest.fixture(scope="session", params=DATABASES)
def service_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of the database that the service keeps for all tests."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('service')}/books.db"
    make: NewUrl = request.getfixturevalue("new_postgres")
    return make()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_service(service_url: str) -> AsyncIterator[ContractApp]:
    """The service, started once."""
    async with running(service_url) as app:
        yield app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def execute(
    service_url: str, shared_service: ContractApp
) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Runs SQL on the service's database, beside the service."""
    if service_url.startswith("sqlite"):
        file = sqlite3.connect(service_url.removeprefix("sqlite:///"), isolation_level=None)
        file.execute("PRAGMA busy_timeout = 5000")

        async def run(script: str) -> None:
            file.executescript(f"BEGIN IMMEDIATE; {script}; COMMIT")

        yield run
        file.close()
        return
    connection = await asyncpg.connect(service_url)
    yield connection.execute
    await connection.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty(execute: Callable[[str], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Empties the service's tables."""
    emptied = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
    return lambda: execute("; ".join(emptied))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_api(shared_service: ContractApp) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service that judges every reply."""
    async with client(shared_service) as api:
        yield api


@pytest_asyncio.fixture(loop_scope="session")
async def service(
    shared_service: ContractApp, empty: Callable[[], Awaitable[None]]
) -> AsyncIterator[ContractApp]:
    """The service over tables without rows."""
    yield shared_service
    await empty()


@pytest.fixture
def api(service: ContractApp, shared_api: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of the service over tables without rows, that judges every reply."""
    return shared_api


@pytest.fixture
def book_draft() -> Callable[..., dict[str, Any]]:
    """Makes bodies of books: each with an ISBN of its own, the rest as the caller says."""
    source = random.Random(11)

    def make(title: str = "Dune", **fields: Any) -> dict[str, Any]:
        given = {
            "title": title,
            "author_name": "Frank Herbert",
            "isbn": sample_isbn(source),
            "genre": "science_fiction",
            "price": 10.99,
        }
        return given | fields

    return make


@pytest.fixture
def add_book(api: httpx.AsyncClient, book_draft: Callable[..., dict[str, Any]]) -> Add:
    """Adds a book and answers it."""

    async def add(title: str = "Dune", **fields: Any) -> dict[str, Any]:
        reply = await api.post(BOOKS, json=book_draft(title, **fields))
        assert reply.status_code == 201, reply.text
        book: dict[str, Any] = reply.json()
        return book

    return add


@pytest.fixture
def add_author(api: httpx.AsyncClient) -> Add:
    """Adds an author and answers them."""

    async def add(name: str = "Frank Herbert", **fields: Any) -> dict[str, Any]:
        reply = await api.post(AUTHORS, json={"name": name, **fields})
        assert reply.status_code == 201, reply.text
        author: dict[str, Any] = reply.json()
        return author

    return add


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_readers(
    service_url: str, shared_service: ContractApp
) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """Clients of a service on the same database that asks who calls, each by the name of a key."""
    async with running(service_url, job_workers=0, **READERS) as app, AsyncExitStack() as clients:
        made: dict[str, httpx.AsyncClient] = {}

        def reader(name: str) -> httpx.AsyncClient:
            if name not in made:
                made[name] = client(app)
                made[name].headers.update(key_of(name))
                clients.push_async_callback(made[name].aclose)
            return made[name]

        yield reader


@pytest.fixture
def reader(
    service: ContractApp, shared_readers: Callable[[str], httpx.AsyncClient]
) -> Callable[[str], httpx.AsyncClient]:
    """Clients by name, over tables without rows: "keeper" is an admin, "" nobody, others read."""
    return shared_readers


@pytest.fixture
def add_review(reader: Callable[[str], httpx.AsyncClient]) -> Add:
    """Adds a review of a book and answers it; each is by another reader, where none is named."""
    others = itertools.count()

    async def add(book_id: int, rating: int = 5, **fields: Any) -> dict[str, Any]:
        by = fields.pop("by", None) or f"reader{next(others)}"
        reply = await reader(by).post(
            f"{BOOKS}/{book_id}/reviews", json={"rating": rating, **fields}
        )
        assert reply.status_code == 201, reply.text
        review: dict[str, Any] = reply.json()
        return review

    return add


@pytest.fixture(scope="session", params=DATABASES)
def guarded_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of the database of the service that asks who calls."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('guarded')}/books.db"
    make: NewUrl = request.getfixturevalue("new_postgres")
    return make()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guarded_service(guarded_url: str) -> AsyncIterator[tuple[ContractApp, Store]]:
    """The service with authentication on, started once, and a store beside it."""
    async with protected_app(guarded_url) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def guarded(guarded_service: tuple[ContractApp, Store]) -> AsyncIterator[Protected]:
    """The service with authentication on, over tables with a user of each role and nothing else."""
    app, store = guarded_service
    yield await populated(app, store)
    await store.database.transact(emptied)


@pytest_asyncio.fixture(loop_scope="session")
async def callers(guarded: Protected) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that service, which judges every reply."""
    async with client(guarded.app) as api:
        yield api
