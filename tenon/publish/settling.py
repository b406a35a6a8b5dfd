"""References made alike: each leads to a component by its pointer.

What is referred to elsewhere (in `$defs`, inside another schema, by `$id` or by anchor) becomes a
component first, so that rewriting a schema breaks no reference to its inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag

from tenon.contract import pointer
from tenon.document.component import allowed, fragment
from tenon.document.grammar import KINDS, Node, children, walk
from tenon.document.identity import Identities, absolute, collected, own_id
from tenon.publish.draft import Draft

_DEFINING = ("$defs", "definitions")
_NAMING = ("$id", "$anchor", "$dynamicAnchor")


class Use(NamedTuple):
    """A `$ref` or `$dynamicRef`: who says it, of what kind, relative to which URI."""

    holder: dict[str, Any]
    key: str
    kind: str
    base: str


class References:
    """What the references of one bundled document lead to."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._names: Identities = collected(Node("document", document, ""))

    def targets(self, use: Use) -> list[str]:
        """The pointers that a use may lead to.

        There are several for a `$dynamicRef` that many schemas have a name for (core, section
        8.2.3.2), and none for what is not part of the document, such as a meta-schema.
        """
        reference = str(use.holder[use.key])
        try:
            found = self._located(reference, use.base)
            if not found or not isinstance(pointer.resolve(self._document, found), (dict, bool)):
                return []
        except (KeyError, ValueError):
            return []
        name = reference.rpartition("#")[2]
        target = pointer.resolve(self._document, found)
        if use.key == "$dynamicRef" and _anchor(target) == name:
            return [at for (_, known), at in self._names.anchors.items() if known == name]
        return [found]

    def _located(self, reference: str, base: str) -> str | None:
        uri, part = urldefrag(absolute(base, reference))
        part = unquote(part)
        start = self._names.resources.get(uri) if uri else ""
        if start is None:
            return None
        return start + part if part[:1] in ("", "/") else self._names.anchors[start, part]


def _anchor(schema: Any) -> Any:
    return schema.get("$dynamicAnchor") if isinstance(schema, dict) else None


def _settled(document: dict[str, Any]) -> list[tuple[Node, str]]:
    """All objects, with the URI that their references are relative to.

    A schema that others name as their dialect is known by its URI, and stays as it is.
    """
    nodes = (node.value for node in walk("document", document) if node.kind == "schema")
    dialects = {one.get("$schema") for one in nodes if isinstance(one, dict)} - {None}
    found, stack = [], [(Node("document", document, ""), "")]
    while stack:
        node, base = stack.pop()
        if not isinstance(node.value, dict) or own_id(node.value) in dialects:
            continue
        base = base_of(node, base)
        found.append((node, base))
        stack.extend((child, base) for child in reversed(list(children(*node))))
    return found


def base_of(node: Node, base: str) -> str:
    """The URI that references of an object are relative to, within one that has another."""
    if node.kind == "schema" and own_id(node.value):
        return urldefrag(absolute(base, own_id(node.value)))[0]
    return base


def uses_of(node: Node, base: str) -> Iterator[Use]:
    """The references that an object itself says."""
    for key in ("$ref", "$dynamicRef") if KINDS[node.kind].section else ():
        if isinstance(node.value, dict) and isinstance(node.value.get(key), str):
            yield Use(node.value, key, node.kind, base)


def settle(draft: Draft) -> None:
    """Turns every reference that is known to a component, and takes the names of schemas away.

    A `$dynamicRef` becomes a `$ref` where only one schema can be meant, and stays otherwise; so
    does a reference to a meta-schema.
    """
    references = References(draft.document)
    nodes = _settled(draft.document)
    found = [(use, references.targets(use)) for node, base in nodes for use in uses_of(node, base)]
    found += [(use, references.targets(use)) for node, base in nodes for use in _mapped(node, base)]
    known = [(use, targets[0]) for use, targets in found if len(targets) == 1]
    homes = _Homes(draft.document).housed([(use.kind, at) for use, at in known])
    for use, at in known:
        _turn(use.holder, use.key, fragment(homes[use.kind, at]))
    for node, _ in nodes:
        if node.kind == "schema":
            for name in _NAMING:
                node.value.pop(name, None)


class _Homes:
    """Gives each node that is referred to a component to stand for it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def housed(self, wanted: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The components that stand for nodes; those that are none yet become one."""
        homes: dict[tuple[str, str], str] = {}
        moves: list[tuple[str, str, Any]] = []
        for kind, at in wanted:
            if (kind, at) in homes:
                continue
            section, tokens = KINDS[kind].section, pointer.tokens(at)
            if len(tokens) == 3 and tokens[:2] == ["components", section]:
                homes[kind, at] = at
            else:
                node = pointer.resolve(self._document, at)
                homes[kind, at] = self._reserve(section, at)
                moves.append((at, homes[kind, at], node))
        # The innermost first: what moves takes the references to what moved before it along.
        for at, home, node in sorted(moves, key=lambda move: -len(move[0])):
            self._move(at, home, node)
        return homes

    def _reserve(self, section: str, at: str) -> str:
        members = self._document.setdefault("components", {}).setdefault(section, {})
        name = base = _named(pointer.tokens(at)) or section
        count = 1
        while name in members:
            count += 1
            name = f"{base}_{count}"
        members[name] = {}
        return pointer.join("/components", section, name)

    def _move(self, at: str, home: str, node: Any) -> None:
        _set(self._document, home, node)
        if at:
            _set(self._document, at, {"$ref": fragment(home)})


def _named(tokens: list[str]) -> str:
    """What a node is called as a component: as its definition, else after what it is part of."""
    last = allowed(tokens[-1])
    inside = tokens[2] if tokens[0] == "components" and tokens[-2] not in _DEFINING else ""
    return f"{allowed(inside)}_{last}" if inside else last


def _mapped(node: Node, base: str) -> Iterator[Use]:
    """The schemas that a discriminator leads to by a reference, and not by a component's name."""
    said = node.value.get("discriminator") if node.kind == "schema" else None
    mapping: dict[str, Any] = said.get("mapping", {}) if isinstance(said, dict) else {}
    for name, text in mapping.items():
        if isinstance(text, str) and allowed(text) != text:
            yield Use(mapping, name, "schema", base)


def _turn(holder: dict[str, Any], key: str, reference: str) -> None:
    if key != "$dynamicRef":
        holder[key] = reference
        return
    del holder[key]
    if "$ref" in holder:
        holder["allOf"] = [*holder.get("allOf", ()), {"$ref": reference}]
    else:
        holder["$ref"] = reference


def _set(document: dict[str, Any], at: str, value: Any) -> None:
    *outer, last = pointer.tokens(at)
    holder = pointer.resolve(document, pointer.join("", *outer))
    holder[int(last) if isinstance(holder, list) else last] = value
