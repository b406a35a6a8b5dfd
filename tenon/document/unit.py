"""The pieces that a bundle is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tenon.document.reference import Target


@dataclass(eq=False)
class Unit:
    """One piece of the bundle: the root document, or something brought in from elsewhere.

    `embedded` is the `$id` given to a schema document that has none of its own. `origins` tells
    where its parts were written, by pointers inside it; `path_items` are those of them that
    stand under a path of their own.
    """

    kind: str
    target: Target
    name: str = ""
    home: str | None = None
    embedded: str = ""
    value: Any = None
    origins: dict[str, Target] = field(default_factory=dict)
    path_items: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Patch:
    """A `$ref` (or another key) still to be written, when all homes are known."""

    holder: dict[str, Any]
    key: str
    kind: str
    target: Target


@dataclass(frozen=True)
class Pieces:
    """A finished bundle: the document, where its parts were written, and its units.

    `inlined` are the pointers of path items that were put where a reference stood.
    """

    document: dict[str, Any]
    origins: dict[str, Target]
    inlined: frozenset[str]
    units: tuple[Unit, ...]
