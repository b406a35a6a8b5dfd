"""The catalogue of books, answered from the store."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pydantic import MISSING

from generated.models.books import (
    Book,
    BookBatch,
    BookBatchError,
    BookBatchItem,
    BookBatchResult,
    BookChanges,
    BookCursorPage,
    BookDraft,
    BookPage,
    BookSearchResult,
    BookSelection,
    BookSelectionResult,
    BookSummary,
    ExportBooksQuery,
    ListBooksByCursorQuery,
    ListBooksQuery,
    SearchBooksQuery,
)
from generated.models.problems import Existing
from generated.stubs.books import (
    ChangeBookOk,
    CreateBookCreated,
    GetBookNotModified,
    GetBookOk,
    ListBooksOk,
    ReplaceBookOk,
    SearchBooksOk,
)
from handlers import store
from handlers.cursor import CursorCodec, Position
from handlers.idempotency import once
from handlers.pages import links, page_of
from handlers.refusals import taken
from handlers.store import BookFilters, BookSort, Entry, Receipt, Store, TakenError
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.problem import NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/books"


class Books:
    """The books."""

    def __init__(self, store: Store, cursors: CursorCodec) -> None:
        self._books = store.books
        self._keys = store.keys
        self._cursors = cursors

    async def list_books(self, query: ListBooksQuery) -> ListBooksOk:
        """A page of the matching books."""
        asked = query.model_dump()
        page, per_page = query.page, query.per_page
        found = await self._books.page(BookFilters.of(asked), BookSort.of(asked), page, per_page)
        return ListBooksOk(
            page_of(BookPage, BookSummary, found, page, per_page),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def search_books(self, query: SearchBooksQuery) -> SearchBooksOk:
        """The newest books with a text in their title or their author's name."""
        found = await self._books.page(BookFilters(search=query.q), BookSort(), 1, query.limit)
        items = [BookSummary.trusted(row) for row in found.rows]
        return SearchBooksOk(BookSearchResult(items=items, total=found.total))

    async def list_books_by_cursor(self, query: ListBooksByCursorQuery) -> BookCursorPage:
        """The books at a cursor."""
        at = None if query.cursor is MISSING else self._cursors.decode(query.cursor)
        found = await self._books.cursor_page(at, query.limit)
        return BookCursorPage(
            items=[BookSummary.trusted(row) for row in found.rows],
            next_cursor=self._cursor(found.next),
            prev_cursor=self._cursor(found.prev),
            has_more=found.next is not None,
        )

    async def export_books(self, query: ExportBooksQuery) -> AsyncIterator[Book]:
        """Every matching book, in full."""
        async for fields in self._books.stream(BookFilters.of(query.model_dump())):
            yield Book.trusted(fields)

    async def create_book(
        self, body: BookDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookCreated:
        """Add a book, once for an idempotency key of the caller."""
        by = principal.subject

        async def add(receipt: Receipt | None) -> Entry:
            try:
                return await self._books.add(_draft(body), by=by, receipt=receipt)
            except TakenError as error:
                raise taken(f"ISBN {body.isbn}", error.existing, PATH) from None

        operation = f"createBook {by}"
        book, etag = await once(self._keys, idempotency_key, operation, body, add, Book)
        return CreateBookCreated(book, location=f"{PATH}/{book.id}", etag=etag)

    async def create_books(self, body: BookBatch, *, principal: Principal) -> BookBatchResult:
        """Add those books that can be added."""
        outcomes = await self._books.add_many(
            [_draft(draft) for draft in body.books], by=principal.subject
        )
        created, errors = [], []
        for index, outcome in enumerate(outcomes):
            if isinstance(outcome, Entry):
                book = Book.trusted(outcome.fields)
                created.append(BookBatchItem(index=index, book=book))
            else:
                errors.append(_batch_error(index, body.books[index].isbn, outcome.existing))
        return BookBatchResult(created=created, errors=errors)

    async def delete_books(
        self, body: BookSelection, *, principal: Principal
    ) -> BookSelectionResult:
        """Delete those books that exist."""
        deleted, not_found = await self._books.delete_many(body.ids, by=principal.subject)
        return BookSelectionResult(deleted=deleted, not_found=not_found)

    async def get_book(
        self, book_id: int, *, if_none_match: str | None = None
    ) -> GetBookOk | GetBookNotModified:
        """A book in full."""
        entry = await self._books.get(book_id)
        if entry is None:
            raise NotFound("There is no book with this id.")
        if is_current(if_none_match, entry.etag):
            return GetBookNotModified(etag=entry.etag)
        return GetBookOk(Book.trusted(entry.fields), etag=entry.etag)

    async def replace_book(
        self, book_id: int, body: BookDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceBookOk:
        """Give a book all the fields of a draft."""
        try:
            entry = await self._books.replace(
                book_id, _draft(body), by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenError as error:
            raise taken(f"ISBN {body.isbn}", error.existing, PATH) from None
        return ReplaceBookOk(Book.trusted(entry.fields), etag=entry.etag)

    async def change_book(
        self, book_id: int, body: BookChanges, *, principal: Principal, if_match: str | None = None
    ) -> ChangeBookOk:
        """Give a book the fields that were sent."""
        changes = body.model_dump()
        try:
            entry = await self._books.change(
                book_id, changes, by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenError as error:
            raise taken(f"ISBN {changes['isbn']}", error.existing, PATH) from None
        return ChangeBookOk(Book.trusted(entry.fields), etag=entry.etag)

    async def delete_book(
        self, book_id: int, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete a book and its reviews."""
        await self._books.delete(book_id, by=principal.subject, if_match=strong_tags(if_match))

    def _cursor(self, position: Position | None) -> str | None:
        return None if position is None else self._cursors.encode(position)


def _draft(body: BookDraft) -> store.BookDraft:
    return store.BookDraft(**body.model_dump())


def _batch_error(index: int, isbn: str, existing: int) -> BookBatchError:
    problem = taken(f"ISBN {isbn}", existing, PATH)
    return BookBatchError(
        index=index,
        status=problem.status,
        code="isbn_taken",
        message=problem.detail,
        existing=Existing(**problem.extensions["existing"]),
    )
