"""A fresh store on each database: SQLite always, PostgreSQL where there is a server."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from handlers.isbn import sample_isbn
from handlers.store import BookDraft, Store
from handlers.store.tables import metadata

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
DATABASES = ("sqlite", "postgresql")

NewUrl = Callable[[], str]
Draft = Callable[..., BookDraft]


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
