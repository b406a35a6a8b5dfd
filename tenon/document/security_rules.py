"""Checks of security requirements: the schemes and scopes that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, Subject
from tenon.document.wording import did_you_mean, shown


def unknown_scheme(node: Node, subject: Subject) -> Iterator[Found]:
    """Requirements of schemes that are not declared."""
    declared = subject.security_schemes
    for name, _, at in _required(node):
        if name not in declared:
            message = f"there is no security scheme {shown(name) or 'without a name'}"
            remedy = did_you_mean(name, declared) or "declare it in components/securitySchemes"
            yield Found(at, message, remedy)


def unknown_scope(node: Node, subject: Subject) -> Iterator[Found]:
    """Scopes of an OAuth 2 scheme that none of its flows names."""
    for name, scopes, at in _required(node):
        scheme = subject.security_schemes.get(name)
        if not isinstance(scheme, dict) or scheme.get("type") != "oauth2":
            continue
        known = _scopes(scheme)
        for index, scope in enumerate(scopes if isinstance(scopes, list) else ()):
            if isinstance(scope, str) and scope not in known:
                message = f"no flow of {shown(name)} names the scope {shown(scope)}"
                remedy = did_you_mean(scope, known) or "add it to the scopes of a flow"
                yield Found(join(at, index), message, remedy)


def _required(node: Node) -> Iterator[tuple[str, Any, str]]:
    """Name, scopes and pointer of every scheme that the requirements of an object name."""
    listed = node.value.get("security")
    for index, requirement in enumerate(listed if isinstance(listed, list) else ()):
        for name, scopes in requirement.items() if isinstance(requirement, dict) else ():
            yield str(name), scopes, join(node.pointer, "security", index, name)


def _scopes(scheme: dict[str, Any]) -> set[str]:
    flows = scheme.get("flows")
    found = [flow.get("scopes") for flow in _objects(flows)]
    return {str(scope) for scopes in found if isinstance(scopes, dict) for scope in scopes}


def _objects(value: Any) -> list[dict[str, Any]]:
    members = value.values() if isinstance(value, dict) else ()
    return [member for member in members if isinstance(member, dict)]
