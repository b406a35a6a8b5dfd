"""The document that the generator reads: safe names, one path an endpoint, types alone.

Every argument is a query parameter of it, for the generator only names these by what they are: what
they are on the wire is said in `endpoints.ts`. So no path, no header and no key of the contract
stands in what it writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.codegen.scalars import sound
from tenon.contract import Media, Operation, Parameter
from tenon.contract.parts import items_schema
from tenon.sdk.npm.methods import Answer, Method, fault_media
from tenon.sdk.rtk_query.plan import DOWNLOADED, PROBLEM, STREAM_FAULT, Endpoint, Plan
from tenon.sdk.rtk_query.schemas import BYTES, Schemas
from tenon.sdk.rtk_query.words import comment

_TEXT = {"type": "string"}
_NULL = {"type": "null"}
_STATUSES = frozenset(map(str, range(200, 300)))
_STATES = {"enum": ["open", "ended", "failed"]}


def document(plan: Plan) -> dict[str, Any]:
    """An OpenAPI document with an operation for each endpoint."""
    made: dict[str, Any] = _written(_Document(plan).made())
    return made


def _written(value: Any) -> Any:
    """A value whose texts can be written in UTF-8: a lone surrogate has its substitute."""
    if isinstance(value, dict):
        return {_written(key): _written(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, str) and not sound(value):
        return "".join(c if sound(c) else "\ufffd" for c in value)
    return value


class _Document:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._schemas = Schemas(plan.schemas)

    def made(self) -> dict[str, Any]:
        components = (self._plan.contract.document.get("components") or {}).get("schemas") or {}
        schemas = {self._plan.schemas[key]: _object(self._schemas.of(schema))
                   for key, schema in components.items()}  # fmt: skip
        return {
            "openapi": "3.1.0",
            "info": {"title": "api", "version": "1"},
            "paths": {f"/{e.name}": {_verb(e): self._operation(e)} for e in self._plan.endpoints},
            "components": {"schemas": {**schemas, **self._own()}},
        }

    def _operation(self, endpoint: Endpoint) -> dict[str, Any]:
        fault = _response({"$ref": f"#/components/schemas/{PROBLEM}"})
        return {
            "operationId": endpoint.name,
            "parameters": [*self._arguments(endpoint), *self._content(endpoint.method)],
            "responses": {**self._answers(endpoint.method), "default": fault},
        }

    def _arguments(self, endpoint: Endpoint) -> Iterator[dict[str, Any]]:
        for name, parameter in endpoint.arguments.items():
            schema = self._schemas.of(_schema(parameter))
            yield _argument(name, schema, parameter.description, required=parameter.required)

    def _content(self, method: Method) -> Iterator[dict[str, Any]]:
        sent, body = method.body, method.operation.body
        if sent is None or body is None:
            return
        schema = {"text": _TEXT, "bytes": BYTES}.get(sent.kind) or self._value(sent.media[0])
        yield _argument("body", schema, body.description, required=sent.required)
        if sent.chosen:
            several = not any("*" in type_ for type_ in sent.types)
            types: Any = {"enum": list(sent.types)} if several else _TEXT
            yield _argument("contentType", types, "What the body is.", required=False)

    def _answers(self, method: Method) -> dict[str, Any]:
        """What the data of an endpoint is, by status; a range of statuses is told as 200."""
        if method.kind == "download":
            return {"200": _response({"$ref": f"#/components/schemas/{DOWNLOADED}"})}
        if method.kind in ("stream", "lines"):
            return {"200": _response(self._streamed(method))}
        found: dict[str, list[Any]] = {}
        for answer in method.answers:
            status = answer.status if answer.status in _STATUSES else "200"
            found.setdefault(status, []).extend(self._read(answer))
        said = method.operation.replies
        return {
            status: _response(_union(schemas), said[status].description if status in said else "")
            for status, schemas in found.items()
        } or {"200": _response(_NULL)}

    def _read(self, answer: Answer) -> list[Any]:
        if answer.form == "none" or not answer.media:
            return [_NULL]
        return [_TEXT if answer.form == "text" else self._value(media) for media in answer.media]

    def _streamed(self, method: Method) -> Any:
        items = [self._item(method, m) for answer in method.answers for m in answer.media]
        properties = {
            "items": {"type": "array", "items": _union(items)},
            "state": _STATES,
            "error": {"$ref": f"#/components/schemas/{STREAM_FAULT}"},
        }
        return {"type": "object", "properties": properties, "required": ["items", "state"]}

    def _item(self, method: Method, media: Media) -> Any:
        if media.item_schema is not None:
            return self._schemas.of(media.item_schema.value)
        if media.schema is None:
            return _TEXT if method.texts else True
        each = items_schema(self._plan.contract.document, media.schema)
        return self._schemas.of((each or media.schema).value)

    def _value(self, media: Media) -> Any:
        return self._schemas.of(media.schema.value) if media.schema else True

    def _own(self) -> dict[str, Any]:
        """The types that every package has."""
        faults = [
            self._value(media)
            for operation in self._operations()
            for reply in operation.replies.values()
            for media in fault_media(reply)
        ]
        return {
            PROBLEM: _object(_union(faults) if faults else True),
            STREAM_FAULT: _named({
                "status": {"anyOf": [{"type": "number"}, _TEXT]},
                "message": _TEXT,
                "problem": {"$ref": f"#/components/schemas/{PROBLEM}"},
            }, "status", "message"),
            DOWNLOADED: _named({
                "url": {**_TEXT, "description": "Where this page finds the bytes."},
                "type": _TEXT,
                "size": {"type": "number"},
                "name": {**_TEXT, "description": "What the service calls the file."},
            }, "url", "type", "size"),
        }  # fmt: skip

    def _operations(self) -> Iterator[Operation]:
        """Each operation once, though it may be called in several ways."""
        seen = {endpoint.method.operation.id: endpoint.method for endpoint in self._plan.endpoints}
        return (method.operation for method in seen.values())


def _schema(parameter: Parameter) -> Any:
    said = parameter.schema or (parameter.content.schema if parameter.content else None)
    return said.value if said else _TEXT


def _argument(name: str, schema: Any, description: str, *, required: bool) -> dict[str, Any]:
    made = {"name": name, "in": "query", "required": required, "schema": _object(schema)}
    text = comment(description)
    return {**made, "description": text} if text else made


def _response(schema: Any, description: str = "") -> dict[str, Any]:
    content = {"application/json": {"schema": _object(schema)}}
    return {"description": comment(description), "content": content}


def _object(schema: Any) -> Any:
    """A schema where the generator takes `true` for none."""
    return {} if schema is True else schema


def _union(members: list[Any]) -> Any:
    known = [member for at, member in enumerate(members) if member not in members[:at]]
    if not known or True in (member is True or member == {} for member in known):
        return {}
    return known[0] if len(known) == 1 else {"anyOf": known}


def _named(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _verb(endpoint: Endpoint) -> str:
    """Told by what it is: the generator takes `get`, and nothing else, for a query."""
    return "get" if endpoint.query else "post"
