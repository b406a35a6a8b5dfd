"""Who did what, when, to what: written in the transaction of what was done."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from handlers.store.audit_tables import audit
from handlers.store.clock import now

_ADD = audit.insert().inline()  # nobody asks for the id of a record


def record(connection: Connection, by: str, action: str, kind: str, target: str) -> None:
    """Record one act within the transaction that does it: there is never the one without the other.

    by: the subject of the caller. action: the operation, `createBook`. kind: the resource, `book`.
    target: its id as text.
    """
    act = {"at": now(), "by": by, "action": action, "kind": kind, "target": target}
    connection.execute(_ADD, act)


def record_all(
    connection: Connection, by: str, action: str, kind: str, targets: Iterable[str]
) -> None:
    """Record the same act on each target, in one statement; nothing where there are none."""
    act = {"at": now(), "by": by, "action": action, "kind": kind}
    if acts := [act | {"target": target} for target in targets]:
        connection.execute(_ADD, acts)
