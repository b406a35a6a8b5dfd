"""What only SQLite does: one writer at a time, readers that never wait for it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from handlers.store import BookDraft, BookFilters, BookSort, Store, UnavailableError, sqlite

Draft = Callable[..., BookDraft]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "books.db"


@pytest.fixture
async def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.1)
    store = Store(f"sqlite+aiosqlite:///{path}")
    await store.open()
    yield store
    await store.close()


async def test_a_file_locked_by_another_process_is_said_to_be_and_later_written(
    store: Store, path: Path, draft: Draft
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match=r"books\.db locked"):
        await store.books.add(draft(), by="ann")
    assert (await store.books.page(BookFilters(), BookSort(), 1, 1)).total == 0
    other.execute("COMMIT")
    other.close()
    assert (await store.books.add(draft(), by="ann")).id == 1


async def test_reads_pass_while_a_write_is_under_way(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    begun, go_on = threading.Event(), threading.Event()

    def linger(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE books SET title = 'half done'")
        begun.set()
        go_on.wait(5)

    writing = asyncio.create_task(store.database.transact(linger))
    assert await asyncio.to_thread(begun.wait, 5)
    assert await store.books.get(book.id) == book
    assert (await store.books.page(BookFilters(), BookSort(), 1, 1)).rows[0]["title"] == "Dune"
    go_on.set()
    await writing
    read = await store.books.get(book.id)
    assert read is not None
    assert read.fields["title"] == "half done"


async def test_no_reader_holds_on_to_the_log(store: Store, path: Path, draft: Draft) -> None:
    """A statement left open would hold its snapshot, and every commit would stay in the WAL."""
    book = await store.books.add(draft(), by="ann")
    await store.books.get(book.id)
    await store.books.cursor_page(None, 1)
    await store.books.page(BookFilters(), BookSort(), 1, 1)
    await store.books.change(book.id, {"title": "later"}, by="ann")
    other = sqlite3.connect(path)
    busy, *_ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    other.close()
    assert busy == 0
    assert path.with_name("books.db-wal").stat().st_size == 0


async def test_the_readers_cannot_write(store: Store) -> None:
    def write(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM books")

    with pytest.raises(Exception, match="readonly database"):
        await store.database.scan(write)
