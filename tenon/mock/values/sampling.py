"""Texts that match a pattern, of a length between bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from tenon.mock.values.pattern import (
    UNBOUNDED,
    Back,
    Chars,
    Choice,
    Edge,
    Group,
    Node,
    Repeat,
    Sequence,
    parsed,
)

_USUAL_MORE = 7  # how often an unbounded repeat is repeated beyond what it must
_LONGEST = 100_000


def sample(pattern: str, random: Random, least: int = 0, most: int | None = None) -> str:
    """A text that matches a pattern; of the lengths asked for where the pattern allows it.

    Raises ValueError when the pattern cannot be read.
    """
    node = parsed(pattern)
    low, high = lengths(node)
    before, after = _open(node)
    longest = min(high, most if most is not None else UNBOUNDED)
    target = max(low, least)
    if longest > target:
        usual = min(longest, max(target, low + _USUAL_MORE))
        target += int(random.random() * (usual - target + 1))
    text = _Sampling(random).text(node, min(target, _LONGEST))
    missing = least - len(text)
    if missing > 0 and (before or after):
        padding = "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(missing))
        return text + padding if after else padding + text
    return text


@lru_cache(maxsize=4096)
def lengths(node: Node) -> tuple[int, int]:
    """The shortest and the longest text that something matches."""
    match node:
        case Chars():
            return 1, 1
        case Sequence(items=items):
            each = [lengths(item) for item in items]
            return sum(low for low, _ in each), min(UNBOUNDED, sum(high for _, high in each))
        case Choice(options=options):
            each = [lengths(option) for option in options]
            return min(low for low, _ in each), max(high for _, high in each)
        case Repeat(item=item, least=least, most=most):
            low, high = lengths(item)
            return min(UNBOUNDED, low * least), min(UNBOUNDED, high * most)
        case Group(item=item):
            return lengths(item)
        case Back():
            return 0, 0
        case _:
            return 0, 0


def _open(node: Node) -> tuple[bool, bool]:
    """Whether a text may have more before and after what it matches."""
    if isinstance(node, Choice):
        each = [_open(option) for option in node.options]
        return all(before for before, _ in each), all(after for _, after in each)
    items = node.items if isinstance(node, Sequence) else (node,)
    starts = bool(items) and isinstance(items[0], Edge) and items[0].start
    ends = bool(items) and isinstance(items[-1], Edge) and not items[-1].start
    return not starts, not ends


@dataclass(slots=True)
class _Sampling:
    """One text in the making, and what its groups have matched."""

    random: Random
    groups: dict[int | str, str] = field(default_factory=dict)

    def text(self, node: Node, length: int) -> str:
        """A text for a node, as near to a length as can be."""
        match node:
            case Chars(members=members):
                return members[int(self.random.random() * len(members))]
            case Sequence(items=items):
                return self._all(items, length)
            case Choice(options=options):
                return self.text(self._option(options, length), length)
            case Repeat():
                return self._repeated(node, length)
            case Group(item=item, number=number, name=name):
                found = self.text(item, length)
                self.groups[number] = self.groups[name] = found
                return found
            case Back(to=to):
                return self.groups.get(to, "")
            case _:
                return ""

    def _option(self, options: tuple[Node, ...], length: int) -> Node:
        fitting = [
            option for option in options if lengths(option)[0] <= length <= lengths(option)[1]
        ]
        if fitting:
            return fitting[int(self.random.random() * len(fitting))]
        return min(options, key=lambda option: _off(option, length))

    def _all(self, items: tuple[Node, ...], length: int) -> str:
        bounds = [lengths(item) for item in items]
        return "".join(
            self.text(item, share)
            for item, share in zip(items, self._shares(bounds, length), strict=True)
        )

    def _shares(self, bounds: list[tuple[int, int]], length: int) -> list[int]:
        """Lengths that add up to one: each has what it must, the rest goes to who can take it."""
        shares = [low for low, _ in bounds]
        spare = length - sum(shares)
        elastic = [at for at, (low, high) in enumerate(bounds) if high > low]
        while spare > 0 and elastic:
            at = elastic[int(self.random.random() * len(elastic))]
            room = bounds[at][1] - shares[at]
            if room <= 0:
                elastic.remove(at)
                continue
            more = spare if len(elastic) == 1 else 1 + int(self.random.random() * spare)
            shares[at] += min(room, more)
            spare -= min(room, more)
        return shares

    def _repeated(self, node: Repeat, length: int) -> str:
        low, high = lengths(node.item)
        if high == 0:
            return self.text(node.item, 0) * min(node.least, 1)
        fewest = max(node.least, -(-length // high))
        most = min(node.most, length // low if low else max(node.least, length))
        count = max(node.least, min(node.most, fewest))
        if most > count:
            count += int(self.random.random() * (most - count + 1))
        count = min(count, _LONGEST)
        if low == high == 1:
            return "".join(self.text(node.item, 1) for _ in range(count))
        shares = self._shares([(low, high)] * count, length)
        return "".join(self.text(node.item, share) for share in shares)


def _off(node: Node, length: int) -> int:
    low, high = lengths(node)
    return low - length if length < low else length - high
