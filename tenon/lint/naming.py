"""Rules of names: each kind of name keeps to one style.

The style is the one that the settings name; without them, the one that at least two in three of
the names have that show a style at all (`name` could be in three).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tenon.contract import naming
from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, members
from tenon.document.wording import shown
from tenon.lint.rule import NOTE, WARNING, Review, Rule

STYLES = {
    "camelCase": re.compile(r"[a-z][a-z0-9]*([A-Z][A-Za-z0-9]*)?"),
    "snake_case": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    "kebab-case": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "PascalCase": re.compile(r"[A-Z][A-Za-z0-9]*"),
}
ANY = "any"
KINDS = ("operation", "path", "field", "parameter", "schema")
_MOST = 2 / 3
_PLAIN = ("camelCase", "snake_case", "kebab-case")  # a word in small letters is in all of them
_TEMPLATE = re.compile(r"\{[^{}]*\}")


class Name(NamedTuple):
    """A name in the contract: its text, the parts that a style is asked of, and where it is."""

    text: str
    parts: tuple[str, ...]
    pointer: str


def _operations(review: Review) -> Iterator[Name]:
    for operation in review.operations:
        name = operation.value.get("operationId")
        if isinstance(name, str):
            yield Name(name, (name,), join(operation.pointer, "operationId"))


def _paths(review: Review) -> Iterator[Name]:
    for path, _, at in members(review.document.get("paths"), "/paths"):
        fixed = _TEMPLATE.sub("/", path)
        yield Name(path, tuple(part for part in re.split(r"[/.:]", fixed) if part), at)


def _fields(review: Review) -> Iterator[Name]:
    for node in review.nodes:
        if node.kind == "schema" and isinstance(node.value.get("properties"), dict):
            for name in node.value["properties"]:
                plain = name.lstrip("_$@")
                yield Name(name, (plain,) * bool(plain), join(node.pointer, "properties", name))


def _parameters(review: Review) -> Iterator[Name]:
    for node in review.nodes:
        if node.kind == "parameter" and node.value.get("in") in ("query", "path"):
            name = str(node.value.get("name"))
            parts = tuple(part for part in re.split(r"[\[\].$]", name) if part)
            yield Name(name, parts, join(node.pointer, "name"))


def _schemas(review: Review) -> Iterator[Name]:
    components = review.document.get("components")
    named = components.get("schemas") if isinstance(components, dict) else None
    for name in named if isinstance(named, dict) else ():
        last = name.rpartition(".")[2]  # of io.example.v1.Thing, where the rest is a package
        yield Name(name, (last,), join("/components/schemas", name))


_GATHER: dict[str, Callable[[Review], Iterator[Name]]] = {
    "operation": _operations,
    "path": _paths,
    "field": _fields,
    "parameter": _parameters,
    "schema": _schemas,
}


def prevailing(names: list[Name]) -> str:
    """The style that most names have, of those that show one; `any` where none prevails."""
    telling = [name for name in names if not all(_has(name, style) for style in _PLAIN)]
    counts = {style: sum(_has(name, style) for name in telling) for style in STYLES}
    style = max(counts, key=lambda style: counts[style])
    return style if counts[style] >= _MOST * max(len(telling), 1) else ANY


def _has(name: Name, style: str) -> bool:
    return all(STYLES[style].fullmatch(p) for p in name.parts if any(map(str.isalpha, p)))


def _check(kind: str) -> Callable[[Node, Review], Iterator[Found]]:
    def check(_: Node, review: Review) -> Iterator[Found]:
        names = list(_GATHER[kind](review))
        style = review.naming.get(kind) or prevailing(names)
        for name in names if style != ANY else ():
            if not _has(name, style):
                remedy = _suggested(name, style) or f"write it in {style}"
                yield Found(name.pointer, f"{shown(name.text)} is not in {style}", remedy)

    return check


def _suggested(name: Name, style: str) -> str:
    words = naming.words(name.text)
    if name.parts != (name.text,) or not words:
        return ""
    low = [word.lower() for word in words]
    capital = [word[0].upper() + word[1:] for word in low]
    written = {
        "camelCase": low[0] + "".join(capital[1:]),
        "snake_case": "_".join(low),
        "kebab-case": "-".join(low),
        "PascalCase": "".join(capital),
    }[style]
    return f"write {written}" if STYLES[style].fullmatch(written) else ""


def trailing_slash(node: Node, _: Review) -> Iterator[Found]:
    """Paths that end in a slash."""
    for path, _item, at in members(node.value, node.pointer):
        if len(path) > 1 and path.endswith("/"):
            yield Found(at, f"{shown(path)} ends in a slash")


def _style(id_: str, kind: str, what: str, remedy: str, reason: str, **row: Any) -> Rule:
    return Rule(
        id=id_,
        purpose=f"{what} keep to one style.",
        severity=row.get("severity", WARNING),
        kinds=("document",),
        check=_check(kind),
        remedy=remedy,
        reason=reason,
    )


RULES = (
    _style(
        "operation-id-style", "operation", "operationIds", "rename it in the style of the others",
        "An operationId is a function in every client; functions of two styles look like two APIs.",
    ),
    _style(
        "path-style", "path", "The fixed segments of paths", "rename the segment",
        "Paths are typed by hand and compared by letter; one style leaves nothing to remember.",
    ),
    _style(
        "field-style", "field", "Properties", "rename the property",
        "Fields become members of every client's types; a second style is a typing error each.",
    ),
    _style(
        "parameter-style", "parameter", "Query and path parameters", "rename the parameter",
        "A parameter that is guessed wrong is refused or, worse, ignored.",
    ),
    _style(
        "schema-style", "schema", "Schemas of the components", "rename the schema",
        "Names of schemas are names of types in generated code.",
        severity=NOTE,
    ),
    Rule(
        "path-trailing-slash",
        "No path ends in a slash.",
        WARNING, ("paths",), trailing_slash,
        remedy="leave the slash out",
        reason="/things and /things/ are two paths (RFC 3986, section 6.2.3), and who writes the "
        "wrong one gets a 404.",
    ),
)  # fmt: skip
