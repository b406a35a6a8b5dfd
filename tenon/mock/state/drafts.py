"""What callers send, as fields of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract, Media
from tenon.contract.parts import property_schema
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types, keyword, properties
from tenon.mock.state.kinds import Kind
from tenon.mock.state.layout import Layout, defaulted

Fields = dict[str, Any]


class Draft:
    """What callers send in one media type, as fields of a kind."""

    def __init__(self, kind: Kind, media: Media | None, envelope: str | None) -> None:
        schema = media.schema if media is not None else None
        self._envelope = None
        if schema is not None and envelope is not None:
            inner = property_schema(kind.contract.document, schema, envelope)
            self._envelope, schema = (envelope, inner) if inner is not None else (None, schema)
        self._kind = kind
        self._schema = schema
        self.layout = Layout(kind, schema, hidden=Direction.REQUEST)
        self.names = self.layout.names
        # Where no object within has defaults of its own, they are the same for every body.
        named = properties(kind.contract.schemas, schema.value) if schema is not None else {}
        self._named = named
        self.judged = frozenset(named)  # the members that the body's own schema has judged
        self._defaults = defaulted(kind, schema.value, {}) if schema is not None else {}
        types = {name: json_types(kind.contract.schemas, one) for name, one in named.items()}
        self._integers = {name for name, one in types.items() if "number" not in one}
        self._deep = any("object" in one for one in types.values())

    def fields(self, body: Any, *, whole: bool) -> Fields:
        """The fields that a body gives; of a `whole` one also the declared defaults."""
        if self._envelope is not None and isinstance(body, Mapping):
            body = body.get(self._envelope)
        if not isinstance(body, Mapping):
            return {}
        if any(type(value) in _MAY_HOLD for value in body.values()):
            body = self._whole_numbers(body)
        if whole and self._schema is not None:
            if self._deep:
                body = defaulted(self._kind, self._schema.value, body)
            else:
                body = {**self._defaults, **body}
        return {
            name: value
            for name, value in self.layout.fields(body).items()
            if isinstance(value, (str, int, float, bool, list, dict)) or value is None
        }

    def _whole_numbers(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The same, in which numbers that must be whole are written so: 7.0 is 7."""
        return {
            name: self._whole(name, value) if type(value) in _MAY_HOLD else value
            for name, value in body.items()
        }

    def _whole(self, name: str, value: Any) -> Any:
        if type(value) is float:
            return int(value) if name in self._integers and value.is_integer() else value
        schema = self._named.get(name)
        return value if schema is None else whole_numbers(self._kind.contract, schema, value)


def whole_numbers(contract: Contract, schema: Any, value: Any, depth: int = 0) -> Any:
    """A value in which numbers that a schema wants whole are whole numbers (JSON Schema 2020-12
    core, section 4.2.3: 7.0 is an integer).
    """
    if type(value) is float:
        types = json_types(contract.schemas, schema)
        whole = "number" not in types and "integer" in types and value.is_integer()
        return int(value) if whole else value
    if depth > 8:
        return value
    if isinstance(value, list):
        inner = keyword(contract.schemas, schema, "items")
        return [whole_numbers(contract, inner, one, depth + 1) for one in value]
    if isinstance(value, dict):
        named = properties(contract.schemas, schema)
        return {
            name: whole_numbers(contract, named.get(name), one, depth + 1)
            for name, one in value.items()
        }
    return value


_MAY_HOLD = frozenset({float, list, dict})
