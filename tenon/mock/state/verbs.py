"""What a verb in a path changes where the body says nothing: `…/cancel` makes it cancelled."""

from __future__ import annotations

from typing import Any

from tenon.contract import Operation
from tenon.contract.listing import plain
from tenon.contract.types import keyword
from tenon.mock.state.kinds import Kind

_STATES = ("status", "state", "phase", "stage")
_SHORTEST = 4  # letters that a verb and a state have in common: cancel, cancelled


def meant_by(operation: Operation, kind: Kind) -> dict[str, Any]:
    """The declared state that the last word of a path leads to; nothing where none is like it."""
    word = plain(operation.path.rstrip("/").rpartition("/")[2])
    for name, schema in kind.fields.items():
        if plain(name) in _STATES:
            for value in keyword(kind.contract.schemas, schema, "enum") or ():
                if isinstance(value, str) and _alike(word, plain(value)):
                    return {name: value}
    return {}


def _alike(verb: str, state: str) -> bool:
    stem = verb[: max(_SHORTEST, len(verb) - 1)]
    return len(verb) >= _SHORTEST and state.startswith(stem)
