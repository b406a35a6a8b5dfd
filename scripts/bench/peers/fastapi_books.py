"""The three operations as FastAPI's own guide writes them, added to any application."""

from typing import Annotated

from fastapi import FastAPI, HTTPException, Path, Query

from .memory import Books
from .models import Book, BookDraft, BookPage, BookQuery

BookId = Annotated[int, Path(ge=1, le=9007199254740991)]


def add_books(app: FastAPI) -> None:
    """Add the book operations, answered from memory."""
    books = Books()

    @app.get("/api/v1/books")
    async def list_books(query: Annotated[BookQuery, Query()]) -> BookPage:
        return books.page(query.page, query.per_page)

    @app.post("/api/v1/books", status_code=201)
    async def create_book(draft: BookDraft) -> Book:
        return books.create(draft)

    @app.get("/api/v1/books/{book_id}")
    async def get_book(book_id: BookId) -> Book:
        book = books.get(book_id)
        if book is None:
            raise HTTPException(404, f"There is no book {book_id}.")
        return book
