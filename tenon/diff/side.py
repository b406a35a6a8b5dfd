"""One of the two contracts that are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.contract.operation import Schema
from tenon.document import Bundle
from tenon.finding import Place


class Side:
    """A bundle, with what comparing asks of it."""

    def __init__(self, bundle: Bundle) -> None:
        self.document = bundle.document
        self.contract = bundle.contract
        self.schemas = bundle.contract.schemas
        self._places = bundle.places

    def place(self, at: str | None) -> Place | None:
        """Where the node at a pointer stands in the author's files; None for no pointer."""
        return None if at is None else self._places[at]

    def get(self, at: str) -> Any:
        """What stands at a pointer, or None."""
        try:
            return pointer.resolve(self.document, at)
        except (KeyError, ValueError):
            return None

    def inside(self, at: str, *tokens: str) -> str:
        """The pointer to a member, following references on the way; as far as there is one."""
        value = self.get(at)
        for token in tokens:
            value, at = self._followed(value, at)
            if not isinstance(value, Mapping) or token not in value:
                return at
            value, at = value[token], pointer.join(at, token)
        return at

    def referred(self, schema: Schema) -> Schema | None:
        """What the `$ref` of a schema leads to; None when it has none that is known."""
        reference = schema.value.get("$ref") if isinstance(schema.value, Mapping) else None
        if not isinstance(reference, str):
            return None
        local = pointer.from_reference(reference)
        if local is None:
            return None
        try:
            return Schema(local, pointer.resolve(self.document, local))
        except (KeyError, ValueError):
            return None

    def chain(self, schema: Schema) -> Iterator[Schema]:
        """A schema, what it refers to, what that refers to, and so on; each once."""
        seen: set[str] = set()
        found: Schema | None = schema
        while found is not None and found.pointer not in seen:
            seen.add(found.pointer)
            yield found
            found = self.referred(found)

    def _followed(self, value: Any, at: str) -> tuple[Any, str]:
        try:
            return pointer.follow(self.document, value, at)
        except (KeyError, ValueError):
            return value, at
