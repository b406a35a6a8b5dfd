"""Migrations and sample data: at the first start, at later ones, at several at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from handlers.isbn import is_isbn
from handlers.store import BookFilters, BookSort, Store, UnavailableError
from handlers.store.database import database
from handlers.store.migration import HEAD, SCRIPTS, create, upgrade, version
from handlers.store.tables import metadata

ROOT = Path(__file__).parents[2]


async def test_the_scripts_make_the_tables_of_the_code(empty_url: str) -> None:
    opened = database(empty_url)
    await opened.open()
    await opened.transact(upgrade)
    assert await opened.scan(version) == HEAD
    assert await opened.scan(_differences) == []
    await opened.close()


async def test_a_new_database_is_made_as_the_scripts_would_make_it(
    tmp_path: Path, new_postgres: Any
) -> None:
    for urls in (
        [f"sqlite:///{tmp_path}/{name}.db" for name in ("made", "migrated")],
        [await asyncio.to_thread(new_postgres) for _ in range(2)],
    ):
        made, migrated = [
            await _schema_after(url, way) for url, way in zip(urls, (create, upgrade), strict=True)
        ]
        assert made == migrated
        assert "books" in made


def test_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_a_database_without_tables_is_filled_from_an_older_version(empty_url: str) -> None:
    """An alembic_version table without a row is where Alembic itself begins."""
    opened = database(empty_url)
    await opened.open()
    await opened.transact(_begin_versions)
    await opened.close()
    store = Store(empty_url)
    await store.open()
    assert await store.database.scan(version) == HEAD
    await store.close()


async def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    store = Store(empty_url)
    await store.open()
    await store.database.transact(_set_version, "9999")
    await store.close()
    with pytest.raises(UnavailableError, match="version 9999"):
        await Store(empty_url).open()


async def test_alembic_is_not_imported_when_there_is_nothing_to_migrate(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/books.db"
    code = f"""
import asyncio, sys
from handlers.store import Store
async def main():
    for _ in range(2):
        store = Store({url!r}, sample_data=True)
        await store.open()
        await store.close()
asyncio.run(main())
print([name for name in ("alembic", "asyncpg", "sqlalchemy.ext.asyncio") if name in sys.modules])
"""
    assert _python(code).stdout == "[]\n"


async def test_the_sample_has_200_books_that_obey_the_contract(empty_url: str) -> None:
    store = Store(empty_url, sample_data=True)
    await store.open()
    books = [book async for book in store.books.stream(BookFilters())]
    assert len(books) >= 200
    assert len({book["isbn"] for book in books}) == len(books)
    assert all(is_isbn(book["isbn"]) for book in books)
    assert len({book["genre"] for book in books}) == 16
    assert all(1 <= len(book["tags"]) <= 10 for book in books)
    assert [book["title"] for book in books[:5]] == [
        "Clean Code",
        "Design Patterns",
        "The Pragmatic Programmer",
        "Dune",
        "1984",
    ]
    assert (books[0]["average_rating"], books[0]["review_count"]) == (4.0, 3)
    assert (await store.reviews.page(books[0]["id"], 1, 20)).total == 3
    assert (await store.authors.page(1, 1)).total >= 100
    craft = await store.books.page(BookFilters(tags=["craft"]), BookSort(), 1, 1)
    assert craft.total > 5
    await store.close()


async def test_the_sample_does_not_come_back_after_it_was_deleted(url: str) -> None:
    await _start(url, sample_data=True)
    store = Store(url)
    await store.open()
    books = [book["id"] async for book in store.books.stream(BookFilters())]
    await store.books.delete_many(books, by="ann")
    await store.close()
    assert await _start(url, sample_data=True) == 0


async def test_the_sample_is_not_mixed_into_a_catalogue_in_use(url: str, draft: Any) -> None:
    store = Store(url)
    await store.open()
    await store.books.add(draft(), by="ann")
    await store.close()
    assert await _start(url, sample_data=True) == 1


async def test_starts_at_the_same_time_make_one_catalogue(empty_url: str) -> None:
    totals = await asyncio.gather(*(_start(empty_url, sample_data=True) for _ in range(5)))
    assert totals == [totals[0]] * 5
    assert totals[0] >= 200


async def test_processes_that_start_at_the_same_time_make_one_catalogue(empty_url: str) -> None:
    code = f"""
import asyncio
from handlers.store import BookFilters, BookSort, Store
async def main():
    store = Store({empty_url!r}, sample_data=True)
    await store.open()
    print((await store.books.page(BookFilters(), BookSort(), 1, 1)).total)
    await store.close()
asyncio.run(main())
"""
    runs = await asyncio.gather(*(asyncio.to_thread(_python, code) for _ in range(3)))
    assert [run.stderr for run in runs] == ["", "", ""]
    assert len({run.stdout for run in runs}) == 1


@pytest.mark.parametrize("step", ["migration.create", "sample._fill"])
async def test_a_start_killed_in_the_middle_leaves_nothing_half_done(
    empty_url: str, step: str
) -> None:
    module, function = step.split(".")
    code = f"""
import asyncio, os, signal
from handlers.store import {module}, Store
done = {module}.{function}
def die(*args):
    done(*args)
    os.kill(os.getpid(), signal.SIGKILL)
{module}.{function} = die
asyncio.run(Store({empty_url!r}, sample_data=True).open())
"""
    assert _python(code).returncode == -9
    assert await _start(empty_url, sample_data=True) >= 200


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("mysql://localhost/books", "DATABASE_URL must be .*, not mysql"),
        ("no url at all", "not a database URL"),
        ("sqlite://", "must name a file"),
        ("sqlite:////proc/none/books.db", "/proc/none/books.db cannot be opened"),
        ("postgresql://ann:secret@127.0.0.1:1/books", "127.0.0.1:1/books cannot be reached"),
    ],
)
async def test_a_database_that_cannot_be_had_is_named_without_its_password(
    bad: str, message: str
) -> None:
    with pytest.raises(UnavailableError, match=message) as refused:
        await Store(bad).open()
    assert "secret" not in str(refused.value)


def _python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


def _differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, metadata))


async def _schema_after(url: str, way: Any) -> str:
    opened = database(url)
    await opened.open()
    await opened.transact(way)
    schema = await opened.scan(_schema)
    await opened.close()
    return schema


def _schema(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name"))
        # Alembic writes blanks after commas where SQLAlchemy breaks the line.
        return "\n".join(f"{name}: {' '.join(str(sql).split())}" for name, sql in rows)
    columns = (
        "SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    keys = (
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace ORDER BY 1"
    )
    rows_of = (connection.execute(text(query)).all() for query in (columns, indexes, keys))
    assert inspect(connection).has_table("books")
    return "\n".join(str(tuple(row)) for rows in rows_of for row in rows)


def _begin_versions(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))


def _set_version(connection: Connection, number: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})


async def _start(url: str, *, sample_data: bool) -> int:
    """Open, count the books, close."""
    store = Store(url, sample_data=sample_data)
    await store.open()
    total = (await store.books.page(BookFilters(), BookSort(), 1, 1)).total
    await store.close()
    return total
