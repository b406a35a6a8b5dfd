"""Schema resources and anchors: what `$id`, `$anchor` and `$dynamicAnchor` name in a source.

JSON Schema 2020-12 core, sections 8.2.1 and 8.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin

from tenon.contract.pointer import join
from tenon.document.grammar import KINDS, Node, children
from tenon.document.source import Source

_MARKS = ("$id", "$anchor", "$dynamic")
_ANCHORS = ("$anchor", "$dynamicAnchor")


@dataclass(frozen=True, slots=True)
class Identities:
    """The URIs and anchors that one source defines, each with its JSON Pointer there."""

    resources: dict[str, str] = field(default_factory=dict)
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)  # by resource pointer, name

    def around(self, pointer: str) -> list[tuple[str, str]]:
        """URI and pointer of the resources that a pointer stands in, the outermost first."""
        inside = (item for item in self.resources.items() if within(pointer, item[1]))
        return sorted(inside, key=lambda item: len(item[1]))


def identities(source: Source) -> Identities:
    """What a source defines, looked for wherever a schema can stand in it."""
    if not any(mark in source.text for mark in _MARKS) or not isinstance(source.value, dict):
        return Identities()
    starts = [Node("document", source.value, ""), Node("schema", source.value, "")]
    for key, value in source.value.items():  # a file that only gathers schemas by name
        if KINDS["schema"].shape(key) is None and KINDS["document"].shape(key) is None:
            starts.append(Node("schema", value, join("", key)))
    return collected(*starts, base=source.uri)


def collected(*starts: Node, base: str = "") -> Identities:
    """What some objects define, themselves known by a URI."""
    found = Identities()
    for start in starts:
        _collect(start, base, "", found)
    return found


def _collect(node: Node, base: str, resource: str, found: Identities) -> None:
    kind, value, pointer = node
    if kind == "schema" and type(value) is dict:
        identifier = own_id(value)
        if identifier:
            base = urldefrag(absolute(base, identifier))[0]
            resource = pointer
            found.resources.setdefault(base, pointer)
        for key in _ANCHORS:
            if isinstance(value.get(key), str):
                found.anchors.setdefault((resource, value[key]), pointer)
    for child in children(*node):
        _collect(child, base, resource, found)


def absolute(base: str, reference: str) -> str:
    """A reference resolved against a base URI (RFC 3986, section 5.2), `urn:` bases included."""
    if reference.startswith("#"):
        return urldefrag(base)[0] + reference
    return urljoin(base, reference)


def own_id(schema: Any) -> str:
    """The `$id` of a schema that makes it a resource of its own; "" when it has none."""
    identifier = schema.get("$id") if isinstance(schema, dict) else None
    return identifier if isinstance(identifier, str) and not identifier.startswith("#") else ""


def uses_anchors(schema: Any) -> bool:
    """Whether a schema, outside inner resources, names or refers to parts of it by anchor."""
    stack = [Node("schema", schema, "")]
    while stack:
        node = stack.pop()
        if type(node.value) is dict and (node.pointer == "" or not own_id(node.value)):
            if any(key in node.value for key in (*_ANCHORS, "$dynamicRef")):
                return True
            stack.extend(children(*node))
    return False


def references(schema: Any, base: str, pointer: str = "") -> Iterator[tuple[str, str, str]]:
    """Every reference in a schema: its text, the URI it is relative to, and its JSON Pointer.

    The meta-schema that a schema names is one of them.
    """
    stack = [(Node("schema", schema, pointer), base)]
    while stack:
        node, base = stack.pop()
        if type(node.value) is not dict:
            continue
        base = urldefrag(absolute(base, own_id(node.value)))[0]
        for key in ("$ref", "$dynamicRef", "$schema"):
            if isinstance(node.value.get(key), str):
                yield node.value[key], base, join(node.pointer, key)
        stack.extend((child, base) for child in children(*node))


def within(pointer: str, outer: str) -> bool:
    """Whether a pointer leads to another one's node, or below it."""
    return pointer == outer or pointer.startswith(outer + "/")
