"""Cursors: opaque texts that stand for a place in a list."""

from __future__ import annotations

from typing import Any

from tenon.contract import Operation, Parameter
from tenon.contract.schemas import Direction
from tenon.mock.state.sessions import State
from tenon.mock.values import Values
from tenon.runtime.judge import Judge

_MOST = 10_000  # cursors that a session remembers


class Cursors:
    """The cursors of one list, as the schema of its parameter wants them.

    A cursor says its place itself. Where the contract has a form of its own for cursors, one of
    that form is made, and its place is remembered.
    """

    def __init__(self, operation: Operation, name: str, judge: Judge, values: Values) -> None:
        self._values = values
        self._key = f"{operation.id}/{name}"
        found: Parameter | None = next((p for p in operation.parameters if p.name == name), None)
        self._schema = found.schema if found is not None else None
        self._validator = (
            judge.validator(self._schema, Direction.REQUEST) if self._schema is not None else None
        )

    def token(self, place: str, state: State) -> str:
        """The cursor of a place."""
        if self._schema is None or self._validator is None or self._validator.is_valid(place):
            return place
        key = f"{self._key}/{place}"
        made = self._values.made(self._schema, key, direction=Direction.REQUEST, varied=True)
        token = str(made.value)
        state.cursors[self._key, token] = place
        if len(state.cursors) > _MOST:
            state.cursors.popitem(last=False)
        return token

    def place(self, token: Any, state: State) -> Any:
        """The place of a cursor; the text itself where it is not known."""
        return state.cursors.get((self._key, str(token)), token)
