"""What can be read of a bundle in which something is wrong that nobody foresaw."""

from __future__ import annotations

from typing import Any

from tenon.contract import Contract
from tenon.document.grammar import METHODS
from tenon.document.places import Places
from tenon.document.subject import Operation, Subject
from tenon.document.wording import shown
from tenon.finding import Finding, Severity

_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def readable(document: dict[str, Any], places: Places) -> tuple[Contract, list[Finding]]:
    """The contract of a bundle, without the operations that cannot be read; and these."""
    try:
        return Contract.from_bundle(document, places), []
    except _UNREADABLE:
        lost = [o for o in Subject(document).operations if not _is_readable(document, o)]
    for operation in lost:
        del operation.item[operation.method]
    return Contract.from_bundle(document, places), [_left_out(o, places) for o in lost]


def _is_readable(document: dict[str, Any], operation: Operation) -> bool:
    kept = {k: v for k, v in operation.item.items() if k not in METHODS or k == operation.method}
    try:
        Contract.from_bundle({**document, "paths": {operation.path: kept}})
    except _UNREADABLE:
        return False
    return True


def _left_out(operation: Operation, places: Places) -> Finding:
    message = f"{operation.method.upper()} {shown(operation.path)} cannot be read, and is left out"
    return Finding(places[operation.pointer], "left-out", message, "", Severity.WARNING)
