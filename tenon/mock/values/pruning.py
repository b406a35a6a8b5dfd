"""Leaving out what a validator points at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tenon.mock.values.copying import copied
from tenon.runtime.judge import Validator

_ROUNDS = 6


def pruned(validator: Validator, value: Any) -> Any:
    """A copy of a value without the members and items that are not valid, a few rounds long."""
    value = copied(value)
    for _ in range(_ROUNDS):
        errors = [(list(error.instance_path), error.kind) for error in validator.iter_errors(value)]
        if not errors:
            break
        for path, kind in errors:
            for name in _unexpected(kind) or ():
                _drop(value, [*path, name])
            if not _unexpected(kind):
                _drop(value, path)
    return value


def _unexpected(kind: Any) -> Iterable[str | int]:
    """The members that should not be there, as some keywords name them."""
    found = kind.as_dict().get("unexpected")
    return found if isinstance(found, list) else ()


def _drop(value: Any, path: Sequence[str | int]) -> None:
    for token in path[:-1]:
        try:
            value = value[token]
        except (KeyError, IndexError, TypeError):
            return
    if path and isinstance(value, (dict, list)):
        try:
            del value[path[-1]]  # type: ignore[arg-type]
        except (KeyError, IndexError, TypeError):
            return
