"""How many items generated arrays have."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.mock.sizes import array_sizes
from tests.tiny import contract


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        (None, (1, 3)),
        ({}, (1, 3)),
        ({"minItems": 3, "maxItems": 3}, (3, 3)),
        ({"minItems": 5}, (5, 5)),
        ({"maxItems": 2}, (1, 2)),
        ({"minItems": 0, "maxItems": 0}, (0, 0)),
        ({"minItems": 10**9}, (100, 100)),
        ({"minItems": -1, "maxItems": "many"}, (0, 3)),
        ({"minItems": True}, (1, 3)),
        ("three", (1, 3)),
    ],
)
def test_a_contract_may_say_how_many(said: Any, sizes: tuple[int, int]) -> None:
    members = {} if said is None else {"x-json-schema-faker": said}
    assert array_sizes(contract({}, **members)) == sizes
