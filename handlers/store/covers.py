"""The covers of books. A cover is part of what a book shows, so it makes a revision of its book."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from handlers.store.audit import record
from handlers.store.clock import moment, now
from handlers.store.database import Database, Row
from handlers.store.errors import MissingError
from handlers.store.rows import Entry, cover_url
from handlers.store.tables import books
from handlers.store.upload_tables import covers

COVER = select(
    covers.c.book_id,
    covers.c.media_type,
    covers.c.size,
    covers.c.sha256,
    covers.c.width,
    covers.c.height,
    covers.c.updated_at,
    covers.c.file,
)
_ONE = COVER.where(covers.c.book_id == bindparam("book_id"))
_BOOK = select(books.c.id).where(books.c.id == bindparam("id"))
_ADD = covers.insert()
_DELETE = delete(covers).where(covers.c.book_id == bindparam("of_book")).returning(covers.c.file)
_REVISE = (
    update(books)
    .where(books.c.id == bindparam("of_book"))
    .values(revision=books.c.revision + 1, updated_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class CoverDraft:
    """An image that was stored, as it becomes a cover."""

    file: str
    media_type: str
    size: int
    sha256: str
    width: int
    height: int


class CoverStore:
    """The covers. Writes raise MissingError; an entry's revision is the key of its file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, book_id: int) -> Entry | None:
        """The cover of a book, or None."""
        rows = await self._database.rows(_ONE, book_id=book_id)
        return _entry(rows[0]) if rows else None

    async def has_book(self, book_id: int) -> bool:
        """Whether there is such a book."""
        return bool(await self._database.rows(_BOOK, id=book_id))

    async def replace(
        self, book_id: int, draft: CoverDraft, *, by: str
    ) -> tuple[Entry, str | None]:
        """Give a book a cover; the key of the file that it had, which is to be deleted."""
        return await self._database.transact(_replace, book_id, draft, by)

    async def delete(self, book_id: int, *, by: str) -> str:
        """Take a book's cover away; the key of its file, which is to be deleted."""
        return await self._database.transact(_delete, book_id, by)


def _replace(
    connection: Connection, book_id: int, draft: CoverDraft, by: str
) -> tuple[Entry, str | None]:
    at = _revise(connection, book_id)
    before: str | None = connection.scalar(_DELETE, {"of_book": book_id})
    connection.execute(_ADD, {**asdict(draft), "book_id": book_id, "updated_at": at})
    record(connection, by, "replaceBookCover", "book", str(book_id))
    return _entry(connection.execute(_ONE, {"book_id": book_id}).one()), before


def _delete(connection: Connection, book_id: int, by: str) -> str:
    _revise(connection, book_id)
    file: str | None = connection.scalar(_DELETE, {"of_book": book_id})
    if file is None:
        raise MissingError
    record(connection, by, "deleteBookCover", "book", str(book_id))
    return file


def _revise(connection: Connection, book_id: int) -> int:
    """Hold the book's row until the transaction ends: covers come one after another."""
    at = now()
    if connection.execute(_REVISE, {"of_book": book_id, "at": at}).rowcount == 0:
        raise MissingError
    return at


def _entry(row: Row) -> Entry:
    """A row of COVER as the fields of a Cover."""
    book_id, media_type, size, sha256, width, height, updated_at, file = row
    fields = {
        "url": cover_url(book_id),
        "media_type": media_type,
        "size": size,
        "sha256": sha256,
        "width": width,
        "height": height,
        "updated_at": moment(updated_at),
    }
    return Entry(fields, file)
