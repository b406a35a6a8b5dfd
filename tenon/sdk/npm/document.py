"""A contract as a document that generators of types read rightly: all of it, and nothing else.

Names of components are safe and unique, so are operation ids; schemas are `tenon.sdk.npm.schemas`;
of a stream it holds the schema of an item; bytes are strings with `x-bytes`: `in`, `out`, or `part`
of a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenon.codegen.site import Site
from tenon.contract import Contract, Header, Location, Media, Operation, Parameter, Reply, Schema
from tenon.contract import pointer as pointers
from tenon.contract.schemas import Direction
from tenon.contract.types import keyword
from tenon.sdk.npm import source
from tenon.sdk.npm.methods import Method, form_of
from tenon.sdk.npm.operations import header_kind
from tenon.sdk.npm.reach import Reach
from tenon.sdk.npm.schemas import Schemas

_HEADERS: Mapping[str, Any] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "strings": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "number"}},
}
_TEXT = {"type": "string"}
_PART = {"type": "string", "x-bytes": "part"}
_ANY_PARTS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {"anyOf": [_TEXT, {"type": "number"}, _PART]},
}
_BYTES = {way: {"type": "string", "x-bytes": said}
          for way, said in ((Direction.REQUEST, "in"), (Direction.REPLY, "out"))}  # fmt: skip


def document(contract: Contract, methods: Iterable[Method], taken: Iterable[str]) -> dict[str, Any]:
    """The document; `taken` are names that no component may have."""
    return Writing(contract, methods, taken).document()


class Writing:
    """A document being written."""

    def __init__(self, contract: Contract, methods: Iterable[Method], taken: Iterable[str]) -> None:
        self._contract = contract
        self._ids: dict[str, str] = {}
        for method in methods:
            self._ids.setdefault(method.operation.id, method.name)
        self._reach = Reach(contract, taken)
        for schema, direction in self._travelling():
            self._reach.include(schema.pointer, direction)
        components = (contract.document.get("components") or {}).get("schemas") or {}
        for key in components:
            self._reach.declare(pointers.join("/components/schemas", key))
        self._reach.settle()
        self._schemas = Schemas(contract, self._reach)

    def document(self) -> dict[str, Any]:
        """The whole document."""
        paths: dict[str, dict[str, Any]] = {}
        for operation in self._contract.operations:
            method = operation.method.lower()
            paths.setdefault(operation.path, {})[method] = self._operation(operation)
        info = {"title": "types", "version": "1"}
        components = {"schemas": self._schemas.components()}
        return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}

    def _travelling(self) -> Iterator[tuple[Schema, Direction]]:
        """Every schema of an operation, with the way it travels."""
        for operation in self._contract.operations:
            for parameter in operation.parameters:
                content = parameter.content.schema if parameter.content else None
                yield from _there(Direction.REQUEST, parameter.schema, content)
            for media in operation.body.media.values() if operation.body else ():
                yield from _there(Direction.REQUEST, media.schema, media.item_schema)
            for reply in operation.replies.values():
                for media in reply.media.values():
                    yield from _there(Direction.REPLY, media.schema, media.item_schema)

    def _operation(self, operation: Operation) -> dict[str, Any]:
        said: dict[str, Any] = {
            "operationId": self._ids[operation.id],
            "summary": source.words(operation.summary),
            "description": source.words(operation.description),
            "deprecated": operation.deprecated,
            "parameters": [self._parameter(each) for each in operation.parameters],
            "responses": {r.status: self._reply(r) for r in operation.replies.values()},
        }
        if operation.body is not None and operation.body.media:
            content = {m.type: {"schema": self._sent(m)} for m in operation.body.media.values()}
            said["requestBody"] = {"content": content, "required": operation.body.required}
        return {key: value for key, value in said.items() if value not in ("", False, [])}

    def _parameter(self, parameter: Parameter) -> dict[str, Any]:
        schema = parameter.schema or (parameter.content.schema if parameter.content else None)
        return {
            "name": parameter.name,
            "in": parameter.location.value,
            "description": source.words(parameter.description),
            "required": parameter.required or parameter.location is Location.PATH,
            "deprecated": parameter.deprecated,
            "schema": _TEXT if schema is None else self._at(schema, Direction.REQUEST),
        }

    def _reply(self, reply: Reply) -> dict[str, Any]:
        return {
            "description": source.words(reply.description),
            "headers": {header.name.lower(): self._header(header)
                        for header in reply.headers.values()},
            "content": {media.type: {"schema": self._answered(media)}
                        for media in reply.media.values()},
        }  # fmt: skip

    def _header(self, header: Header) -> dict[str, Any]:
        kind = header_kind(self._contract.schemas, header)
        words = source.words(header.description)
        return {"description": words, "required": header.required, "schema": _HEADERS[kind]}

    def _answered(self, media: Media) -> Any:
        match form_of(media):
            case "stream":
                return self._item(media)
            case "text":
                return _TEXT
            case "json":
                return self._at(media.schema, Direction.REPLY)
            case _:
                return _BYTES[Direction.REPLY]

    def _item(self, media: Media) -> Any:
        """The schema of an item of a stream; of a list that is streamed, that of its items."""
        if media.item_schema is not None:
            return self._at(media.item_schema, Direction.REPLY)
        if media.schema is None:
            return _TEXT if media.type.startswith("text/") else {}
        site = self._reach.followed(self._reach.sites.at(media.schema.pointer))
        listed = site.get("type") == "array" and site.has("items")
        return self._schemas.whole(site[("items",)] if listed else site, Direction.REPLY)

    def _sent(self, media: Media) -> Any:
        type_ = media.type.split(";")[0].strip().lower()
        if type_ == "multipart/form-data":
            return self._parts(media)
        form = "bytes" if media.stream else form_of(media)
        if form in ("text", "json"):
            return _TEXT if form == "text" else self._at(media.schema, Direction.REQUEST)
        return _BYTES[Direction.REQUEST]

    def _parts(self, media: Media) -> Any:
        """The parts of a form, of which some are bytes."""
        value = media.schema.value if media.schema else True
        site = self._reach.sites.at(media.schema.pointer) if media.schema else None
        named = self._schemas.alternatives(site) if site else {}
        if not named:
            return _ANY_PARTS
        hidden = self._contract.schemas.hidden(value, Direction.REQUEST)
        required = keyword(self._contract.schemas, value, "required") or []
        kept = {name: self._part(each) for name, each in named.items() if name not in hidden}
        return {"type": "object", "properties": kept,
                "required": [name for name in required if name in kept]}  # fmt: skip

    def _part(self, alternatives: list[Site]) -> Any:
        parts: list[Any] = []
        for each in map(self._one_part, alternatives):
            if each not in parts:
                parts.append(each)
        return parts[0] if len(parts) == 1 else {"anyOf": parts}

    def _one_part(self, given: Site) -> Any:
        site = self._reach.followed(given)
        words = source.words(str(given.get("description") or ""))
        if _binary(site):
            return _PART | ({"description": words} if words else {})
        if site.has("items") and _binary(self._reach.followed(site[("items",)])):
            return {"type": "array", "items": _PART}
        return self._schemas.whole(given, Direction.REQUEST)

    def _at(self, schema: Schema | None, direction: Direction) -> Any:
        made = {} if schema is None else self._schemas.at(schema.pointer, direction)
        return {"not": {}} if made is False else made


def _there(direction: Direction, *schemas: Schema | None) -> Iterator[tuple[Schema, Direction]]:
    yield from ((schema, direction) for schema in schemas if schema is not None)


def _binary(site: Site) -> bool:
    """Whether a part holds bytes (OpenAPI 3.1, "Considerations for File Uploads")."""
    if site.get("format") == "binary":
        return True
    said = site.get("contentMediaType")
    return isinstance(said, str) and not site.has("contentEncoding") and "json" not in said
