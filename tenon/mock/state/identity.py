"""Ids for new items, as the schemas of their field and of their path parameter ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any
from uuid import UUID

from tenon.contract import Contract, Location, Schema
from tenon.contract.listing import plain
from tenon.contract.parts import property_schema
from tenon.contract.types import json_types, keyword
from tenon.mock.state.items import text_of
from tenon.mock.state.kinds import Kind
from tenon.mock.values import Values

_SLUGS = frozenset({"slug", "handle", "permalink"})
_TOLD_BY = ("title", "name", "label", "display_name", "subject")
_TRIES = 24


class Identity:
    """Names the items of one kind."""

    def __init__(self, kind: Kind, values: Values, seed: int) -> None:
        self._kind = kind
        self._values = values
        self._schemas = kind.contract.schemas
        self._field = self._field_schema()
        self._parameter = parameter_schema(kind)
        self._random = Random(f"{seed}:{kind.name}")  # noqa: S311
        own, sent = (self._types(schema) for schema in (self._field, self._parameter))
        self._numbered = "integer" in sent and "string" not in sent
        self._numbers = "integer" in own and bool(sent & {"integer", "number", "string"})
        self._texts = "string" in own
        self._format = next(
            (f for s in self._both() if (f := keyword(self._schemas, s.value, "format"))), ""
        )

    def next(self, highest: int, fields: Mapping[str, Any], taken: Callable[[Any], bool]) -> Any:
        """An id that is not taken; `highest` is the highest of the ids that are numbers."""
        for candidate in self._candidates(highest, fields):
            if candidate is not None and not taken(candidate) and self.fits(candidate):
                return candidate
        return self._lowest(taken) if self._numbers else str(self._uuid())

    def fits(self, candidate: Any) -> bool:
        """Whether the contract's schemas allow an id."""
        if candidate == "":
            return False
        if self._field is not None and not self._allows(self._field, candidate):
            return False
        return self._parameter is None or self._allows(self._parameter, self._sent(candidate))

    def _sent(self, candidate: Any) -> Any:
        """An id as the path parameter reads it, which may be a number where the field is text."""
        if isinstance(candidate, str) and self._numbered and candidate.isdecimal():
            return int(candidate)
        return candidate if isinstance(candidate, str) or self._numbered else text_of(candidate)

    def _candidates(self, highest: int, fields: Mapping[str, Any]) -> Iterator[Any]:
        if self._numbers:
            yield from (highest + 1, highest + 2, highest + 10, highest + 100)
        if self._format in ("uuid", "guid"):
            yield from (str(self._uuid()) for _ in range(_TRIES))
        if self._texts and self._kind.id_field and plain(self._kind.id_field) in _SLUGS:
            yield from self._slugs(fields)
        schema = self._field or self._parameter
        if schema is not None:
            for number in range(_TRIES):
                key = f"{self._kind.name}/id/{highest + number}/{self._random.getrandbits(32)}"
                yield self._values.made(
                    schema, key, direction=None, name=self._kind.id_field or "id", varied=True
                ).value
        if self._texts:
            yield from (str(highest + 1), str(highest + 10))

    def _lowest(self, taken: Callable[[Any], bool]) -> int:
        """A whole number that is not taken, where those after the highest are not allowed."""
        return next((n for n in range(10_000) if not taken(n) and self.fits(n)), 0)

    def _slugs(self, fields: Mapping[str, Any]) -> Iterator[str]:
        told = next((fields[n] for n in fields if plain(n) in _TOLD_BY), self._kind.name)
        text = unicodedata.normalize("NFKD", str(told)).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "item"
        yield slug
        yield from (f"{slug}-{number}" for number in range(2, _TRIES))

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _types(self, schema: Schema | None) -> frozenset[str]:
        other = self._field or self._parameter
        known = schema or other
        return json_types(self._schemas, known.value if known is not None else True)

    def _both(self) -> list[Schema]:
        return [schema for schema in (self._field, self._parameter) if schema is not None]

    def _allows(self, schema: Schema, candidate: Any) -> bool:
        fitted = self._values.fitted(schema, candidate, "", direction=None)
        return (
            not fitted.fault
            and type(fitted.value) is type(candidate)
            and (fitted.value == candidate)
        )

    def _field_schema(self) -> Schema | None:
        if self._kind.schema is None or self._kind.id_field is None:
            return None
        return property_schema(self._kind.contract.document, self._kind.schema, self._kind.id_field)


def parameter_schema(kind: Kind) -> Schema | None:
    """The schema of the path parameter that names an item."""
    resource, contract = kind.resource, kind.contract
    for name in (resource.read, resource.replace, resource.change, resource.delete):
        if name is not None:
            for parameter in contract.operation(name).located(Location.PATH):
                if parameter.name == resource.id_parameter:
                    return parameter.schema
    return None


def parameter_examples(contract: Contract, kind: Kind) -> list[Any]:
    """The ids that the contract gives as examples of the path parameter."""
    found: list[Any] = []
    resource = kind.resource
    for name in (resource.read, resource.replace, resource.change, resource.delete):
        if name is None:
            continue
        for parameter in contract.operation(name).located(Location.PATH):
            if parameter.name == resource.id_parameter:
                found += parameter.examples.values()
                value = parameter.schema.value if parameter.schema else True
                found += _of_schema(contract, value)
    return [one for one in found if isinstance(one, (str, int)) and not isinstance(one, bool)]


def _of_schema(contract: Contract, value: Any) -> list[Any]:
    examples = keyword(contract.schemas, value, "examples")
    one = keyword(contract.schemas, value, "example")
    return [*(examples if isinstance(examples, list) else ()), *([one] if one is not None else [])]
