"""A schema as it is walked: references followed, members gathered, as far as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import Schema, pointer
from tenon.contract.schemas import Direction, Schemas

_NULL = {"type": "null"}


class Cut:
    """A schema of a contract, for one direction, and a way to walk it."""

    def __init__(
        self, schemas: Schemas, schema: Schema, direction: Direction | None = Direction.REPLY
    ) -> None:
        self._schemas = schemas
        self._direction = direction
        self.root: Any = schema.value
        self.name = component(schema.value)

    def target(self, schema: Mapping[str, Any]) -> Any:
        """What the `$ref` of a schema leads to; None when it has none, or none known."""
        found = self._schemas.referred(schema) if "$ref" in schema else True
        return None if found is True else found

    def travels(self, schema: Any) -> bool:
        """Whether a property of this schema is sent: what is write-only is in no reply."""
        seen = set()
        while isinstance(schema, Mapping) and id(schema) not in seen:
            if self._direction is not None and schema.get(self._direction.value) is True:
                return False
            seen.add(id(schema))
            schema = self.target(schema)
        return True

    def parts(self, schema: Any, seen: set[int] | None = None) -> Iterator[Mapping[str, Any]]:
        """A schema and those it is composed of, of `oneOf` and `anyOf` the first but null.

        All of them may hold of one value together. Each is given once.
        """
        seen = set() if seen is None else seen
        if not isinstance(schema, Mapping) or id(schema) in seen:
            return
        seen.add(id(schema))
        yield schema
        for member in (self.target(schema), *(schema.get("allOf") or ()), *choices(schema)):
            yield from self.parts(member, seen)

    def keyword(self, schema: Any, name: str) -> Any:
        """The value of a keyword in a schema or what it is composed of; None when absent."""
        return next((part[name] for part in self.parts(schema) if name in part), None)

    def properties(self, schema: Any) -> dict[str, Any]:
        """The properties that a schema names, by itself and by what it is composed of.

        Those that do not travel are `False`, which no value is valid by.
        """
        found: dict[str, Any] = {}
        for part in self.parts(schema):
            for name, inner in (part.get("properties") or {}).items():
                if not self.travels(inner):
                    found[name] = False
                found.setdefault(name, inner)
        return found


def choices(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The branch of each choice of a schema that a mock takes: the first that is not null."""
    for key in ("oneOf", "anyOf"):
        branches = [branch for branch in schema.get(key) or () if branch != _NULL]
        yield from branches[:1]


def component(schema: Any) -> str:
    """The name of the component that a schema refers to; empty when it refers to none."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    local = pointer.from_reference(reference) if isinstance(reference, str) else None
    return pointer.tokens(local)[-1] if local else ""
