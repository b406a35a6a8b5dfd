"""Reach: which schemas a contract's operations lead to, in which direction, and their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenon.codegen.site import Site, Sites
from tenon.contract import Contract, naming, pointer
from tenon.contract.schemas import Direction
from tenon.sdk.npm import names

Key = tuple[str, str]
"""What identifies a site: the URI of its resource, and its pointer there."""

COMPOSED = ("allOf", "anyOf", "oneOf")
_UNIONS = ("anyOf", "oneOf")
_ONE = ("items", "additionalProperties", "unevaluatedProperties")
_MAPS = ("properties", "patternProperties")
_STRUCTURE = frozenset(
    {
        "components", "schemas", "properties", "items", "paths", "schema", "content", "responses",
        "requestBody", "parameters", *COMPOSED,
    }
)  # fmt: skip
_LONGEST = 3


def key(site: Site) -> Key:
    """What identifies a site."""
    return site.uri, site.pointer


class Reach:
    """What is reached from some schemas, each in the direction in which it travels.

    Schemas that travel both ways, and differ in what they let through by direction, get a name for
    each way.
    """

    def __init__(self, contract: Contract, taken: Iterable[str]) -> None:
        self.sites = Sites(contract.document)
        self._schemas = contract.schemas
        self._targets: dict[Key, Site] = {}
        self._ways: dict[Key, set[Direction]] = defaultdict(set)
        self._from: dict[Key, set[Key]] = defaultdict(set)
        self._alike: dict[Key, set[Key]] = defaultdict(set)
        self._either: dict[Key, set[Key]] = defaultdict(set)
        self._declared: list[Key] = []
        self._taken = tuple(taken)
        self._names: dict[tuple[Key, Direction], str] = {}

    def include(self, at: str, direction: Direction) -> None:
        """Reach out from the schema at a pointer of the contract."""
        self._walk(self.sites.at(at), direction, None)

    def declare(self, at: str) -> None:
        """Note a schema that stands under a name, whether or not anything leads to it."""
        site = self.sites.at(at)
        self._declared.append(key(site))
        if not self._ways[key(site)]:
            self._enter(site, Direction.REPLY)

    def settle(self) -> None:
        """Give names to all that was reached."""
        differing = self._differing()
        found: list[tuple[Key, Direction | None, str]] = []
        for where, ways in self._ordered():
            text = _text(where)
            split = where in differing and len(ways) > 1
            found.append((where, Direction.REPLY if split else None, text))
            if split:
                found.append((where, Direction.REQUEST, f"{text} input"))
        named = names.types((text for _, _, text in found), self._taken)
        for (where, way, _), name in zip(found, named, strict=True):
            for each in (way,) if way else Direction:
                self._names[where, each] = name

    def name(self, target: Site, direction: Direction) -> str | None:
        """The name of a target; None for one that was not reached."""
        return self._names.get((key(target), direction))

    def leads_back(self, target: Site, owner: Key, *, by_unions: bool) -> bool:
        """Whether a target stands for what refers to it, by references in their own places.

        With `by_unions`, only those count that stand in an `anyOf` or `oneOf`.
        """
        edges = self._either if by_unions else self._alike
        seen, stack = {key(target)}, [key(target)]
        while stack:
            for one in edges[stack.pop()] - seen:
                seen.add(one)
                stack.append(one)
        return owner in seen

    def components(self) -> Iterator[tuple[str, Site, Direction]]:
        """Every name, what it stands for, and in which direction."""
        for where, ways in self._ordered():
            told: set[str] = set()
            for way in sorted(ways, key=lambda each: each is Direction.REQUEST):
                name = self._names[where, way]
                if name not in told:
                    told.add(name)
                    yield name, self._targets[where], way

    def _ordered(self) -> Iterator[tuple[Key, set[Direction]]]:
        """What was reached: what the contract names first, in its order."""
        return (
            (where, self._ways[where]) for where in dict.fromkeys([*self._declared, *self._ways])
        )

    def _walk(self, root: Site, direction: Direction, owner: Key | None) -> None:
        stack = [(root, True, False)]
        while stack:
            site, in_place, either = stack.pop()
            target = self.target(site)
            if target is not None:
                self._note(target, owner, in_place=in_place, either=either)
                self._enter(target, direction)
            stack.extend(
                (site[t], in_place and t[0] in COMPOSED, either or t[0] in _UNIONS)
                for t in inside(site)
            )

    def _note(self, target: Site, owner: Key | None, *, in_place: bool, either: bool) -> None:
        if owner is not None:
            self._from[key(target)].add(owner)
            if in_place:
                self._alike[owner].add(key(target))
                if either:
                    self._either[owner].add(key(target))

    def _enter(self, target: Site, direction: Direction) -> None:
        where = key(target)
        if direction not in self._ways[where]:
            self._ways[where].add(direction)
            self._targets[where] = target
            self._walk(target, direction, where)

    def target(self, site: Site) -> Site | None:
        """Where the reference of a schema leads; None where it has none, or that is not known."""
        reference = site.get("$ref")
        return self.sites.target(site, reference) if isinstance(reference, str) else None

    def followed(self, site: Site) -> Site:
        """What a schema leads to, by as many references as there are."""
        seen = set()
        while (target := self.target(site)) is not None and key(target) not in seen:
            seen.add(key(target))
            site = target
        return site

    def _differing(self) -> set[Key]:
        """What lets through other things one way than the other, itself or in what it holds."""
        stack = [where for where, site in self._targets.items() if self._hides(site)]
        found = set(stack)
        while stack:
            for owner in self._from[stack.pop()] - found:
                found.add(owner)
                stack.append(owner)
        return found

    def _hides(self, root: Site) -> bool:
        stack = [root]
        while stack:
            site = stack.pop()
            if any(self._schemas.hidden(site.value, direction) for direction in Direction):
                return True
            stack.extend(site[tokens] for tokens in inside(site))
        return False


def inside(site: Site) -> Iterator[tuple[str | int, ...]]:
    """The tokens that lead to each schema right inside one, of those that types tell of."""
    for keyword in _ONE:
        if isinstance(site.get(keyword), Mapping):
            yield (keyword,)
    for keyword in _MAPS:
        held = site.get(keyword)
        yield from ((keyword, name) for name in (held if isinstance(held, Mapping) else ()))
    for keyword in (*COMPOSED, "prefixItems"):
        listed: Any = site.get(keyword)
        yield from ((keyword, at) for at in range(len(listed) if isinstance(listed, list) else 0))


def _text(where: Key) -> str:
    """What a target is named after: its key, or the last words of the way to it."""
    uri, at = where
    tokens = [token for token in pointer.tokens(at) if token not in _STRUCTURE]
    known = [uri.rstrip("/").rpartition("/")[2].partition(".")[0], *tokens] if uri else tokens
    return " ".join(known[-_LONGEST:]) or naming.pascal("schema")
