"""What a contract keeps to itself: what is `x-internal`, and what refers to nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract import pointer
from tenon.document.grammar import METHODS, Node, children, walk
from tenon.publish.settling import References, base_of, uses_of

MARK = "x-internal"
_IN_PLACE = ("allOf", "anyOf", "oneOf")
_IN_PLACE_ONE = ("if", "then", "else")


def is_component(at: str) -> bool:
    """Whether a pointer is that of a component."""
    return at.startswith("/components/") and at.count("/") == 3


def component(at: str) -> str | None:
    """The component that a pointer leads to or into; None when it leads elsewhere."""
    parts = at.split("/")
    return "/".join(parts[:4]) if parts[1:2] == ["components"] and len(parts) > 3 else None


class Internal:
    """Tells what is internal in one document, as it was before anything was left out.

    `needed` are the internal security schemes without which some public operation asks for
    nothing that is public.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        # Targets are kept themselves: they are looked at while the document is cut.
        self._targets: dict[int, tuple[Any, dict[str, Any]]] = {}
        self.operations: set[str] = set()  # by operationId and by pointer
        self.holders: set[str] = set()  # path items of such operations
        self.components: set[str] = set()
        self.schemes: set[str] = set()
        self.needed: set[str] = set()
        self._gather()
        self._ask()
        # Names are found now, for what a schema refers to may be cut before the schema is.
        self._names: dict[int, tuple[Any, frozenset[str]]] = {}
        for node in walk("document", document):
            if node.kind == "schema" and (names := self._found_names(node.value)):
                self._names[id(node.value)] = (node.value, names)

    def _gather(self) -> None:
        known = References(self._document)
        stack = [(Node("document", self._document, ""), "")]
        aliases: dict[str, list[str]] = {}
        while stack:
            node, base = stack.pop()
            base = base_of(node, base)
            at = [target for use in uses_of(node, base) for target in known.targets(use)]
            if at:
                found = {one: pointer.resolve(self._document, one) for one in at}
                self._targets[id(node.value)] = (node.value, found)
            if is_component(node.pointer):
                aliases[node.pointer] = at
                if self.marked(node.value):
                    self.components.add(node.pointer)
            stack.extend((child, base) for child in children(*node))
        self._follow(aliases)
        for node in walk("document", self._document):
            if node.kind in ("operation", "pathItem") and self.has(node):
                self._note_operations(node)

    def _follow(self, aliases: dict[str, list[str]]) -> None:
        """A component that refers to an internal one is internal itself."""
        grown = True
        while grown:
            found = {name for name, at in aliases.items() if self.components & {*at}}
            grown = not found <= self.components
            self.components |= found

    def _note_operations(self, node: Node) -> None:
        found = [node] if node.kind == "operation" else [
            child for child in children(*node) if child.kind == "operation"
        ]  # fmt: skip
        for operation in found:
            self.operations.add(operation.pointer)
            self.holders.add(operation.pointer.rpartition("/")[0])
            if isinstance(name := operation.value.get("operationId"), str):
                self.operations.add(name)

    def _ask(self) -> None:
        section = "/components/securitySchemes/"
        names = [at.removeprefix(section) for at in self.components if at.startswith(section)]
        self.schemes = {pointer.tokens(f"/{name}")[0] for name in names}
        for holder in (self._document, *operations(self._document)):
            asked = holder.get("security") or ()
            if asked and all(self.schemes & one.keys() for one in asked):
                self.needed |= {name for one in asked for name in one}

    @staticmethod
    def marked(value: Any) -> bool:
        """Whether an object says of itself that it is internal."""
        return isinstance(value, dict) and value.get(MARK) is True

    def targets(self, value: Any) -> dict[str, Any]:
        """What the references of an object lead to, by pointers."""
        return self._targets.get(id(value), (None, {}))[1]

    def end(self, value: Any) -> Any:
        """What the references of an object lead to in the end; itself where it has none."""
        seen = set()
        while id(value) not in seen and (found := self.targets(value)):
            seen.add(id(value))
            value = next(iter(found.values()))
        return value

    def has(self, node: Node) -> bool:
        """Whether an object is internal: it says so, or what it refers to does."""
        if self.marked(node.value):
            return True
        if node.kind == "link" and isinstance(node.value, dict):
            named = node.value.get("operationId")
            at = pointer.from_reference(str(node.value.get("operationRef", "")))
            if named in self.operations or at in self.operations:
                return True
        return any(
            at in self.components or self.marked(found)
            for at, found in self.targets(node.value).items()
        )

    def together(self, schema: Any) -> Iterator[dict[str, Any]]:
        """A schema and all that judge the same value with it, through references."""
        stack, seen = [schema], set[int]()
        while stack:
            found = stack.pop()
            if not isinstance(found, dict) or id(found) in seen:
                continue
            seen.add(id(found))
            yield found
            stack += self.targets(found).values()
            for key in _IN_PLACE:
                stack += found.get(key, ())
            stack += [found[key] for key in _IN_PLACE_ONE if key in found]
            stack += found.get("dependentSchemas", {}).values()

    def names(self, schema: Any) -> frozenset[str]:
        """The internal properties of the objects that a schema judges."""
        return self._names.get(id(schema), (None, frozenset[str]()))[1]

    def _found_names(self, schema: Any) -> frozenset[str]:
        return frozenset(
            name
            for one in self.together(schema)
            for name, value in one.get("properties", {}).items()
            if self.has(Node("schema", value, ""))
        )


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All operations of a document, those of webhooks and callbacks too."""
    for node in walk("document", document):
        if node.kind == "pathItem" and isinstance(node.value, dict):
            yield from (node.value[m] for m in METHODS if isinstance(node.value.get(m), dict))
