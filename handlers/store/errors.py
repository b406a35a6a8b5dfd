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


class HasBooksError(StoreError):
    """The author has books, so cannot be deleted; `count` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(f"the author has {count} books")
        self.count = count


class LostClaimError(StoreError):
    """Another request took over an idempotency key whose lease had run out."""


class UnavailableError(StoreError):
    """The database cannot be opened or reached; the message says which, without a password."""
