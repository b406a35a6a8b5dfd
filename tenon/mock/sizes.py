"""How many items an array gets whose schema does not say, as other mocks let a contract say it."""

from __future__ import annotations

from typing import Any

from tenon.contract import Contract

_USUAL = (1, 3)
_MOST = 100


def array_sizes(contract: Contract) -> tuple[int, int]:
    """The least and the greatest number of items of generated arrays.

    `x-json-schema-faker` at the root of a document, which Prism heeds too, may say them as
    `minItems` and `maxItems`; what it says that is no number of items is not heeded.
    """
    said = contract.extensions.get("x-json-schema-faker")
    if not isinstance(said, dict):
        return _USUAL
    least = _number(said.get("minItems"), _USUAL[0])
    return least, max(least, _number(said.get("maxItems"), _USUAL[1]))


def _number(said: Any, otherwise: int) -> int:
    number = isinstance(said, int) and not isinstance(said, bool)
    return min(max(said, 0), _MOST) if number else otherwise
