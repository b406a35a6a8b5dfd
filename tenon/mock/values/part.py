"""A schema where it stands: its value, its address, and what its references lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from tenon.contract import pointer
from tenon.contract.schemas import Direction, Schemas, children

Value = Mapping[Any, Any] | bool
_NEVER = "~never"


@dataclass(frozen=True, slots=True)
class Part:
    """One schema that a value has to satisfy.

    `at` is its JSON Pointer in the document, or another unique text when it does not stand
    there: because it is `derived` from one that does, or inside a resource with an `$id`.
    `base` is the URI of that resource, and `scope` are the URIs of the resources on the way to
    it, the outermost first (JSON Schema core, section 7.1).
    """

    value: Value = field(compare=False, repr=False)
    at: str
    base: str = field(default="", compare=False)
    scope: tuple[str, ...] = ("",)
    derived: bool = field(default=False, compare=False)

    def derive(self, label: str, value: Value) -> Part:
        """A schema that does not stand in the document, but follows from this one."""
        return Part(value, f"{self.at}!{label}", self.base, self.scope, derived=True)


@dataclass(frozen=True, slots=True)
class _Landing:
    """Where a reference leads to; the base is that of its own `$id`, if it has one."""

    value: Value
    at: str
    base: str

    def part(self, scope: tuple[str, ...]) -> Part:
        """The schema, come to on some way."""
        scope = scope if self.base in scope else (*scope, self.base)
        return Part(self.value, self.at, self.base, scope)


class Document:
    """The schemas of a contract as they hold in one direction."""

    def __init__(self, schemas: Schemas, direction: Direction | None) -> None:
        self._schemas = schemas
        self._direction = direction
        self._landed: dict[tuple[str, str], _Landing | None] = {}
        self._travelling: dict[tuple[int, frozenset[str]], tuple[Any, Mapping[Any, Any]]] = {}

    def start(self, value: Value, at: str) -> Part:
        """A schema of the contract that judges whole values."""
        return _entered(value, at, "", ("",))

    def child(self, part: Part, *tokens: str | int) -> Part:
        """A schema inside another one."""
        value: Any = part.value
        for token in tokens:
            value = value[token]
        # What does not travel is forbidden in one place and allowed in another.
        at = _NEVER if value is False else pointer.join(part.at, *tokens)
        return _entered(value, at, part.base, part.scope, part.derived)

    def hidden(self, part: Part) -> frozenset[str]:
        """The properties that do not travel, as a schema says."""
        return self._schemas.hidden(part.value, self._direction)

    def travelling(self, part: Part, hidden: frozenset[str]) -> Mapping[Any, Any]:
        """A schema whose hidden properties may not be there, and need not be."""
        schema: Any = part.value
        if not hidden:
            return schema  # type: ignore[no-any-return]
        key = (id(schema), hidden)
        if key not in self._travelling:
            self._travelling[key] = (schema, _without(schema, hidden))
        return self._travelling[key][1]

    def referred(self, part: Part, reference: str) -> Part | None:
        """What a `$ref` of a schema leads to; None when that is not in this document."""
        key = (part.base, reference)
        if key not in self._landed:
            self._landed[key] = self._land(*_split(part.base, reference))
        found = self._landed[key]
        return found.part(part.scope) if found else None

    def dynamic(self, part: Part, reference: str) -> Part | None:
        """What a `$dynamicRef` leads to (JSON Schema core, section 8.2.3.2)."""
        target = self.referred(part, reference)
        name = urldefrag(reference).fragment
        if target is None or not isinstance(target.value, Mapping):
            return target
        if target.value.get("$dynamicAnchor") != name:
            return target
        for uri in part.scope:
            if found := self._dynamic.get((uri, name)):
                return found.part(part.scope)
        return target

    def _land(self, uri: str, fragment: str) -> _Landing | None:
        if fragment and not fragment.startswith("/"):
            return self._anchors.get((uri, fragment))
        if not uri:
            try:
                target = self._schemas.target(f"#{fragment}", "")
            except KeyError:
                return None
            if target is None:
                return None
            entered = _entered(target[1], target[0], "", ())
            return _Landing(entered.value, entered.at, entered.base)
        resource = self._schemas.resources.get(uri)
        if resource is None:
            return None
        return _walk(_Landing(resource, f"{uri}#", uri), pointer.tokens(fragment))

    @cached_property
    def _anchors(self) -> dict[tuple[str, str], _Landing]:
        local = self._schemas.anchors.items()
        found = {("", name): _Landing(value, at, "") for name, (at, value) in local}
        return {**found, **self._dynamic, **_named(self._inside, "$anchor")}

    @cached_property
    def _dynamic(self) -> dict[tuple[str, str], _Landing]:
        return _named(self._inside, "$dynamicAnchor")

    @cached_property
    def _inside(self) -> list[_Landing]:
        """The schemas inside resources with an `$id`."""
        resources = self._schemas.resources.items()
        return [one for uri, value in resources for one in _every(value, f"{uri}#", uri)]


def _entered(value: Any, at: str, base: str, scope: tuple[str, ...], derived: bool = False) -> Part:
    if not isinstance(value, (Mapping, bool)):
        value = True  # no schema at all: it says nothing
    elif isinstance(value, Mapping) and isinstance(value.get("$id"), str):
        base = urljoin(base, value["$id"]).rstrip("#")
    if base not in scope:
        scope = (*scope, base)
    return Part(value, at, base, scope, derived)


def _split(base: str, reference: str) -> tuple[str, str]:
    if reference.startswith("#"):
        return base, unquote(reference[1:])  # urljoin leaves a `urn:` base behind
    uri, fragment = urldefrag(urljoin(base, reference))
    return uri, unquote(fragment)


def _walk(start: _Landing, tokens: list[str]) -> _Landing | None:
    value: Any = start.value
    at, base = start.at, start.base
    for token in tokens:
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        at = pointer.join(at, token)
        if isinstance(value, Mapping) and isinstance(value.get("$id"), str):
            base = urljoin(base, value["$id"]).rstrip("#")
    return _Landing(value, at, base)


def _every(value: Any, at: str, base: str) -> Iterator[_Landing]:
    """The schemas inside one, without those of other resources."""
    if not isinstance(value, Mapping):
        return
    yield _Landing(value, at, base)
    for tokens, child in children(value):
        if not (isinstance(child, Mapping) and isinstance(child.get("$id"), str)):
            yield from _every(child, pointer.join(at, *tokens), base)


def _named(every: list[_Landing], keyword: str) -> dict[tuple[str, str], _Landing]:
    return {
        (one.base, one.value[keyword]): one
        for one in every
        if isinstance(one.value, Mapping) and isinstance(one.value.get(keyword), str)
    }


def _without(schema: Mapping[Any, Any], hidden: frozenset[str]) -> Mapping[Any, Any]:
    changed = dict(schema)
    if isinstance(schema.get("properties"), Mapping):
        properties = schema["properties"].items()
        changed["properties"] = {n: False if n in hidden else one for n, one in properties}
    if isinstance(schema.get("required"), list):
        changed["required"] = [name for name in schema["required"] if name not in hidden]
    if isinstance(schema.get("dependentRequired"), Mapping):
        changed["dependentRequired"] = {
            name: [other for other in others if other not in hidden]
            for name, others in schema["dependentRequired"].items()
        }
    return changed
