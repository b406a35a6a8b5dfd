"""The books of the catalogue: what a handler asks of the store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, select, update

from handlers.cursor import Position
from handlers.store import shelf
from handlers.store.audit import record, record_all
from handlers.store.authors import find_or_add
from handlers.store.book_columns import columns, tag_rows
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.drafts import BookDraft, Changes, Revisions, require
from handlers.store.errors import MissingError, TakenError
from handlers.store.filters import BookFilters, BookSort
from handlers.store.idempotency import Receipt
from handlers.store.lock import Lock, hold
from handlers.store.rows import Entry, Fields, Page, book_detail, book_entry
from handlers.store.tables import book_tags, books

_BATCH = 500
_BY_ISBN = select(books.c.id).where(books.c.isbn13 == bindparam("isbn13"))
_LOCKED = select(books.c.revision).where(books.c.id == bindparam("id")).with_for_update()
_ADD = books.insert().returning(books.c.id)
_ADD_TAGS = book_tags.insert()
_DROP_TAGS = delete(book_tags).where(book_tags.c.book_id == bindparam("id"))
_DELETE = delete(books).where(books.c.id == bindparam("id"))


class BookStore:
    """The books. Writes raise MissingError, StaleError or TakenError and then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: BookFilters, sort: BookSort, page: int, per_page: int) -> Page:
        """A numbered page of summaries; past the end it is empty, the total still right."""
        return await self._database.scan(shelf.numbered_page, filters, sort, page, per_page)

    async def cursor_page(self, at: Position | None, limit: int) -> shelf.CursorPage:
        """A page of summaries by keyset, newest first; None begins at the newest."""
        return await shelf.cursor_page(self._database, at or shelf.START, limit)

    async def stream(self, filters: BookFilters) -> AsyncIterator[Fields]:
        """Every matching book's details, newest first, a batch in memory at a time."""
        after = shelf.START
        while batch := await self._database.scan(shelf.batch, filters, after, _BATCH):
            for row in batch:
                yield book_detail(row)
            after = shelf.place(batch[-1])

    async def get(self, book_id: int) -> Entry | None:
        """One book, or None."""
        rows = await self._database.rows(shelf.ONE, id=book_id)
        return book_entry(rows[0]) if rows else None

    async def add(self, draft: BookDraft, *, by: str, receipt: Receipt | None = None) -> Entry:
        """Add a book; with a receipt, the answer is recorded in the same transaction."""
        return await self._database.transact(_add_one, draft, by, receipt)

    async def add_many(self, drafts: Sequence[BookDraft], *, by: str) -> list[Entry | TakenError]:
        """Add those that can be added, in one transaction; an outcome for each, in order."""
        return await self._database.transact(_add_many, drafts, by)

    async def replace(
        self, book_id: int, draft: BookDraft, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give a book all the fields of the draft."""
        return await self._database.transact(
            _change, book_id, asdict(draft), if_match, by, "replaceBook"
        )

    async def change(
        self, book_id: int, changes: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give a book the fields that are among the changes; leave the others."""
        return await self._database.transact(_change, book_id, changes, if_match, by, "changeBook")

    async def delete(self, book_id: int, *, by: str, if_match: Revisions = None) -> None:
        """Delete a book, its tags and its reviews."""
        await self._database.transact(_delete, book_id, if_match, by)

    async def delete_many(self, ids: Iterable[int], *, by: str) -> tuple[list[int], list[int]]:
        """Delete those that exist; the ids deleted and those not found, each once, in order."""
        return await self._database.transact(_delete_many, list(dict.fromkeys(ids)), by)


def _read(connection: Connection, book_id: int) -> Entry:
    return book_entry(connection.execute(shelf.ONE, {"id": book_id}).one())


def _add_one(connection: Connection, draft: BookDraft, by: str, receipt: Receipt | None) -> Entry:
    entry = _add(connection, draft, by)
    record(connection, by, "createBook", "book", str(entry.id))
    if receipt is not None:
        receipt.record(connection, entry)
    return entry


def _add_many(
    connection: Connection, drafts: Sequence[BookDraft], by: str
) -> list[Entry | TakenError]:
    # Two batches that want the same new authors in different orders would wait for each other.
    hold(connection, Lock.BATCH)
    outcomes = [_try_add(connection, draft, by) for draft in drafts]
    added = (str(outcome.id) for outcome in outcomes if isinstance(outcome, Entry))
    record_all(connection, by, "createBooks", "book", added)
    return outcomes


def _try_add(connection: Connection, draft: BookDraft, by: str) -> Entry | TakenError:
    try:
        return _add(connection, draft, by)
    except TakenError as taken:  # raised before anything of this draft was written
        return taken


def _add(connection: Connection, draft: BookDraft, by: str) -> Entry:
    values = columns(asdict(draft))
    _refuse_taken(connection, values["isbn13"])
    author_id = find_or_add(connection, draft.author_name, by)
    moment = now()
    times = {"created_at": moment, "updated_at": moment}
    row = {**values, "author_id": author_id, "revision": 1, **times}
    book_id: int = connection.execute(_ADD, row).scalar_one()
    _tag(connection, book_id, draft.tags)
    return _read(connection, book_id)


def _change(
    connection: Connection,
    book_id: int,
    changes: Changes,
    if_match: Revisions,
    by: str,
    action: str,
) -> Entry:
    revision = _lock(connection, book_id, if_match)
    values = columns(changes)
    if "isbn13" in values:
        _refuse_taken(connection, values["isbn13"], besides=book_id)
    if "author_name" in changes:
        values["author_id"] = find_or_add(connection, changes["author_name"], by)
    if "tags" in changes:
        connection.execute(_DROP_TAGS, {"id": book_id})
        _tag(connection, book_id, changes["tags"])
    values |= {"revision": revision + 1, "updated_at": now()}
    connection.execute(update(books).where(books.c.id == book_id).values(values))
    record(connection, by, action, "book", str(book_id))
    return _read(connection, book_id)


def _delete(connection: Connection, book_id: int, if_match: Revisions, by: str) -> None:
    _lock(connection, book_id, if_match)
    connection.execute(_DELETE, {"id": book_id})
    record(connection, by, "deleteBook", "book", str(book_id))


def _delete_many(connection: Connection, ids: list[int], by: str) -> tuple[list[int], list[int]]:
    statement = delete(books).where(books.c.id.in_(ids)).returning(books.c.id)
    gone = set(connection.execute(statement).scalars())
    deleted = [id_ for id_ in ids if id_ in gone]
    record_all(connection, by, "deleteBooks", "book", map(str, deleted))
    return deleted, [id_ for id_ in ids if id_ not in gone]


def _lock(connection: Connection, book_id: int, if_match: Revisions) -> int:
    """Hold the row until the transaction ends; its revision, when that is an accepted one."""
    revision: int | None = connection.scalar(_LOCKED, {"id": book_id})
    if revision is None:
        raise MissingError
    require(str(revision), if_match)
    return revision


def _refuse_taken(connection: Connection, isbn13: str, besides: int | None = None) -> None:
    existing = connection.scalar(_BY_ISBN, {"isbn13": isbn13})
    if existing is not None and existing != besides:
        raise TakenError(existing)


def _tag(connection: Connection, book_id: int, tags: Sequence[str]) -> None:
    if rows := tag_rows(book_id, tags):
        connection.execute(_ADD_TAGS, rows)
