"""The authors: what a handler asks of the store, and how a book finds its author by name."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, func, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.drafts import AuthorDraft, Changes, Revisions, require
from handlers.store.errors import HasBooksError, MissingError, TakenError
from handlers.store.rows import Entry, Page, author_entry, author_fields
from handlers.store.tables import authors, books
from handlers.store.text import name_key

_BOOK_COUNT = (
    select(func.count())
    .select_from(books)
    .where(books.c.author_id == authors.c.id)
    .scalar_subquery()
)
AUTHOR = select(
    authors.c.id,
    authors.c.name,
    authors.c.bio,
    authors.c.born_year,
    _BOOK_COUNT.label("book_count"),
    authors.c.created_at,
    authors.c.updated_at,
    authors.c.revision,
)
_ONE = AUTHOR.where(authors.c.id == bindparam("id"))
_COUNT = select(func.count()).select_from(authors)
_BY_ORDER = (
    AUTHOR.order_by(authors.c.name_key).limit(bindparam("limit")).offset(bindparam("offset"))
)
_BY_NAME = select(authors.c.id).where(authors.c.name_key == bindparam("name_key"))
_LOCK = select(authors.c.id).where(authors.c.id == bindparam("id")).with_for_update()
_ADD = authors.insert().returning(authors.c.id)


class AuthorStore:
    """The authors. Writes raise MissingError, StaleError, TakenError or HasBooksError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, page: int, per_page: int) -> Page:
        """A numbered page of all authors, by name."""
        return await self._database.scan(_page, page, per_page)

    async def get(self, author_id: int) -> Entry | None:
        """One author, or None."""
        rows = await self._database.rows(_ONE, id=author_id)
        return author_entry(rows[0]) if rows else None

    async def add(self, draft: AuthorDraft, *, by: str) -> Entry:
        """Add an author; TakenError when one has that name, in any case."""
        return await self._database.transact(_add, draft, by)

    async def replace(
        self, author_id: int, draft: AuthorDraft, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give an author all the fields of the draft."""
        return await self._database.transact(
            _change, author_id, asdict(draft), if_match, by, "replaceAuthor"
        )

    async def change(
        self, author_id: int, changes: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give an author the fields that are among the changes; leave the others."""
        return await self._database.transact(
            _change, author_id, changes, if_match, by, "changeAuthor"
        )

    async def delete(self, author_id: int, *, by: str, if_match: Revisions = None) -> None:
        """Delete an author who has no books."""
        await self._database.transact(_delete, author_id, if_match, by)


def find_or_add(connection: Connection, name: str, by: str) -> int:
    """The id of the author of that name, in any case; added where there is none."""
    existing: int | None = connection.scalar(_BY_NAME, {"name_key": name_key(name)})
    return _insert(connection, AuthorDraft(name=name), by) if existing is None else existing


def _page(connection: Connection, page: int, per_page: int) -> Page:
    total = connection.execute(_COUNT).scalar_one()
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    rows = connection.execute(_BY_ORDER, {"limit": per_page, "offset": offset})
    return Page([author_fields(row) for row in rows], total)


def _read(connection: Connection, author_id: int) -> Entry:
    return author_entry(connection.execute(_ONE, {"id": author_id}).one())


def _insert(connection: Connection, draft: AuthorDraft, by: str) -> int:
    moment = now()
    row = {**asdict(draft), "name_key": name_key(draft.name), "revision": 1}
    row |= {"created_at": moment, "updated_at": moment}
    author_id: int = connection.execute(_ADD, row).scalar_one()
    record(connection, by, "createAuthor", "author", str(author_id))
    return author_id


def _add(connection: Connection, draft: AuthorDraft, by: str) -> Entry:
    _refuse_taken(connection, draft.name)
    return _read(connection, _insert(connection, draft, by))


def _change(
    connection: Connection,
    author_id: int,
    changes: Changes,
    if_match: Revisions,
    by: str,
    action: str,
) -> Entry:
    before = _lock(connection, author_id, if_match)
    values = dict(changes)
    if "name" in changes:
        _refuse_taken(connection, changes["name"], besides=author_id)
        values["name_key"] = name_key(changes["name"])
    values |= {"revision": authors.c.revision + 1, "updated_at": now()}
    connection.execute(update(authors).where(authors.c.id == author_id).values(values))
    if values.get("name", before.fields["name"]) != before.fields["name"]:
        _revise_books(connection, author_id)
    record(connection, by, action, "author", str(author_id))
    return _read(connection, author_id)


def _revise_books(connection: Connection, author_id: int) -> None:
    """A book shows its author's name, so a new name is a new revision of each book."""
    statement = update(books).where(books.c.author_id == author_id)
    connection.execute(statement.values(revision=books.c.revision + 1))


def _delete(connection: Connection, author_id: int, if_match: Revisions, by: str) -> None:
    before = _lock(connection, author_id, if_match)
    if count := before.fields["book_count"]:
        raise HasBooksError(count)
    connection.execute(delete(authors).where(authors.c.id == author_id))
    record(connection, by, "deleteAuthor", "author", str(author_id))


def _lock(connection: Connection, author_id: int, if_match: Revisions) -> Entry:
    """Hold the row until the transaction ends; the author, when at an accepted revision."""
    if connection.scalar(_LOCK, {"id": author_id}) is None:
        raise MissingError
    entry = _read(connection, author_id)
    require(entry.revision, if_match)
    return entry


def _refuse_taken(connection: Connection, name: str, besides: int | None = None) -> None:
    existing = connection.scalar(_BY_NAME, {"name_key": name_key(name)})
    if existing is not None and existing != besides:
        raise TakenError(existing)
