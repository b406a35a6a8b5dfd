"""Each `$ref` replaced by what it refers to, for tools that follow none.

What leads back to itself has no end when it is written out: references to one component of each
such circle stay, the first one that is met, and a finding names it.
"""

from __future__ import annotations

from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import KINDS, Node, children
from tenon.document.raise_30 import ANNOTATIONS
from tenon.document.wording import shown
from tenon.finding import Severity
from tenon.publish.draft import Draft

_MOST_NODES = 2_000_000


def dereferenced(draft: Draft) -> dict[str, Any]:
    """The document of a draft, whose references are settled, without them.

    Equal parts are one object in memory. An error is said where what was written out would have
    no bounds: alternatives of alternatives grow with each step.
    """
    circles = _Circles(draft)
    circles.visit(Node("document", draft.document, ""))
    writing = _Writing(draft, circles.heads)
    document: dict[str, Any] = writing.written("document", draft.document)
    _say_what_stays(draft)
    for at, uses in circles.heads.items():
        name = shown(pointer.tokens(at)[-1])
        stay = "1 reference to it stays" if uses == 1 else f"{uses} references to it stay"
        message = f"{name} leads back to itself; {stay}"
        draft.say(draft.at(pointer.resolve(draft.document, at)) or at, "recursive-ref", message)
    if writing.size(document) > _MOST_NODES:
        message = f"written out, it would have more than {_MOST_NODES:,} nodes"
        draft.say("", "too-large", message, "leave the references in", Severity.ERROR)
    return document


def _say_what_stays(draft: Draft) -> None:
    for node in draft.nodes():
        value = node.value if node.kind == "schema" and isinstance(node.value, dict) else {}
        at = draft.at(value) or node.pointer
        if "$dynamicRef" in value:
            message = f"{shown(value['$dynamicRef'])} may lead to several schemas"
            remedy = "write $ref where one is meant"
            draft.say(join(at, "$dynamicRef"), "dynamic-ref", message, remedy, Severity.ERROR)
        elif "$ref" in value and _reference(node) is None:
            message = f"{shown(value['$ref'])} is no part of the contract, and stays"
            draft.say(join(at, "$ref"), "foreign-ref", message)


class _Circles:
    """Finds the components at which circles of references begin, with how many lead there."""

    def __init__(self, draft: Draft) -> None:
        self._document = draft.document
        self._around: set[str] = set()
        self._done: set[str] = set()
        self._uses: dict[str, int] = {}
        self._found: dict[str, None] = {}

    @property
    def heads(self) -> dict[str, int]:
        """Pointers of such components, as they were met."""
        return {at: self._uses[at] for at in self._found}

    def visit(self, node: Node) -> None:
        """Follows all references below a node, each component once."""
        at = _reference(node)
        if at is not None:
            self._uses[at] = self._uses.get(at, 0) + 1
            if at in self._around:
                self._found[at] = None
            elif at not in self._done:
                self._follow(node.kind, at)
        for child in children(*node):
            if not _is_component(child.pointer):
                self.visit(child)
            elif child.pointer not in self._done:
                self._follow(child.kind, child.pointer)

    def _follow(self, kind: str, at: str) -> None:
        self._around.add(at)
        self.visit(Node(kind, pointer.resolve(self._document, at), at))
        self._around.discard(at)
        self._done.add(at)


class _Writing:
    def __init__(self, draft: Draft, heads: dict[str, int]) -> None:
        self._draft, self._heads = draft, heads
        self._done: dict[tuple[str, int], tuple[Any, Any]] = {}
        self._sizes: dict[int, tuple[Any, int]] = {}

    def written(self, kind: str, value: Any) -> Any:
        """An object without references."""
        if not isinstance(value, dict):
            return value
        key = (kind, id(value))
        if key not in self._done:
            self._done[key] = (value, self._made(kind, value))
        return self._done[key][1]

    def _made(self, kind: str, value: dict[str, Any]) -> Any:
        at = _reference(Node(kind, value, ""))
        copy = dict(value)
        for node in children(kind, value):
            _put(copy, value, node.pointer, self.written(node.kind, node.value))
        if at is None or at in self._heads:
            self._draft.stands_for(copy, value)
            return copy
        found = pointer.resolve(self._draft.document, at)
        made = _merged(kind, self.written(kind, found), copy)
        self._draft.stands_for(made, found)
        return made

    def size(self, value: Any) -> int:
        """How many nodes a value has when it is written out."""
        if not isinstance(value, (dict, list)):
            return 1
        if id(value) not in self._sizes:
            inside = value.values() if isinstance(value, dict) else value
            self._sizes[id(value)] = (value, 1 + sum(map(self.size, inside)))
        return self._sizes[id(value)][1]


def _reference(node: Node) -> str | None:
    """The component that an object refers to; None when it refers to none."""
    if not KINDS[node.kind].section or not isinstance(node.value, dict):
        return None
    found = node.value.get("$ref")
    at = pointer.from_reference(found) if isinstance(found, str) else None
    return at if at is not None and _is_component(at) else None


def _is_component(at: str) -> bool:
    return at.startswith("/components/") and at.count("/") == 3


def _merged(kind: str, content: Any, said: dict[str, Any]) -> Any:
    """What is referred to, with what is said beside the reference."""
    beside = {key: value for key, value in said.items() if key != "$ref"}
    if not beside:
        return content
    if kind != "schema":
        return {**content, **beside}
    annotating = all(key in ANNOTATIONS or key.startswith("x-") for key in beside)
    if annotating and isinstance(content, dict):
        return {**content, **beside}
    return {**beside, "allOf": [content, *beside.get("allOf", ())]}


def _put(copy: dict[str, Any], value: dict[str, Any], at: str, child: Any) -> None:
    """Puts an inner object into a copy, whose own maps and lists are copied first."""
    key, *inside = pointer.tokens(at)
    if not inside:
        copy[key] = child
        return
    if copy[key] is value[key]:
        copy[key] = value[key].copy()
    held = copy[key]
    held[int(inside[0]) if isinstance(held, list) else inside[0]] = child
