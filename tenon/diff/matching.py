"""Which operations of two contracts are the same operation."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from tenon.contract import Contract, Operation

_PARAMETER = re.compile(r"\{[^{}]*\}")


class Match(NamedTuple):
    """An operation on both sides; `moved` when it is called in another way."""

    base: Operation
    head: Operation
    moved: bool = False


class Matching(NamedTuple):
    """Operations that belong together, and those that are on one side only."""

    both: list[Match]
    removed: list[Operation]
    added: list[Operation]


def match(base: Contract, head: Contract) -> Matching:
    """Operations matched by method and path, then by where they are called, then by id.

    The name of a path parameter does not count, for it does not travel. Where servers moved a
    part of their URL into the paths, or out of them, the whole is what is called.
    """
    result = Matching([], list(base.operations), list(head.operations))
    _take(result, _by_path, _by_path)
    _take(result, _by_address(base), _by_address(head))
    named = {o.pointer for o in (*base.operations, *head.operations) if _is_named(base, head, o)}
    by_id = _Id(named)
    _take(result, by_id, by_id, moved=True)
    order = {id(operation): index for index, operation in enumerate(head.operations)}
    result.both.sort(key=lambda found: order[id(found.head)])
    return result


_Key = Callable[[Operation], Hashable]


def _take(result: Matching, base: _Key, head: _Key, *, moved: bool = False) -> None:
    """Moves those with one key to those that belong together."""
    there = {key: o for o in result.added if (key := head(o)) is not None}
    for operation in list(result.removed):
        key = base(operation)
        other = there.pop(key, None) if key is not None else None
        if other is not None:
            result.removed.remove(operation)
            result.added.remove(other)
            result.both.append(Match(operation, other, moved))


def _by_path(operation: Operation) -> Hashable:
    return operation.method, _PARAMETER.sub("{}", operation.path)


def _by_address(contract: Contract) -> _Key:
    prefixes: Iterable[str] = contract.base_paths
    prefix = next(iter(prefixes), "")
    return lambda operation: (operation.method, _PARAMETER.sub("{}", prefix + operation.path))


class _Id:
    """The id of an operation that has one written down."""

    def __init__(self, named: set[str]) -> None:
        self._named = named

    def __call__(self, operation: Operation) -> Hashable:
        return operation.id if operation.pointer in self._named else None


def _is_named(base: Contract, head: Contract, operation: Operation) -> bool:
    from tenon.contract import pointer

    for contract in (base, head):
        try:
            found = pointer.resolve(contract.document, operation.pointer)
        except KeyError:
            continue
        if found.get("operationId") == operation.id:
            return True
    return False
