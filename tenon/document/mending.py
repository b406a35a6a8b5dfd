"""Takes out of a bundle what stands in the way of serving the rest of it.

A fault names a node, and what is done about it is a row: the node is taken out, or what it lacks
is put in. What then breaks around it is mended in the same way, until nothing is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tenon.contract import pointer
from tenon.contract.schemas import Schemas
from tenon.document import rules, validity
from tenon.document.grammar import Node, walk
from tenon.document.identity import own_id
from tenon.document.subject import Subject
from tenon.document.validity import Fault, kind_at
from tenon.finding import Severity

_ROUNDS = 30  # each takes out what the one before brought to light
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
# What the reader of a contract copes with by itself: the first of two, or a number to a name.
_HARMLESS = frozenset({"duplicate-operation-id", "duplicate-parameter"})
# What an object lacks that can be put in without changing what it says.
_LACKING: dict[str, Callable[[], dict[str, Any]]] = {
    "document": lambda: {"info": {"title": "", "version": ""}},
    "info": lambda: {"title": "", "version": ""},
    "requestBody": lambda: {"content": {}},
}
# What a scheme becomes that cannot be read: who calls is asked all the same.
_SCHEME = {"type": "http", "scheme": "bearer"}
_DESCRIBED = ("parameter", "header")
# Of fields that exclude each other, the one that stays and the one that goes.
_EXCLUSIVE = (
    ("examples", "example"),
    ("value", "externalValue"),
    ("dataValue", "value"),
    ("serializedValue", "externalValue"),
    ("encoding", "prefixEncoding"),
    ("encoding", "itemEncoding"),
)


def mend(document: dict[str, Any]) -> None:
    """Mend a bundle of OpenAPI 3.1, in place, as far as it can be mended."""
    for _ in range(_ROUNDS):
        found = _urgent({f for f in _faults(document) if f.rule not in _HARMLESS})
        wholes = {_WHOLE[f.rule] for f in found if f.rule in _WHOLE}
        done = [whole(document) for whole in wholes]
        # The last ones first, so that the places of those before stay what they are.
        single = {f.pointer: f for f in found if f.rule not in _WHOLE}
        last_first = sorted(single.values(), key=_order, reverse=True)
        done += [_MENDERS.get(f.rule, _remove)(document, f.pointer) for f in last_first]
        if not any(done):
            return


def _faults(document: dict[str, Any]) -> Iterator[Fault]:
    yield from _dangling(document)
    for fault in (*validity.faults(document, 1), *rules.broken(document)):
        if fault.severity is Severity.ERROR:
            yield fault


def _urgent(found: set[Fault]) -> set[Fault]:
    """The faults to mend now: a field may only be unknown because of another fault beside it."""
    known = {fault for fault in found if fault.rule != "unknown-field"}
    return known or found


def _order(fault: Fault) -> list[tuple[int, str]]:
    tokens = pointer.tokens(fault.pointer)
    return [(int(t) if t.isascii() and t.isdecimal() else -1, t) for t in tokens]


def _dangling(document: dict[str, Any]) -> Iterator[Fault]:
    """References that lead nowhere, in circles, or to what cannot stand in their place."""
    schemas, resource = Schemas(document), ""
    for node in walk("document", document):
        value = node.value
        if resource and not node.pointer.startswith(resource):
            resource = ""
        if type(value) is not dict or resource:
            continue
        if node.kind == "schema" and own_id(value):
            resource = node.pointer + "/"  # its references are relative to itself
        elif type(value.get("$ref")) is str and not _leads(document, schemas, node):
            yield Fault(node.pointer, "unresolved-ref", "")


def _leads(document: dict[str, Any], schemas: Schemas, node: Node) -> bool:
    try:
        if node.kind == "schema":
            return _leads_to_schema(schemas, node.value)
        end, _ = pointer.follow(document, node.value, node.pointer)
    except (KeyError, ValueError):
        return False
    if not isinstance(end, dict) or "$ref" in end:
        return False
    return node.kind != "parameter" or _is_parameter(end)


def _leads_to_schema(schemas: Schemas, value: Any) -> bool:
    seen = set()
    while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
        if reference in seen:
            return False
        seen.add(reference)
        found = schemas.target(reference, "")
        if found is None:
            return reference.startswith(("http://json-schema.org/", "https://json-schema.org/"))
        value = found[1]
    return isinstance(value, (dict, bool))


def _is_parameter(value: dict[str, Any]) -> bool:
    return isinstance(value.get("name"), str) and isinstance(value.get("in"), str)


def _remove(document: dict[str, Any], at: str) -> bool:
    """Take a node out. In the place of a security scheme another one is put."""
    around, _, _ = at.rpartition("/")
    try:
        holder, token = pointer.resolve(document, around), pointer.tokens(at)[-1]
        key = int(token) if isinstance(holder, list) else token
        if kind_at(document, at) == ("securityScheme", []) and holder[key] != _SCHEME:
            holder[key] = dict(_SCHEME)
        else:
            del holder[key]
    except (KeyError, IndexError, TypeError, ValueError):
        return False  # it went with what was around it
    return True


def _complete(document: dict[str, Any], at: str) -> bool:
    """Put in what a node lacks, or take it out."""
    node = _node(document, at)
    kind, below = kind_at(document, at)
    if not isinstance(node, dict) or below:
        return _remove(document, at)
    if kind in _DESCRIBED and (kind == "header" or _is_parameter(node)):
        return _describe(node) or _remove(document, at)
    lacking = _LACKING[kind]() if kind in _LACKING else {}
    added = {key: value for key, value in lacking.items() if key not in node}
    node.update(added)
    return bool(added) or _remove(document, at)


def _describe(node: dict[str, Any]) -> bool:
    """Let a parameter have one schema, or one media type."""
    if "schema" in node and "content" in node:
        del node["content"]
    elif "schema" not in node and "content" not in node:
        node["schema"] = {}
    else:
        return False
    return True


def _choose(document: dict[str, Any], at: str) -> bool:
    """Keep one of the fields that exclude each other."""
    node = _node(document, at)
    for stays, goes in _EXCLUSIVE:
        if isinstance(node, dict) and stays in node and goes in node:
            del node[goes]
            return True
    return _remove(document, at)


def _dereference(document: dict[str, Any], at: str) -> bool:
    """Let a schema say nothing where its reference leads nowhere; take others out."""
    node = _node(document, at)
    if kind_at(document, at)[0] == "schema" and isinstance(node, dict):
        return node.pop("$ref", None) is not None
    return _remove(document, at)


def _node(document: dict[str, Any], at: str) -> Any:
    try:
        return pointer.resolve(document, at)
    except KeyError:
        return None


def _declare(document: dict[str, Any]) -> bool:
    """Declare the parameters that paths name as texts."""
    done = False
    subject = Subject(document)
    for operation in subject.operations:
        listed = operation.value.setdefault("parameters", [])
        several = (
            *subject.parameters(operation.value, ""),
            *subject.parameters(operation.item, ""),
        )
        known = {str(value.get("name")) for value, _ in several if value.get("in") == "path"}
        for name in dict.fromkeys(_TEMPLATE.findall(operation.path)):
            if name and name not in known and isinstance(listed, list):
                schema = {"type": "string"}
                listed.append({"name": name, "in": "path", "required": True, "schema": schema})
                done = True
    return done


def _part(document: dict[str, Any]) -> bool:
    """Keep the first of operations whose paths cannot be told apart."""
    done = False
    seen = set()
    for operation in Subject(document).operations:
        form = (operation.method, _TEMPLATE.sub("{}", operation.path))
        if form in seen:
            del operation.item[operation.method]
            done = True
        seen.add(form)
    return done


_MENDERS: dict[str, Callable[[dict[str, Any], str], bool]] = {
    "missing-field": _complete,
    "wrong-combination": _choose,
    "unresolved-ref": _dereference,
}
_WHOLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "path-parameter-undeclared": _declare,
    "ambiguous-path": _part,
}
