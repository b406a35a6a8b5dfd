"""A shelf in memory; `BREAK` names a way in which it breaks its contract."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from generated.models.openapi import ListBooksQuery
from generated.models.schemas import Book, Draft
from generated.routers.books import books_router
from generated.stubs.books import AddBookCreated
from tenon.contract import Contract
from tenon.runtime.app import contract_app
from tenon.runtime.problem import NotFound, PreconditionFailed, Unprocessable
from tenon.runtime.settings import RuntimeSettings

from shop.formats import FORMATS

BREAK = os.environ.get("BREAK", "")
GREETING = "No such book."


class Books:
    """The shelf."""

    def __init__(self) -> None:
        self.rows: dict[int, Book] = {}
        self.keys: dict[str, Draft] = {}
        self.next = 1

    async def list_books(self, query: ListBooksQuery) -> list[Book]:
        return list(self.rows.values())[: query.limit]

    async def add_book(self, body: Draft, *, idempotency_key: str | None = None) -> AddBookCreated:
        if idempotency_key and self.keys.setdefault(idempotency_key, body) != body:
            raise Unprocessable("This key was sent with another body.")
        book = Book(id=self.next, title=body.title, isbn=body.isbn)
        self.next += 1
        self.rows[book.id] = book
        return AddBookCreated(book, location=f"/books/{book.id}", etag='"1"')

    async def export_books(self) -> AsyncIterator[Book]:
        for book in list(self.rows.values())[:3]:
            yield book

    async def get_book(self, book_id: int) -> Book:
        if BREAK == "raise":
            raise RuntimeError("broken on purpose")
        if BREAK == "exit":
            print("leaving on purpose", flush=True)
            os._exit(3)
        if book_id not in self.rows:
            raise NotFound(GREETING)
        if BREAK == "isbn":
            return self.rows[book_id].model_copy(update={"isbn": "0306406153"})
        return self.rows[book_id]

    async def drop_book(self, book_id: int, *, if_match: str | None = None) -> None:
        if book_id not in self.rows:
            raise NotFound(GREETING)
        if if_match not in (None, "*", '"1"'):
            raise PreconditionFailed()
        del self.rows[book_id]


root = Path(__file__).parent.parent
app = contract_app(
    Contract.load(root / "generated/contract.json"),
    [books_router(Books())],
    RuntimeSettings(check_replies=not BREAK, formats=FORMATS),
)
