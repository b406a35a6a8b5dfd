"""Where values that contain themselves come to an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Protocol

from tenon.mock.values.run import Spot


@dataclass(frozen=True, slots=True)
class Way:
    """A variant of a place, one of its types, and the places that cannot be left out then."""

    variant: int
    kind: int
    needs: list[Spot]


class Place(Spot, Protocol):
    """A place whose shortest way to an end is asked for; `end` is None until it is known."""

    end: float | None

    def ways(self) -> Iterator[Way]:
        """The ways to choose from."""

    def end_by(self, end: float, way: Way) -> None:
        """Take the shortest way to an end that was found."""


def settle(start: Spot) -> None:
    """Find the shortest way to an end for a place and for all that it needs.

    A place that needs itself on each of its ways has none: its end is infinite.
    """
    graph = _graph(start)
    ends: dict[Spot, float] = dict.fromkeys(graph, inf)
    chosen = dict.fromkeys(graph, Way(0, 0, []))
    changed = True
    while changed:
        changed = False
        for place, ways in graph.items():
            for way in ways:
                end = 1 + max((_end(need, ends) for need in way.needs), default=0)
                if end < ends[place]:
                    ends[place], chosen[place], changed = end, way, True
    for place in graph:
        place.end_by(ends[place], chosen[place])


def _graph(start: Spot) -> dict[Place, list[Way]]:
    graph: dict[Place, list[Way]] = {}
    queue = [start]
    while queue:
        place: Place = queue.pop()  # type: ignore[assignment]
        if place not in graph and place.end is None:
            graph[place] = list(place.ways())
            queue.extend(need for way in graph[place] for need in way.needs)
    return graph


def _end(place: Spot, ends: dict[Spot, float]) -> float:
    return ends.get(place, getattr(place, "end", None) or 0)
