"""The persistence floor: one SQL database under typed stores, SQLite by default.

    store = Store("sqlite:///var/books.db", sample_data=True)
    await store.open()
    entry = await store.books.get(1)

Handlers use the names listed here; nothing of SQLAlchemy passes through them.
"""

from handlers.store.authors import AuthorStore
from handlers.store.books import BookStore
from handlers.store.drafts import AuthorDraft, BookDraft, ReviewDraft, Revisions
from handlers.store.errors import (
    HasBooksError,
    LostClaimError,
    MissingError,
    StaleError,
    StoreError,
    TakenError,
    UnavailableError,
)
from handlers.store.filters import BookFilters, BookSort
from handlers.store.idempotency import (
    Answer,
    Fresh,
    IdempotencyStore,
    Mismatch,
    Receipt,
    Replay,
    Running,
    fingerprint,
)
from handlers.store.reviews import ReviewStore
from handlers.store.rows import Entry, Fields, Page
from handlers.store.shelf import CursorPage
from handlers.store.store import Store

__all__ = [
    "Answer",
    "AuthorDraft",
    "AuthorStore",
    "BookDraft",
    "BookFilters",
    "BookSort",
    "BookStore",
    "CursorPage",
    "Entry",
    "Fields",
    "Fresh",
    "HasBooksError",
    "IdempotencyStore",
    "LostClaimError",
    "Mismatch",
    "MissingError",
    "Page",
    "Receipt",
    "Replay",
    "ReviewDraft",
    "ReviewStore",
    "Revisions",
    "Running",
    "StaleError",
    "Store",
    "StoreError",
    "TakenError",
    "UnavailableError",
    "fingerprint",
]
