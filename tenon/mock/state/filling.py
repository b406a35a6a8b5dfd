"""Objects made whole: the members that a schema requires, each made by its own schema.

To fit a whole value costs as much as its schema is large; a missing member mostly costs little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract, Schema
from tenon.contract.parts import property_schema
from tenon.contract.schemas import Direction
from tenon.contract.types import keyword
from tenon.mock.values import Values

_DEPTH = 8


class Filling:
    """Completes values for the schemas of one contract."""

    def __init__(self, contract: Contract, values: Values) -> None:
        self._contract = contract
        self.values = values
        self._required: dict[str, dict[str, Schema]] = {}

    def fitted(self, schema: Schema, given: Any, key: str, name: str = "") -> Any:
        """A value that the schema allows, with all of `given` that can stay."""
        whole = self._whole(schema, given, key) if isinstance(given, dict) else given
        made = self.values.fitted(schema, whole, key, name=name)
        if made.fault:
            self.values.tell(schema, made.fault)
        return made.value

    def _whole(self, schema: Schema, given: dict[str, Any], key: str) -> dict[str, Any]:
        members = self._members(schema)
        missing = [name for name in members if name not in given]
        if not missing:
            return given
        filled = dict(given)
        for name in missing:
            made = self.values.made(members[name], f"{key}/{name}", name=name)
            if not made.fault:
                filled[name] = made.value
        return filled

    def _members(self, schema: Schema) -> dict[str, Schema]:
        """The schemas of the members that a reply cannot do without."""
        known = self._required.get(schema.pointer)
        if known is None:
            known = self._required[schema.pointer] = {
                name: member
                for name in required(self._contract, schema.value)
                if (member := property_schema(self._contract.document, schema, name)) is not None
                and not self._hidden(member)
            }
        return known

    def _hidden(self, member: Schema) -> bool:
        said = keyword(self._contract.schemas, member.value, Direction.REPLY.value)
        return said is True


def required(contract: Contract, schema: Any) -> list[str]:
    """The names of the members that a schema requires, and those it is composed of."""
    names: dict[str, None] = {}

    def gather(value: Any, depth: int) -> None:
        if not isinstance(value, Mapping) or depth > _DEPTH:
            return
        said = value.get("required")
        names.update(dict.fromkeys(said if isinstance(said, list) else ()))
        gather(contract.schemas.referred(value), depth + 1)
        for member in value.get("allOf") or ():
            gather(member, depth + 1)

    gather(schema, 0)
    return list(names)
