"""Lowers an OpenAPI 3.2 document to 3.1, in place: what 3.1 does not know is kept under `x-`.

A stream keeps its meaning: `itemSchema` becomes `x-itemSchema`, which is read like it. What
cannot be served as it is written is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import Node, walk
from tenon.document.validity import Fault
from tenon.document.wording import shown
from tenon.finding import Severity

_ENCODINGS = ("encoding", "prefixEncoding", "itemEncoding")
# Fields of 3.2 that 3.1 has not, by kind of object.
_RENAMED: dict[str, tuple[str, ...]] = {
    "document": ("$self",),
    "server": ("name",),
    "tag": ("summary", "parent", "kind"),
    "pathItem": ("query", "additionalOperations"),
    "mediaType": ("description", "itemSchema", "prefixEncoding", "itemEncoding"),
    "encoding": _ENCODINGS,
    "response": ("summary",),
    "securityScheme": ("deprecated", "oauth2MetadataUrl"),
}
# Of those, the ones without which something is not served, with the words for it.
_LOST = {
    "query": "the method QUERY is not served",
    "additionalOperations": "additional operations are not served",
    "prefixEncoding": "parts of a body are not encoded one by one",
    "itemEncoding": "parts of a body are not encoded one by one",
}


def lower_32(document: dict[str, Any]) -> list[Fault]:
    """Lowers a bundle; gives a note for each part that is not served as it is written."""
    notes: list[Fault] = []
    document["openapi"] = "3.1.1"
    if str(document.get("jsonSchemaDialect", "")).startswith("https://spec.openapis.org/oas/3.2/"):
        del document["jsonSchemaDialect"]
    for node in list(walk("document", document)):
        if type(node.value) is dict:
            for lower in _LOWERERS.get(node.kind, ()):
                notes += lower(node, document)
            notes += _rename(node)
    _components(document.get("components"))
    return notes


def _rename(node: Node) -> Iterator[Fault]:
    names = [name for name in _RENAMED.get(node.kind, ()) if name in node.value]
    if node.kind == "encoding" and "encoding" in names and not node.value["encoding"]:
        names.remove("encoding")
        del node.value["encoding"]
    _rename_members(node.value, tuple(names))
    for name in names:
        if name in _LOST:
            yield _note(join(node.pointer, f"x-{name}"), f"{_LOST[name]}, and kept as x-{name}")


def _rename_members(value: Any, names: tuple[str, ...]) -> None:
    if isinstance(value, dict) and any(name in value for name in names):
        members = list(value.items())
        value.clear()
        value.update((f"x-{key}" if key in names else key, item) for key, item in members)


def _parameters(node: Node, document: dict[str, Any]) -> Iterator[Fault]:
    """Takes parameters of the whole query string out, for 3.1 has no such place."""
    listed = node.value.get("parameters")
    if not isinstance(listed, list):
        return
    found = [(item, _followed(document, item)) for item in listed]
    taken = [value for _, value in found if _is_querystring(value)]
    if taken:
        node.value["parameters"] = [item for item, value in found if not _is_querystring(value)]
        node.value["x-querystring"] = taken
        message = f"the query string {shown(taken[0].get('name'))} is not read, "
        yield _note(join(node.pointer, "parameters"), message + "and kept as x-querystring")


def _components(components: Any) -> None:
    _rename_members(components, ("mediaTypes",))
    parameters = components.get("parameters") if isinstance(components, dict) else None
    if isinstance(parameters, dict):
        taken = {name: item for name, item in parameters.items() if _is_querystring(item)}
        for name in taken:
            del parameters[name]
        if taken:
            components["x-querystrings"] = taken


def _parameter(node: Node, _: dict[str, Any]) -> Iterator[Fault]:
    where, style = node.value.get("in"), node.value.get("style")
    if where == "cookie" and style == "cookie":
        _rename_members(node.value, ("style",))
        message = "a cookie of the style cookie is read as one of the style form"
        yield _note(node.pointer, message)
    if where in ("path", "cookie", "header"):
        _rename_members(node.value, ("allowReserved",))


def _response(node: Node, _: dict[str, Any]) -> Iterator[Fault]:
    if "$ref" not in node.value and "description" not in node.value:
        node.value["description"] = str(node.value.get("summary", ""))
    yield from ()


def _example(node: Node, _: dict[str, Any]) -> Iterator[Fault]:
    if "dataValue" in node.value and "value" not in node.value:
        members = list(node.value.items())
        node.value.clear()
        node.value.update(("value" if k == "dataValue" else k, v) for k, v in members)
    _rename_members(node.value, ("serializedValue",))
    yield from ()


def _security(node: Node, _: dict[str, Any]) -> Iterator[Fault]:
    _rename_members(node.value.get("flows"), ("deviceAuthorization",))
    yield from ()


def _schema(node: Node, _: dict[str, Any]) -> Iterator[Fault]:
    for key, name in (("discriminator", "defaultMapping"), ("xml", "nodeType")):
        if isinstance(node.value.get(key), dict) and name in node.value[key]:
            node.value[key] = dict(node.value[key])
            _rename_members(node.value[key], (name,))
    xml = node.value.get("xml")
    if isinstance(xml, dict) and xml.get("x-nodeType") == "attribute" and "attribute" not in xml:
        del xml["x-nodeType"]
        xml["attribute"] = True
    yield from ()


_LOWERERS: dict[str, tuple[Callable[[Node, dict[str, Any]], Iterator[Fault]], ...]] = {
    "pathItem": (_parameters,),
    "operation": (_parameters,),
    "parameter": (_parameter,),
    "response": (_response,),
    "example": (_example,),
    "securityScheme": (_security,),
    "schema": (_schema,),
}


def _is_querystring(value: Any) -> bool:
    return isinstance(value, dict) and value.get("in") == "querystring"


def _followed(document: dict[str, Any], value: Any) -> Any:
    try:
        return pointer.follow(document, value, "")[0]
    except KeyError:
        return value


def _note(at: str, message: str) -> Fault:
    return Fault(at, "only-in-3.2", message, severity=Severity.NOTE)
