"""How the members of a body stand for the fields of a kind, told flat or nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import Schema
from tenon.contract.listing import by_plain, plain
from tenon.contract.parts import component, property_schema
from tenon.contract.schemas import Direction
from tenon.contract.types import keyword, properties
from tenon.mock.state.kinds import Kind

Path = tuple[str, ...]


class Layout:
    """One schema's members, each with the field that it stands for.

    A member stands for the field of its name. Inside an object that is no field, `author: {name}`
    stands for `author_name`, or for `name`; else for the only field of the same component.
    """

    def __init__(self, kind: Kind, schema: Schema | None, hidden: Direction | None = None) -> None:
        """The layout of `schema`; what does not travel in the direction `hidden` is left out."""
        self._kind = kind
        self._schema = schema
        schemas = kind.contract.schemas
        named = properties(schemas, schema.value) if schema is not None else {}
        self._named = {
            name: value
            for name, value in named.items()
            if hidden is None or keyword(schemas, value, hidden.value) is not True
        }
        self.pairs: dict[Path, str] = dict(self._paired())
        self._flat = {path[0]: name for path, name in self.pairs.items() if len(path) == 1}
        self._deep = {path: name for path, name in self.pairs.items() if len(path) == 2}
        self.plain = not self._deep and all(a == b for a, b in self._flat.items())
        self.names = frozenset(self.pairs.values())

    def fields(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that a body gives."""
        if self.plain:
            return dict(value)
        found: dict[str, Any] = {}
        for name, member in value.items():
            if (field := self._flat.get(name)) is not None or not isinstance(member, Mapping):
                found[field or name] = member
                continue
            for inner, one in member.items():
                found[self._deep.get((name, inner), f"{name}_{inner}")] = one
        return found

    def members(self, fields: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
        """What a reply shows of an item: what it names, and what nothing in the contract names."""
        shown: dict[str, Any] = {}
        for name, field in self._flat.items():
            if field in fields:
                shown[name] = fields[field]
        for (name, inner), field in self._deep.items():
            if field in fields:
                shown.setdefault(name, {})[inner] = fields[field]
        shown |= {name: value for name, value in fields.items() if name not in known}
        return shown

    def _paired(self) -> Iterator[tuple[Path, str]]:
        known = by_plain(self._kind.fields)
        schemas = self._kind.contract.schemas
        for name, schema in self._named.items():
            if name in self._kind.fields:
                yield (name,), name
            elif (alike := known.get(plain(name))) is not None:
                yield (name,), alike
            elif inner := properties(schemas, schema):
                for one in inner:
                    yield (name, one), self._field(name, one, known)
            else:
                yield (name,), name

    def _field(self, name: str, inner: str, known: Mapping[str, str]) -> str:
        """The field that a member of an object stands for."""
        both = f"{plain(name)}_{plain(inner)}"
        if both in known:
            return known[both]
        own = known.get(plain(inner))
        if own is not None and own != self._kind.id_field and inner not in ("name", "href"):
            return own
        return self._alike(name, inner) or both

    def _alike(self, name: str, inner: str) -> str | None:
        """The only field whose schema is the same component."""
        document = self._kind.contract.document
        if self._schema is None or self._kind.schema is None:
            return None
        outer = property_schema(document, self._schema, name)
        within = property_schema(document, outer, inner) if outer is not None else None
        if within is None or (target := component(document, within)) == within.pointer:
            return None
        found = [
            field
            for field in self._kind.fields
            if component(document, property_schema(document, self._kind.schema, field)) == target
        ]
        return found[0] if len(found) == 1 and found[0] != self._kind.id_field else None


def defaulted(kind: Kind, schema: Any, value: Any, depth: int = 0) -> Any:
    """A value with the declared defaults of the members that it leaves out."""
    if not isinstance(value, Mapping) or depth > 8:
        return value
    named = properties(kind.contract.schemas, schema)
    filled = {
        name: defaulted(kind, named.get(name), member, depth + 1) for name, member in value.items()
    }
    for name, member in named.items():
        default = _default(kind, member) if name not in filled else None
        if default is not None:
            filled[name] = default[0]
    return filled


def _default(kind: Kind, schema: Any) -> tuple[Any] | None:
    for _ in range(8):
        if not isinstance(schema, Mapping):
            return None
        if "default" in schema:
            return (schema["default"],)
        schema = kind.contract.schemas.referred(schema)
    return None
