"""Requests that are sent again under the same `Idempotency-Key`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import to_json

from tenon.contract import Location
from tenon.contract.listing import plain
from tenon.mock.outcome import Outcome
from tenon.mock.state.sessions import State
from tenon.runtime.handler import Asked
from tenon.runtime.problem import Unprocessable

_MOST = 1_000  # keys that a session remembers


def repeated(asked: Asked, state: State, answer: Callable[[], Outcome]) -> Outcome:
    """The first answer to a request with this key and body, where the contract declares keys.

    Raises Unprocessable where the same key came with another body.
    """
    key = _key(asked)
    if key is None:
        return answer()
    place = (asked.operation.id, key)
    body = to_json(asked.values.get("body"), fallback=str, bytes_mode="base64")
    known = state.answers.get(place)
    if known is not None:
        if known[0] != body:
            raise Unprocessable("This Idempotency-Key came with another body before.")
        outcome: Outcome = known[1]
        return outcome
    made = answer()
    state.answers[place] = (body, made)
    if len(state.answers) > _MOST:
        state.answers.popitem(last=False)
    return made


def _key(asked: Asked) -> Any:
    for parameter in asked.operation.located(Location.HEADER):
        if plain(parameter.name).removeprefix("x_") == "idempotency_key":
            return asked.values.get(parameter.argument)
    return None
