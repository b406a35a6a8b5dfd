"""Whether all values of one schema are values of another, by proof.

jsonschema-rs decides it on a canonical form. It is asked where schemas are composed otherwise than
they were; its proofs are sound, and what it cannot tell is said to be undecided. What it is given
comes from contracts, so it is bounded in size, and all of it together in time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tenon.contract.operation import Schema
from tenon.contract.schemas import IN_KEYWORD, IN_LIST, IN_MAP, Direction
from tenon.diff.side import Side

LARGEST = 60_000  # characters of one schema with all that it refers to
LONGEST_S = 2.0  # for all questions of a comparison, beyond the one that is being answered
_IN_PLACE = ("allOf", "anyOf", "oneOf")
_OPENED = ("additionalProperties", "unevaluatedProperties", "patternProperties", "propertyNames")


# Values that tell many schemas apart.
_WITNESSES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1_000_000, "", "a", "0", [], [0], [""], {},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Form:
    """A schema that stands by itself, and its canonical form."""

    cut: dict[str, Any]
    canonical: Any


class Inclusion:
    """Answers whether schemas of two contracts cover each other, each question once."""

    def __init__(self) -> None:
        self._forms: dict[Any, _Form | None] = {}
        self._spent_s = self._started = 0.0

    def covers(
        self,
        outer: tuple[Side, Sequence[Schema]],
        inner: tuple[Side, Sequence[Schema]],
        direction: Direction | None,
        *,
        closed: bool = True,
    ) -> bool | None:
        """Whether `outer` lets all values of `inner` through; None when that is not told.

        With `closed`, objects of `inner` hold only properties that it names: that a schema lets
        objects say more is no promise that somebody says it.
        """
        with self._timed():
            return self._covers(
                self._form(*outer, direction, closed=False),
                self._form(*inner, direction, closed=closed),
            )

    @contextmanager
    def _timed(self) -> Iterator[None]:
        self._started = time.monotonic()
        try:
            yield
        finally:
            self._spent_s += time.monotonic() - self._started

    @property
    def _late(self) -> bool:
        return self._spent_s + time.monotonic() - self._started > LONGEST_S

    def _covers(self, outer: _Form | None, inner: _Form | None) -> bool | None:
        from jsonschema_rs import canonical

        if outer is None or inner is None or self._late:
            return None
        try:
            answer = outer.canonical.covers(inner.canonical)
        except (canonical.CanonicalizationError, ValueError):
            return None
        known = {canonical.Containment.YES: True, canonical.Containment.NO: False}
        return known.get(answer, False if _refuted(outer, inner) else None)

    def _form(
        self, side: Side, schemas: Sequence[Schema], direction: Direction | None, *, closed: bool
    ) -> _Form | None:
        key = (id(side), tuple(map(_identity, schemas)), direction, closed)
        if key not in self._forms:
            if self._late:
                return None
            self._forms[key] = _form(side, schemas, direction, closed=closed)
        return self._forms[key]


def _identity(schema: Schema) -> tuple[str, str]:
    keys = schema.value if isinstance(schema.value, Mapping) else ()
    return schema.pointer, ",".join(keys)


def _form(
    side: Side, schemas: Sequence[Schema], direction: Direction | None, *, closed: bool
) -> _Form | None:
    """The forms of some schemas that hold together; None when there is no canonical one."""
    import jsonschema_rs

    whole = schemas[0] if len(schemas) == 1 else Schema("", {"allOf": [s.value for s in schemas]})
    try:
        cut = side.schemas.standalone(whole, direction)
        if closed:
            cut = _closed(cut)
        if len(json.dumps(cut)) > LARGEST:
            return None
        canonical = jsonschema_rs.canonicalize(cut, validate_formats=True, offline=True)
        return _Form(cut, canonical)
    except (KeyError, ValueError, jsonschema_rs.canonical.CanonicalizationError):
        return None


def _refuted(outer: _Form, inner: _Form) -> bool:
    """Whether there is a value that the inner schema lets through and the outer does not."""
    import jsonschema_rs

    try:
        passes, refuses = (
            jsonschema_rs.Draft202012Validator(form.cut, validate_formats=True, offline=True)
            for form in (inner, outer)
        )
    except ValueError:
        return False
    return any(passes.is_valid(v) and not refuses.is_valid(v) for v in _said(inner.cut))


def _said(cut: Mapping[str, Any]) -> Iterator[Any]:
    """Values to try: those that a schema names as examples, and some that come to mind."""
    for key in ("enum", "examples"):
        yield from cut[key] if isinstance(cut.get(key), list) else ()
    yield from (cut[key] for key in ("const", "default", "example") if key in cut)
    yield from _WITNESSES


def _closed(cut: dict[str, Any]) -> dict[str, Any]:
    """A schema whose objects hold only the properties that it names."""
    closed: dict[str, Any] = _Closing(cut).close(cut, top=True)
    return closed


class _Closing:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._definitions = root.get("$defs") or {}

    def close(self, value: Any, *, top: bool) -> Any:
        """A copy; `top` where it is all that is said of a value, and so may be closed."""
        if not isinstance(value, Mapping):
            return value
        copy = dict(value)
        for key, child in value.items():
            if key in ("if", "not"):  # less would match, and so more be let through
                continue
            stays = key in (*_IN_PLACE, "$defs", "dependentSchemas", "then", "else")
            if key in IN_KEYWORD:
                copy[key] = self.close(child, top=not stays)
            elif key in IN_LIST and isinstance(child, list):
                copy[key] = [self.close(item, top=not stays) for item in child]
            elif key in IN_MAP and isinstance(child, Mapping):
                copy[key] = {n: self.close(item, top=not stays) for n, item in child.items()}
        if top and "propertyNames" not in value:
            names = self._names(value, set())
            if names:
                copy["propertyNames"] = {"enum": sorted(names)}
        return copy

    def _names(self, value: Any, seen: set[int]) -> set[str] | None:
        """The properties that are named for one value; None where any other may come."""
        if not isinstance(value, Mapping) or id(value) in seen:
            return set()
        seen.add(id(value))
        if any(isinstance(value.get(key), Mapping) for key in _OPENED):
            return None
        names = set(value.get("properties") or {})
        for member in self._members(value):
            found = self._names(member, seen)
            if found is None:
                return None
            names |= found
        return names

    def _members(self, value: Mapping[str, Any]) -> Iterator[Any]:
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/$defs/"):
            yield self._definition(reference)
        for key in _IN_PLACE:
            yield from value.get(key) or ()
        yield from (value[key] for key in ("then", "else", "if") if key in value)

    def _definition(self, reference: str) -> Any:
        from tenon.contract import pointer

        found = pointer.from_reference(reference) or ""
        return self._definitions.get(pointer.tokens(found)[-1], {})
