"""Lowers an OpenAPI 3.1 document to 3.0.4, for tools and gateways that stop there.

What 3.0 has no words for is kept under `x-` where it says something, and told: as a warning
where 3.0 allows more than the contract, as a note where only knowledge is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import KINDS, Holder, Shape
from tenon.document.official import fields
from tenon.document.wording import shown
from tenon.finding import Severity
from tenon.publish.draft import Draft
from tenon.publish.saying import LOOSER, ONLY
from tenon.publish.schema_30 import Schema30

VERSION = "3.0.4"
_DIALECT = "https://spec.openapis.org/oas/3.1/"
_SCOPED = ("oauth2", "openIdConnect")  # OpenAPI 3.0.4, Security Requirement Object
_BODILESS = ("get", "head", "delete", "options", "trace")
_FILES = ("application/octet-stream", "application/pdf", "application/zip", "application/gzip")
_FILE_TYPES = ("image/", "audio/", "video/", "font/")
# What a Reference Object may say anew of what it refers to (OpenAPI 3.1, Reference Object).
_RESAID = {"example": ("summary", "description")}


def lower_30(draft: Draft) -> dict[str, Any]:
    """The document of a draft, whose references are settled, as one of OpenAPI 3.0.4."""
    return dict(_Lowering(draft).lowered("document", draft.document, ""))


class _Lowering:
    def __init__(self, draft: Draft) -> None:
        self.draft, self.document = draft, draft.document
        self.schemas = Schema30(draft)
        self.schemes = draft.document.get("components", {}).get("securitySchemes", {})
        self._done: dict[tuple[str, int], tuple[Any, Any]] = {}

    def lowered(self, kind: str, value: Any, at: str) -> Any:
        """An object of some kind in 3.0."""
        if kind == "schema":
            return self.schemas.lowered(value, at)
        if not isinstance(value, dict):
            return value
        key = (kind, id(value))
        if key not in self._done:
            self._done[key] = (value, self._made(kind, value, self.draft.at(value) or at))
        return self._done[key][1]

    def _made(self, kind: str, value: dict[str, Any], at: str) -> Any:
        if "$ref" in value and KINDS[kind].section:
            return self._referred(kind, value, at)
        members = {}
        for key, child in value.items():
            shape = KINDS[kind].shape(key)
            members[key] = self._held(shape, child, join(at, key)) if shape else child
        row = _ROWS.get(kind)
        return self._known(kind, row(self, members, at) if row else members, at)

    def _known(self, kind: str, members: dict[str, Any], at: str) -> dict[str, Any]:
        """An object whose fields are known in 3.0; others are kept under `x-`."""
        known = fields(kind, 0) | KINDS[kind].fields.keys()
        if KINDS[kind].rest or not fields(kind, 0):
            return members
        made = {}
        for key, one in members.items():
            name = key if key in known or key.startswith("x-") else f"x-{key}"
            if name != key:
                message = f"{shown(key)} is no field of OpenAPI 3.0, and kept as {shown(name)}"
                self.note(join(at, key), message)
            made[name] = one
        return made

    def _held(self, shape: Shape, value: Any, at: str) -> Any:
        if shape.holder is Holder.MAP and isinstance(value, dict):
            return {k: self.lowered(shape.kind, one, join(at, k)) for k, one in value.items()}
        if shape.holder is Holder.LIST and isinstance(value, list):
            return [self.lowered(shape.kind, one, join(at, i)) for i, one in enumerate(value)]
        return self.lowered(shape.kind, value, at)

    def _referred(self, kind: str, value: dict[str, Any], at: str) -> Any:
        """A reference; what is said beside it is said in a copy, for 3.0 reads nothing there."""
        found, where = pointer.follow(self.document, value, at)
        if kind == "pathItem":  # which 3.0 has no components for
            merged = {**found, **{key: one for key, one in value.items() if key != "$ref"}}
            self.draft.stands_for(merged, found)
            return self.lowered(kind, merged, where)
        resaid = {key: value[key] for key in _RESAID.get(kind, ("description",)) if key in value}
        if not resaid:
            return {"$ref": value["$ref"]}
        return {**self.lowered(kind, found, where), **resaid}

    def note(self, at: str, message: str) -> None:
        """Tells what is only known in 3.1."""
        self.draft.say(at, ONLY, message, severity=Severity.NOTE)


def _document(lowering: _Lowering, members: dict[str, Any], _: str) -> dict[str, Any]:
    members["openapi"] = VERSION
    members.setdefault("paths", {})
    dialect = members.pop("jsonSchemaDialect", None)
    if dialect is not None and not str(dialect).startswith(_DIALECT):
        message = f"schemas are read as those of OpenAPI 3.0, not of {shown(dialect)}"
        lowering.note("/jsonSchemaDialect", message)
    if "webhooks" in members:
        message = "OpenAPI 3.0 has no webhooks; they are kept as x-webhooks"
        lowering.draft.say("/webhooks", LOOSER, message)
    members = _secured(lowering, members, "")
    return {"x-webhooks" if key == "webhooks" else key: one for key, one in members.items()}


def _info(lowering: _Lowering, members: dict[str, Any], at: str) -> dict[str, Any]:
    if isinstance(members.get("license"), dict) and "identifier" in members["license"]:
        members["license"] = _license(members["license"])
        message = "the identifier of a licence is kept as x-identifier, with the address of SPDX"
        lowering.note(join(at, "license", "identifier"), message)
    return members


def _license(said: dict[str, Any]) -> dict[str, Any]:
    said = {"x-identifier" if key == "identifier" else key: one for key, one in said.items()}
    return {"url": f"https://spdx.org/licenses/{said['x-identifier']}.html"} | said


def _components(lowering: _Lowering, members: dict[str, Any], _: str) -> dict[str, Any]:
    members.pop("pathItems", None)  # each is where its references were
    kept = {}
    for name, scheme in members.get("securitySchemes", {}).items():
        if _is_mutual(lowering, name):
            at = join("/components/securitySchemes", name)
            message = "OpenAPI 3.0 has no mutualTLS; no operation asks for it any more"
            lowering.draft.say(at, LOOSER, message, "let the gateway ask for certificates")
        else:
            kept[name] = scheme
    if "securitySchemes" in members:
        members["securitySchemes"] = kept
    return members


def _operation(lowering: _Lowering, members: dict[str, Any], at: str) -> dict[str, Any]:
    if "requestBody" in members and pointer.tokens(at)[-1:] in ([m] for m in _BODILESS):
        message = "OpenAPI 3.0 lets tools ignore the body of such a request"
        lowering.note(join(at, "requestBody"), message)
    if not members.get("responses"):
        members["responses"] = {"default": {"description": ""}}
    return _secured(lowering, members, at)


def _secured(lowering: _Lowering, members: dict[str, Any], at: str) -> dict[str, Any]:
    """Names of roles are only for schemes that know scopes; others are kept as x-security."""
    asked = members.get("security")
    if not isinstance(asked, list):
        return members
    several = [{n: s for n, s in one.items() if not _is_mutual(lowering, n)} for one in asked]
    said = [{n: s if _has_scopes(lowering, n) else [] for n, s in one.items()} for one in several]
    if said != several:
        message = "OpenAPI 3.0 knows no roles of such schemes; they are kept in x-security"
        lowering.note(join(at, "security"), message)
    if said == asked:
        return members
    made: dict[str, Any] = {}
    for key, one in members.items():
        made |= {"security": said, "x-security": asked} if key == "security" else {key: one}
    return made


def _type_of(lowering: _Lowering, name: str) -> Any:
    return pointer.follow(lowering.document, lowering.schemes.get(name, {}), "")[0].get("type")


def _is_mutual(lowering: _Lowering, name: str) -> bool:
    return bool(_type_of(lowering, name) == "mutualTLS")


def _has_scopes(lowering: _Lowering, name: str) -> bool:
    return _type_of(lowering, name) in _SCOPED


def _content(lowering: _Lowering, members: dict[str, Any], at: str) -> dict[str, Any]:
    """Bytes, of which 3.1 says nothing, are a text of the format binary in 3.0."""
    content = members.get("content")
    if isinstance(content, dict):
        for name, media in content.items():
            if isinstance(media, dict) and "x-itemSchema" in media:
                message = "OpenAPI 3.0 does not know the items of a stream; x-itemSchema holds them"
                lowering.note(join(at, "content", name), message)
            elif isinstance(media, dict) and "schema" not in media and _is_file(name):
                content[name] = {"schema": {"type": "string", "format": "binary"}, **media}
    return members


def _is_file(media_type: str) -> bool:
    plain = media_type.partition(";")[0].strip().lower()
    return plain in _FILES or plain.startswith(_FILE_TYPES)


_ROWS: Mapping[str, Callable[[_Lowering, dict[str, Any], str], dict[str, Any]]] = {
    "components": _components,
    "document": _document,
    "info": _info,
    "operation": _operation,
    "requestBody": _content,
    "response": _content,
}
