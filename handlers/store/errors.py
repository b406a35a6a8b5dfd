"""Why the store refused. A refusal rolls its transaction back: nothing of it was written."""

from __future__ import annotations


class StoreError(Exception):
    """The store did not do what it was asked to."""


class MissingError(StoreError):
    """There is no such row."""


class StaleError(StoreError):
    """The row is not at a revision the caller named; `revision` is the one it is at."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the row is at revision {revision}")
        self.revision = revision


class TakenError(StoreError):
    """A unique value belongs to another row; `existing` is that row's id."""

    def __init__(self, existing: int) -> None:
        super().__init__(f"row {existing} has that value")
        self.existing = existing


class NotYoursError(StoreError):
    """The row is there, and only others may do this to it."""


class HasBooksError(StoreError):
    """The author has books, so cannot be deleted; `count` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(f"the author has {count} books")
        self.count = count


class TakenNamesError(StoreError):
    """Names that another user has: `fields` says which, `username` or `email`, not whose."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"taken: {', '.join(fields)}")
        self.fields = fields


class LastAdminError(StoreError):
    """Nobody would be left to administrate."""


class LostClaimError(StoreError):
    """Another request took over an idempotency key whose lease had run out."""


class EndedError(StoreError):
    """The job has ended; `status` says how."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the job has {status}")
        self.status = status


class LostLeaseError(StoreError):
    """Another worker has taken over a job whose lease had run out."""


class UnavailableError(StoreError):
    """The database cannot be opened or reached; the message says which, without a password."""
