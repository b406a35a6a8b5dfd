"""Internal objects cut out of where they stand, so that what is left makes sense."""

from __future__ import annotations

from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import KINDS, METHODS, Holder, Node, Shape, children
from tenon.document.wording import shown
from tenon.publish.draft import Draft
from tenon.publish.internal import MARK, Internal

RULE = "internal-part"
_IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"})
_CLOSING = ("additionalProperties", "unevaluatedProperties")
_MISSED = ("schema", "requestBody")  # what says what may be sent: without it, anything may
_LISTED = ("callbacks", "examples", "headers", "links", "parameters", "servers", "tags")
_USER = "mark what uses it"
_NONE = frozenset[str]()


def cut(draft: Draft, internal: Internal) -> None:
    """Takes all that is internal out of a draft; warns where a public part needed it."""
    _Cutting(draft, internal).cut(Node("document", draft.document, ""), _NONE)


class _Cutting:
    def __init__(self, draft: Draft, internal: Internal) -> None:
        self._draft, self._internal = draft, internal

    def cut(self, node: Node, passed: frozenset[str]) -> None:
        """Takes what is internal out of an object and of all in it.

        `passed` are the internal properties that schemas around it speak of.
        """
        value = node.value
        if not isinstance(value, dict):
            return
        names = self._names(node, passed)
        self._secure(node)
        for key in list(value):
            shape = KINDS[node.kind].shape(key)
            if shape is not None:
                self._field(node, key, shape)
        _forget(value, names)
        for child in children(*node):
            key = pointer.tokens(child.pointer[len(node.pointer) :])[0]
            self.cut(child, names if node.kind == "schema" and key in _IN_PLACE else _NONE)
        self._tidy(node)

    def _names(self, node: Node, passed: frozenset[str]) -> frozenset[str]:
        """The internal properties of what a schema judges, which nothing may ask for."""
        if node.kind != "schema":
            return _NONE
        properties = node.value.get("properties", {})
        own = [name for name, one in properties.items() if self._is_internal("schema", one)]
        if own and any(node.value.get(key) is False for key in _CLOSING):
            message = f"{shown(', '.join(own))} is internal, and what is left forbids it"
            self._say(node.value, message, "let the schema allow additional properties")
        return (passed | self._internal.names(node.value)) - frozenset(properties.keys() - {*own})

    def _is_internal(self, kind: str, value: Any) -> bool:
        return self._internal.has(Node(kind, value, ""))

    def _field(self, node: Node, key: str, shape: Shape) -> None:
        """Takes what is internal out of one field, or the field itself."""
        held = node.value[key]
        if shape.holder is Holder.MAP and isinstance(held, dict):
            gone = [name for name, one in held.items() if self._goes(shape.kind, one, name)]
            for name in gone:
                del held[name]
            if gone and not held and key in _LISTED:
                del node.value[key]
        elif shape.holder is Holder.LIST and isinstance(held, list):
            several = [self._kept(shape.kind, one) for one in held]
            node.value[key] = [one for one in several if one is not None]
            if held and not node.value[key]:
                del node.value[key]
                if key not in _LISTED:
                    self._say(node.value, f"all of {shown(key)} is internal: anything may be sent")
        elif self._goes(shape.kind, held, key):
            if shape.kind in _MISSED:
                self._say(held, f"{shown(key)} is internal: anything may be sent")
            del node.value[key]

    def _goes(self, kind: str, value: Any, name: str) -> bool:
        """Whether an object is cut; a security scheme stays where nothing else is asked for."""
        if not self._is_internal(kind, value):
            return False
        if kind == "securityScheme" and name in self._internal.needed:
            value.pop(MARK, None)
            message = f"{shown(name)} is internal, and stays, for operations ask for nothing else"
            self._say(value, message)
            return False
        return True

    def _kept(self, kind: str, value: Any) -> Any:
        """What becomes of an item of a list, None when it is cut; a path needs its parameters."""
        if not self._is_internal(kind, value):
            return value
        found = self._internal.end(value)
        if kind != "parameter" or found.get("in") != "path":
            if kind == "parameter" and found.get("required") is True:
                message = f"{shown(found.get('name', ''))} is internal, and requests need it"
                self._say(value, message, f"make it public or optional, or {_USER} {MARK}")
            return None
        kept = {key: one for key, one in found.items() if key != MARK}
        self._draft.stands_for(kept, value)
        self._say(value, "an internal parameter of a path stays, for the path needs it")
        return kept

    def _secure(self, node: Node) -> None:
        """Takes alternatives that ask for internal schemes out, as long as another is left."""
        asked = node.value.get("security") if node.kind in ("document", "operation") else None
        if isinstance(asked, list) and asked:
            gone = self._internal.schemes - self._internal.needed
            node.value["security"] = [one for one in asked if not gone & one.keys()]

    def _tidy(self, node: Node) -> None:
        """Leaves out what has become empty, and what speaks of what is gone."""
        value = node.value
        if node.kind in ("paths", "document"):
            paths = value if node.kind == "paths" else value.get("webhooks", {})
            for path in [p for p, item in paths.items() if self._is_emptied(item)]:
                del paths[path]
        elif node.kind == "operation":
            if value.get("responses") == {}:
                self._say(value, "all responses are internal")
                value["responses"] = {"default": {"description": ""}}
            if value.get("x-successor") in self._internal.operations:
                del value["x-successor"]
        elif node.kind == "schema" and isinstance(value.get("discriminator"), dict):
            self._discriminate(value["discriminator"])

    def _is_emptied(self, item: Any) -> bool:
        if not isinstance(item, dict) or any(method in item for method in METHODS):
            return False
        return (self._draft.at(item) or "") in self._internal.holders

    def _discriminate(self, discriminator: dict[str, Any]) -> None:
        mapping: dict[str, Any] = discriminator.get("mapping", {})
        for name, said in list(mapping.items()):
            text = str(said)
            at = pointer.from_reference(text) if "#" in text else None
            if (at or join("/components/schemas", text)) in self._internal.components:
                del mapping[name]

    def _say(self, value: Any, message: str, remedy: str = "") -> None:
        at = self._draft.at(value) or ""
        self._draft.say(at, RULE, message, remedy or f"make it public, or {_USER} {MARK}")


def _forget(schema: dict[str, Any], names: frozenset[str]) -> None:
    """Takes names of properties out of what a schema asks for."""
    if not names:
        return
    if isinstance(schema.get("required"), list):
        schema["required"] = [name for name in schema["required"] if name not in names]
    for key in ("dependentRequired", "dependentSchemas"):
        dependent = schema.get(key)
        if isinstance(dependent, dict):
            for name in names & dependent.keys():
                del dependent[name]
    if isinstance(dependent := schema.get("dependentRequired"), dict):
        for name, others in dependent.items():
            dependent[name] = [other for other in others if other not in names]
    if (
        isinstance(found := schema.get("discriminator"), dict)
        and found.get("propertyName") in names
    ):
        del schema["discriminator"]
