"""A contract without what is internal.

`x-internal: true` on anything (a path, an operation, a schema, a property, a parameter, a tag, a
server, a security scheme, …) leaves it out, and all that nothing else uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import SECTIONS, Node, children
from tenon.publish.cutting import cut
from tenon.publish.draft import Draft
from tenon.publish.internal import Internal, component, is_component, operations
from tenon.publish.settling import References, base_of, uses_of
from tenon.publish.shearing import shear

_WITHIN = "internal"  # whoever uses something from within what is left out
_AROUND = ""  # whoever uses something from outside the components


def keep_public(draft: Draft) -> None:
    """Leaves out of a draft what is internal, and what only that uses."""
    document = draft.document
    internal = Internal(document)
    before = _Users(document, internal)
    tags, scopes = _tags(document), _scopes(document)
    shear(document, internal)
    cut(draft, internal)
    _prune(document, before, _Users(document, Internal({})))
    _forget_tags(document, tags - _tags(document))
    _forget_scopes(document, scopes - _scopes(document))


class _Users:
    """Which components are used by whom: by another one, from around, or from within."""

    def __init__(self, document: dict[str, Any], internal: Internal) -> None:
        self.components: list[str] = []
        self._uses: dict[str, list[str]] = {}
        known = References(document)
        stack = [(Node("document", document, ""), "", _AROUND)]
        while stack:
            node, base, user = stack.pop()
            base = base_of(node, base)
            if is_component(node.pointer):
                self.components.append(node.pointer)
                user = node.pointer
            if user != _WITHIN and internal.has(node):
                self._uses.setdefault(_WITHIN, []).extend([user] if user else [])
                user = _WITHIN
            found = [at for use in uses_of(node, base) for at in known.targets(use)]
            found += _named(node)
            uses = [at for target in found if (at := component(target)) is not None]
            self._uses.setdefault(user, []).extend(uses)
            stack.extend((child, base, user) for child in children(*node))

    def reached(self, starts: Iterable[str]) -> set[str]:
        """What some users use, and what that uses."""
        pending, seen = list(starts), set[str]()
        while pending:
            user = pending.pop()
            if user not in seen:
                seen.add(user)
                pending += self._uses.get(user, ())
        return seen


def _named(node: Node) -> list[str]:
    """Components that are used by name: security schemes, and schemas by a discriminator."""
    value = node.value
    if not isinstance(value, dict):
        return []
    if node.kind in ("document", "operation"):
        asked = value.get("security")
        names = [name for one in asked or () for name in one]
        return [join("/components/securitySchemes", name) for name in names]
    discriminator = value.get("discriminator") if node.kind == "schema" else None
    if not isinstance(discriminator, dict):
        return []
    return [at for said in discriminator.get("mapping", {}).values() if (at := _mapped(said))]


def _mapped(said: Any) -> str | None:
    """The schema that a discriminator's mapping names or refers to."""
    text = str(said)
    return pointer.from_reference(text) if "#" in text else join("/components/schemas", text)


def _prune(document: dict[str, Any], before: _Users, after: _Users) -> None:
    """Leaves out the components that only internal parts used."""
    touched = before.reached([_WITHIN])
    kept = after.reached([_AROUND, *(name for name in after.components if name not in touched)])
    components = document.get("components", {})
    for section in SECTIONS:
        members = components.get(section)
        for name in list(members or ()):
            if join("/components", section, name) not in kept:
                del members[name]
        if members == {}:
            del components[section]


def _tags(document: dict[str, Any]) -> set[str]:
    return {tag for one in operations(document) for tag in one.get("tags", ())}


def _forget_tags(document: dict[str, Any], names: set[str]) -> None:
    if isinstance(document.get("tags"), list):
        document["tags"] = [tag for tag in document["tags"] if tag.get("name") not in names]


def _scopes(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (name, scope)
        for holder in (document, *operations(document))
        for one in holder.get("security") or ()
        for name, scopes in one.items()
        for scope in scopes
    }


def _forget_scopes(document: dict[str, Any], gone: set[tuple[str, str]]) -> None:
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name, scope in gone:
        flows = schemes.get(name, {}).get("flows", {})
        for flow in flows.values() if isinstance(flows, dict) else ():
            if isinstance(flow, dict):
                flow.get("scopes", {}).pop(scope, None)
