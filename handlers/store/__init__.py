"""The persistence floor: one SQL database under typed stores, SQLite by default.

    store = Store("sqlite:///var/books.db", sample_data=True)
    await store.open()
    entry = await store.books.get(1)

Handlers use the names listed here; nothing of SQLAlchemy passes through them.
"""

from handlers.store.admin_books import AdminBookStore
from handlers.store.audit_log import AuditFilters, AuditLog
from handlers.store.authors import AuthorStore
from handlers.store.books import BookStore
from handlers.store.drafts import AuthorDraft, BookDraft, ReviewDraft, Revisions, UserDraft
from handlers.store.errors import (
    EndedError,
    HasBooksError,
    LastAdminError,
    LostClaimError,
    LostLeaseError,
    MissingError,
    NotYoursError,
    StaleError,
    StoreError,
    TakenError,
    TakenNamesError,
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
from handlers.store.job_queue import Claim, Effect, JobQueue, Taken
from handlers.store.job_rows import JobChange, JobDraft, Parameters, Status
from handlers.store.jobs import JobStore
from handlers.store.login_failures import LoginFailures
from handlers.store.moderation import ModerationStore
from handlers.store.passenger_rows import PassengerDraft
from handlers.store.passengers import PassengerPage, PassengerStore
from handlers.store.reports import ReportStore
from handlers.store.reviews import ReviewStore
from handlers.store.rows import Entry, Fields, Page
from handlers.store.sessions import Renewal, SessionStore
from handlers.store.shelf import CursorPage
from handlers.store.store import Store
from handlers.store.users import Account, UserFilters, UserStore

__all__ = [
    "Account",
    "AdminBookStore",
    "Answer",
    "AuditFilters",
    "AuditLog",
    "AuthorDraft",
    "AuthorStore",
    "BookDraft",
    "BookFilters",
    "BookSort",
    "BookStore",
    "Claim",
    "CursorPage",
    "Effect",
    "EndedError",
    "Entry",
    "Fields",
    "Fresh",
    "HasBooksError",
    "IdempotencyStore",
    "JobChange",
    "JobDraft",
    "JobQueue",
    "JobStore",
    "LastAdminError",
    "LoginFailures",
    "LostClaimError",
    "LostLeaseError",
    "Mismatch",
    "MissingError",
    "ModerationStore",
    "NotYoursError",
    "Page",
    "Parameters",
    "PassengerDraft",
    "PassengerPage",
    "PassengerStore",
    "Receipt",
    "Renewal",
    "Replay",
    "ReportStore",
    "ReviewDraft",
    "ReviewStore",
    "Revisions",
    "Running",
    "SessionStore",
    "StaleError",
    "Status",
    "Store",
    "StoreError",
    "Taken",
    "TakenError",
    "TakenNamesError",
    "UnavailableError",
    "UserDraft",
    "UserFilters",
    "UserStore",
    "fingerprint",
]
