"""What an item must be like, for changes that the schema of their body does not judge.

A merge patch is often declared as any object, and a JSON Patch is one of operations: what comes of
them is judged by the schema that shows the item (RFC 5789, section 2.2: 422 where an item would
become invalid).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tenon.contract import pointer
from tenon.contract.parts import property_schema
from tenon.contract.types import json_types, keyword
from tenon.mock.state.kinds import Kind
from tenon.mock.state.making import required_fields
from tenon.runtime.judge import Judge, Validator, field_errors
from tenon.runtime.problem import FieldError, refusal


class Rules:
    """The rules for the fields of one kind."""

    def __init__(self, kind: Kind, judge: Judge) -> None:
        self._kind = kind
        self._judge = judge
        self._required = required_fields(kind)
        self._validators: dict[str, Validator | None] = {}

    def nullable(self, name: str) -> bool:
        """Whether a field may be null."""
        schema = self._kind.fields.get(name)
        return schema is not None and "null" in json_types(self._kind.contract.schemas, schema)

    def refuse(self, fields: Mapping[str, Any], names: Iterable[str]) -> None:
        """Raises Unprocessable where fields of some names are not as the item must have them."""
        faults = [fault for name in sorted(names) for fault in self._faults(name, fields)]
        if faults:
            raise refusal(faults)

    def _faults(self, name: str, fields: Mapping[str, Any]) -> Iterator[FieldError]:
        if name not in self._kind.fields or self._own(name):
            return
        if name not in fields:
            if name in self._required:
                yield FieldError("body", "is required", "required", pointer=f"/{name}")
            return
        validator = self._validator(name)
        if validator is None or validator.is_valid(fields[name]):
            return
        for fault in field_errors(validator, fields[name], "body"):
            yield replace(fault, pointer=pointer.join("", name) + (fault.pointer or ""))

    def _validator(self, name: str) -> Validator | None:
        """What judges one field; None where its schema cannot be used."""
        if name not in self._validators:
            self._validators[name] = self._compiled(name)
        return self._validators[name]

    def _compiled(self, name: str) -> Validator | None:
        schema = self._kind.schema
        found = property_schema(self._kind.contract.document, schema, name) if schema else None
        try:
            return self._judge.validator(found) if found is not None else None
        except (KeyError, ValueError):
            return None

    def _own(self, name: str) -> bool:
        """Whether a field is the service's own to write."""
        said = keyword(self._kind.contract.schemas, self._kind.fields[name], "readOnly")
        return name == self._kind.id_field or said is True
