"""The garbage collector, told what stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tenon.mock.collector import Collector, collect

_OLDEST = 2


@pytest.fixture
def counted() -> Iterator[list[int]]:
    """How many schemas were compiled, as a collector that has begun hears it."""
    compiled = [0]
    collector = Collector(lambda: compiled[0])
    collector.begin()
    yield compiled
    collector.end()
    gc.unfreeze()


def held() -> int:
    """How many objects a full collection looks at."""
    return len(gc.get_objects())


def test_what_was_compiled_is_looked_at_once(counted: list[int]) -> None:
    kept = [[index] for index in range(20_000)]
    counted[0] = 1
    before = held()

    gc.collect()

    assert before >= len(kept) > held()


def test_what_is_no_schema_is_collected_as_ever(counted: list[int]) -> None:
    kept = [[index] for index in range(20_000)]

    gc.collect()

    assert held() >= len(kept)


def test_young_collections_set_nothing_aside(counted: list[int]) -> None:
    kept = [[index] for index in range(20_000)]
    counted[0] = 1

    gc.collect(1)

    assert held() >= len(kept)


def test_a_mock_that_was_replaced_goes_though_it_was_set_aside(counted: list[int]) -> None:
    class Before:
        gone = False

        def __init__(self) -> None:
            self.self = self

        def __del__(self) -> None:
            Before.gone = True

    Before()
    gc.freeze()
    gc.collect()
    assert not Before.gone

    collect()

    assert Before.gone
