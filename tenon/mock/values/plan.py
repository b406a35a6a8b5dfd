"""The schemas of a contract in one direction, and the places in their values met so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.mock.values.node import Node
from tenon.mock.values.part import Document, Part
from tenon.mock.values.run import Spot
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge, Validator

_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
# Beside `$ref`, these say nothing about a value.
_SILENT = frozenset(
    {"title", "description", "$comment", "deprecated", "readOnly", "writeOnly", "xml",
     "externalDocs", "$defs", "definitions"}
)  # fmt: skip
Check = Callable[[Any], bool]


def _yes(_: Any) -> bool:
    return True


class ContractPlan:
    """What is known of the schemas: their places are compiled when they are first met."""

    def __init__(
        self,
        schemas: Schemas,
        judge: Judge,
        direction: Direction | None,
        formats: Mapping[str, Format],
    ) -> None:
        self.document = Document(schemas, direction)
        self.lessons = 0
        self._judge = judge
        self._direction = direction
        self._formats = formats
        self._checks = {name: one.check for name, one in formats.items()}
        self._spots: dict[tuple[Any, ...], Node] = {}
        self._matches: dict[str, Check] = {}
        self._whole: dict[str, Check] = {}

    def start(self, schema: Schema, validator: Validator) -> Node:
        """The place of a whole value, and what judges it."""
        part = self._entered(self.document.start(schema.value, schema.pointer))
        self._whole[part.at] = validator.is_valid
        return self.spot([part])

    def spot(self, parts: list[Part]) -> Node:
        """The place at which some schemas hold."""
        entered = [self._entered(part) for part in parts]
        unique = {(part.at, part.scope): part for part in entered if part.value is not True}
        key = tuple(unique)
        found = self._spots.get(key)
        if found is None:
            members = list(unique.values())
            found = Node(self, members, self.check(members))
            self._spots[key] = found
        return found

    def format(self, name: str) -> Format | None:
        """A format that the user added."""
        return self._formats.get(name)

    def matching(self, pattern: str) -> Spot:
        """The place of a text that matches a pattern."""
        schema = {"type": "string", "pattern": pattern}
        return self.spot([Part(schema, f"~pattern/{pattern}", derived=True)])

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a text matches a pattern, as the judge has it."""
        if pattern not in self._matches:
            self._matches[pattern] = self.assertion({"pattern": pattern})
        return self._matches[pattern](text)

    def assertion(self, schema: dict[str, Any]) -> Check:
        """Whether a value satisfies a small schema that has no references."""
        try:
            return jsonschema_rs.Draft202012Validator(
                schema,
                validate_formats=True,
                formats=self._checks,
                pattern_options=_PATTERNS,
                offline=True,
            ).is_valid
        except ValueError:
            return _yes

    def check(self, parts: list[Part]) -> Check:
        """Whether a value satisfies schemas that stand in the document.

        They are compiled when the first value comes. What cannot be judged by itself (because
        it hangs on the way that led to it) is left to the judge of the whole.
        """
        compiled: list[Check] = []

        def check(value: Any) -> bool:
            if not compiled:
                compiled.extend(map(self._check, parts) if parts else [_yes])
            return all(one(value) for one in compiled)

        return check

    def _check(self, part: Part) -> Check:
        if part.value is False:
            return lambda value: False
        if part.at in self._whole:
            return self._whole[part.at]
        if part.derived or part.base:
            return _yes
        try:
            schema = Schema(part.at, part.value)
            return self._judge.validator(schema, self._direction).is_valid
        except (KeyError, ValueError, jsonschema_rs.ReferencingError):
            return _yes

    def _entered(self, part: Part) -> Part:
        """What a schema that only refers to another one refers to."""
        for _ in range(32):
            value = part.value
            if isinstance(value, bool) or not isinstance(value.get("$ref"), str):
                break
            if not value.keys() <= {"$ref", *_SILENT}:
                break
            target = self.document.referred(part, value["$ref"])
            if target is None:
                break
            part = target
        return part
