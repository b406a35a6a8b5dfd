"""Annotations: the one mapping from shapes to the text of Python types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenon.codegen import literal, scalars
from tenon.codegen.names import BUILTINS
from tenon.codegen.shape import (
    Anything,
    Caller,
    Choice,
    Either,
    Entries,
    Items,
    Message,
    Named,
    Scalar,
    Shape,
    Stream,
)

Imports = frozenset[tuple[str, str]]
"""Pairs of a module and a name in it; `("builtins", "")` is the module itself."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """The text of a type and the imports it needs; `names` are those of definitions."""

    text: str
    imports: Imports = frozenset()
    names: frozenset[str] = frozenset()

    def __or__(self, other: Annotation) -> Annotation:
        """The union of both types, each said once."""
        if self.text == other.text:
            return self
        return _joined(f"{self.text} | {other.text}", (self, other))


NONE = Annotation("None")


@dataclass(frozen=True, slots=True)
class Annotations:
    """Writes annotations for a scope in which some builtin names are hidden by functions."""

    hidden: frozenset[str] = frozenset()

    def of(self, shape: Shape) -> Annotation:
        """The annotation of a shape."""
        match shape:
            case Scalar(type_):
                return self._scalar(type_)
            case Choice(values):
                return choice(values)
            case Items(item):
                return self._generic(self.builtin("list"), item)
            case Entries(value):
                return self._generic(self.builtin("dict"), value, "str")
            case Stream(item):
                iterator = Annotation("AsyncIterator", _import("collections.abc", "AsyncIterator"))
                return self._generic(iterator, item)
            case Named(name):
                return Annotation(name, names=frozenset({name}))
            case Either(members):
                return self.union(map(self.of, members))
            case Anything() | Caller() | Message():
                return _FIXED[type(shape)]

    def union(self, members: Iterable[Annotation]) -> Annotation:
        """Any of the annotations, each said once; there must be one."""
        several = dict.fromkeys(members)
        if any(member.text == "Any" for member in several) and len(several) == 1:
            return next(iter(several))
        return _joined(" | ".join(member.text for member in several), several)

    def builtin(self, name: str) -> Annotation:
        """A builtin type, through its module where the scope hides it."""
        if name in self.hidden:
            return Annotation(f"builtins.{name}", _import("builtins", ""))
        return Annotation(name)

    def _scalar(self, type_: str) -> Annotation:
        if type_ in scalars.IMPORTED:
            return Annotation(type_, _import(scalars.IMPORTED[type_], type_))
        return self.builtin(type_) if type_ in BUILTINS else Annotation(type_)

    def _generic(self, outer: Annotation, item: Shape, key: str = "") -> Annotation:
        inner = self.of(item)
        parts = [self.builtin(key), inner] if key else [inner]
        return _joined(f"{outer.text}[{', '.join(p.text for p in parts)}]", [outer, *parts])


def choice(values: Iterable[str]) -> Annotation:
    """One of the texts."""
    listed = ", ".join(map(literal.string, values))
    return Annotation(f"Literal[{listed}]", _import("typing", "Literal"))


def _import(module: str, name: str) -> Imports:
    return frozenset({(module, name)})


_FIXED = {
    Anything: Annotation("Any", _import("typing", "Any")),
    Caller: Annotation("Principal", _import("tenon.runtime.security", "Principal")),
    # By another name, for many a contract has a schema called Event.
    Message: Annotation(
        "ServerSentEvent", _import("tenon.runtime.streaming", "Event as ServerSentEvent")
    ),
}


def _joined(text: str, parts: Iterable[Annotation]) -> Annotation:
    parts = list(parts)
    return Annotation(
        text,
        frozenset[tuple[str, str]]().union(*(part.imports for part in parts)),
        frozenset[str]().union(*(part.names for part in parts)),
    )
