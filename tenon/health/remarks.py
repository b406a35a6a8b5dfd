"""Findings by the operation within whose lines they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenon.contract import Operation, pointer
from tenon.document import Bundle
from tenon.finding import Finding, Place


class Spans:
    """From where to where each operation of a bundle is written."""

    def __init__(self, bundle: Bundle) -> None:
        found: dict[str, list[tuple[Place, Place, str]]] = {}
        for operation in bundle.contract.operations:
            start = operation.place
            if start is not None:
                end = _end(bundle, operation, start)
                found.setdefault(start.file, []).append((start, end, operation.id))
        self._spans = {file: sorted(spans) for file, spans in found.items()}

    def operation(self, place: Place) -> str | None:
        """The id of the operation that holds a place; None where none does."""
        spans = self._spans.get(place.file, [])
        at = bisect_right(spans, place, key=lambda span: span[0]) - 1
        if at < 0:
            return None
        _, end, operation = spans[at]
        return operation if place <= end else None


def divided(
    bundle: Bundle, findings: Iterable[Finding]
) -> tuple[Mapping[str, list[Finding]], list[Finding]]:
    """Findings by the id of their operation, and those of none."""
    spans, apart = Spans(bundle), []
    by_operation: dict[str, list[Finding]] = {}
    for finding in findings:
        operation = spans.operation(finding.place)
        if operation is None:
            apart.append(finding)
        else:
            by_operation.setdefault(operation, []).append(finding)
    return by_operation, apart


def _end(bundle: Bundle, operation: Operation, start: Place) -> Place:
    """Where the last node of an operation begins, in the file in which the operation does."""
    at, end = operation.pointer, start
    value = pointer.resolve(bundle.document, at)
    while True:
        places = [
            (place, below, child)
            for below, child in _children(at, value)
            if (place := bundle.places[below]).file == start.file
        ]
        if not places:
            return end
        last, at, value = max(places, key=lambda found: found[0])
        end = max(end, last)


def _children(at: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((pointer.join(at, key), child) for key, child in value.items())
    elif isinstance(value, list):
        yield from ((pointer.join(at, index), child) for index, child in enumerate(value))
