"""The bundle that rules look at, with what several of them ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import METHODS
from tenon.finding import Severity


class Found(NamedTuple):
    """What a check found: where, in which words; `severity` where it is not that of the rule."""

    pointer: str
    message: str
    remedy: str = ""
    severity: Severity | None = None


class Operation(NamedTuple):
    """An operation on a path, as the document has it."""

    path: str
    method: str
    value: dict[str, Any]
    pointer: str
    item: dict[str, Any]
    item_pointer: str


@dataclass(frozen=True)
class Subject:
    """A finished bundle. Nothing here expects it to be valid.

    It was written for OpenAPI 3.x, x being `minor`.
    """

    document: dict[str, Any]
    minor: int = 1

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of all paths, in order."""
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        for path, item, at in members(self.document.get("paths"), "/paths"):
            item, at = self.followed(item, at)
            for method in METHODS if isinstance(item, dict) else ():
                if isinstance(item.get(method), dict):
                    yield Operation(path, method, item[method], join(at, method), item, at)

    @cached_property
    def security_schemes(self) -> dict[str, Any]:
        """The declared security schemes by name, references followed."""
        components = self.document.get("components")
        declared = components.get("securitySchemes") if isinstance(components, dict) else None
        named = declared.items() if isinstance(declared, dict) else ()
        return {str(name): self.followed(value, "")[0] for name, value in named}

    def parameters(self, holder: dict[str, Any], at: str) -> Iterator[tuple[dict[str, Any], str]]:
        """The parameters listed by an operation or path item, and where each is listed."""
        listed = holder.get("parameters")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            value, _ = self.followed(item, "")
            if isinstance(value, dict):
                yield value, join(at, "parameters", index)

    def followed(self, value: Any, at: str) -> tuple[Any, str]:
        """The value behind Reference Objects, and its pointer."""
        try:
            return pointer.follow(self.document, value, at)
        except KeyError:
            return value, at


def members(value: Any, at: str) -> Iterator[tuple[str, Any, str]]:
    """Key, value and pointer of the members of an object that are no extensions."""
    for key, item in value.items() if isinstance(value, dict) else ():
        if not key.startswith("x-"):
            yield key, item, join(at, key)
