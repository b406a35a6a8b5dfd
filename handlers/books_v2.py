"""The second version of the books: the same store, told in another shape."""

from __future__ import annotations

from generated.models.books import Book
from generated.models.books_v2 import (
    BookV2,
    BookV2Author,
    BookV2Document,
    BookV2Draft,
    BookV2Links,
    BookV2Metadata,
    BookV2Page,
    BookV2Summary,
    BookV2SummaryMetadata,
    ListBooksV2Query,
    Pagination,
    Pricing,
)
from generated.stubs.books_v2 import (
    CreateBookV2Created,
    GetBookV2NotModified,
    GetBookV2Ok,
    ListBooksV2Ok,
)
from handlers import store
from handlers.authors import PATH as AUTHORS
from handlers.books import PATH as BOOKS
from handlers.idempotency import once
from handlers.pages import links, standing
from handlers.refusals import taken
from handlers.store import BookFilters, BookSort, Entry, Fields, Receipt, Store, TakenError
from tenon.runtime.conditions import is_current
from tenon.runtime.problem import NotFound
from tenon.runtime.security import Principal

PATH = "/api/v2/books"
_CURRENCY = "USD"  # the store keeps amounts only
_METADATA = (
    "genre",
    "tags",
    "published_year",
    "average_rating",
    "review_count",
    "created_at",
    "updated_at",
)
_SUMMARY_METADATA = ("genre", "tags", "published_year", "created_at")


class BooksV2:
    """The books, as the second version tells them."""

    def __init__(self, store: Store) -> None:
        self._books = store.books
        self._keys = store.keys

    async def list_books_v2(self, query: ListBooksV2Query) -> ListBooksV2Ok:
        """A page of the matching books."""
        asked = query.model_dump()
        page, per_page = query.page, query.per_page
        found = await self._books.page(BookFilters.of(asked), BookSort.of(asked), page, per_page)
        fields = {
            "data": [_summary(row) for row in found.rows],
            "pagination": Pagination.trusted(standing(found.total, page, per_page)),
        }
        link = links(PATH, query, page, per_page, found.total)
        return ListBooksV2Ok(BookV2Page.trusted(fields), link=link)

    async def create_book_v2(
        self, body: BookV2Draft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookV2Created:
        """Add a book, once for an idempotency key of the caller."""

        async def add(receipt: Receipt | None) -> Entry:
            try:
                return await self._books.add(_draft(body), by=principal.subject, receipt=receipt)
            except TakenError as error:
                raise taken(f"ISBN {body.isbn}", error.existing, PATH) from None

        operation = f"createBookV2 {principal.subject}"
        book, etag = await once(self._keys, idempotency_key, operation, body, add, Book)
        return CreateBookV2Created(_document(dict(book)), location=f"{PATH}/{book.id}", etag=etag)

    async def get_book_v2(
        self, book_id: int, *, if_none_match: str | None = None
    ) -> GetBookV2Ok | GetBookV2NotModified:
        """A book in full."""
        entry = await self._books.get(book_id)
        if entry is None:
            raise NotFound("There is no book with this id.")
        if is_current(if_none_match, entry.etag):
            return GetBookV2NotModified(etag=entry.etag)
        return GetBookV2Ok(_document(entry.fields), etag=entry.etag)


def _draft(body: BookV2Draft) -> store.BookDraft:
    return store.BookDraft(
        title=body.title,
        author_name=body.author.name,
        isbn=body.isbn,
        price=body.pricing.amount,
        description=body.description,
        status=body.status,
        **body.metadata.model_dump(),
    )


def _document(fields: Fields) -> BookV2Document:
    metadata = BookV2Metadata.trusted({name: fields[name] for name in _METADATA})
    told = _told(fields) | {"description": fields["description"], "metadata": metadata}
    return BookV2Document(data=BookV2.trusted(told))


def _summary(fields: Fields) -> BookV2Summary:
    metadata = BookV2SummaryMetadata.trusted({name: fields[name] for name in _SUMMARY_METADATA})
    return BookV2Summary.trusted(_told(fields) | {"metadata": metadata})


def _told(fields: Fields) -> Fields:
    """What both views tell of a book, from the fields that the first version tells."""
    book_id, author_id = fields["id"], fields["author_id"]
    links = {
        "self_": f"{PATH}/{book_id}",
        "author": f"{AUTHORS}/{author_id}",
        "reviews": f"{BOOKS}/{book_id}/reviews",
    }
    return {
        "id": book_id,
        "title": fields["title"],
        "isbn": fields["isbn"],
        "status": fields["status"],
        "author": BookV2Author.trusted({"id": author_id, "name": fields["author_name"]}),
        "pricing": Pricing.trusted({"amount": fields["price"], "currency": _CURRENCY}),
        "links": BookV2Links.trusted(links),
    }
