"""This repository's contract as a full application, its books answered from memory."""

from pathlib import Path
from typing import cast

from generated.models.books import Book, BookDraft, BookPage, BookSummary, ListBooksQuery
from generated.routers.books import books_router
from generated.stubs.books import BooksStub, CreateBookCreated, GetBookOk, ListBooksOk
from handlers.formats import FORMATS
from handlers.pages import links
from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.problem import NotFound
from tenon.runtime.security import Principal
from tenon.runtime.settings import RuntimeSettings

from .peers.shelf import Shelf, rows

CONTRACT = Path(__file__).parents[2] / "generated" / "contract.json"
PATH = "/api/v1/books"
FIRST = '"1"'


class Books:
    """Three of the book operations; the others answer 501."""

    def __init__(self) -> None:
        books = {book_id: Book.model_validate(row) for book_id, row in rows().items()}
        self._shelf = Shelf(books, _summary, _page)

    async def list_books(self, query: ListBooksQuery) -> ListBooksOk:
        """A page of books."""
        page = self._shelf.page(query.page, query.per_page)
        link = links(PATH, query, query.page, query.per_page, page.total)
        return ListBooksOk(page, link=link, x_total_count=page.total)

    async def create_book(
        self, body: BookDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookCreated:
        """Add a book."""
        book = Book.trusted({**vars(body), **self._shelf.new()})
        self._shelf.add(book.id, book)
        return CreateBookCreated(book, location=f"{PATH}/{book.id}", etag=FIRST)

    async def get_book(self, book_id: int, *, if_none_match: str | None = None) -> GetBookOk:
        """Read one book."""
        book = self._shelf.get(book_id)
        if book is None:
            raise NotFound("There is no book with this id.")
        return GetBookOk(book, etag=FIRST)


def memory() -> ContractApp:
    """The application, with the settings of production, but for who may do what."""
    books = cast("BooksStub", Books())
    contract = Contract.load(str(CONTRACT))
    settings = RuntimeSettings(formats=FORMATS, auth_enabled=False)
    return contract_app(contract, [books_router(books)], settings)


def _page(**fields: object) -> BookPage:
    return BookPage.trusted(fields)


def _summary(book: Book) -> BookSummary:
    return BookSummary(**{name: getattr(book, name) for name in BookSummary.model_fields})
