"""The shelf filled with Pydantic models, for the peers that speak Pydantic."""

from .models import Book, BookDraft, BookPage, BookSummary
from .shelf import Shelf, rows


class Books:
    """The catalogue in memory."""

    def __init__(self) -> None:
        books = {book_id: Book.model_validate(row) for book_id, row in rows().items()}
        self._shelf = Shelf(books, _summary, BookPage)
        self.get = self._shelf.get
        self.page = self._shelf.page

    def create(self, draft: BookDraft) -> Book:
        """Make a book of a draft, keep it and answer it."""
        book = Book(**dict(draft), **self._shelf.new())
        return self._shelf.add(book.id, book)


def _summary(book: Book) -> BookSummary:
    return BookSummary.model_validate(book.model_dump())
