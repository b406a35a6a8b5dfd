"""Operations and security schemes read from the raw dictionaries of a bundle, and only here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenon.contract import naming, pointer
from tenon.contract.callbacks import METHODS, RawRequest, raw_callbacks, raw_webhooks
from tenon.contract.operation import (
    Body,
    Callback,
    Header,
    Location,
    Media,
    Operation,
    Parameter,
    Reply,
    Schema,
)
from tenon.contract.security import SecurityScheme
from tenon.finding import Place

_DEFAULT_STYLE = {
    Location.PATH: "simple",
    Location.QUERY: "form",
    Location.HEADER: "simple",
    Location.COOKIE: "form",
}
# Header parameters of these names are ignored (OpenAPI 3.1, Parameter Object, `name`).
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_TAKEN_ARGUMENTS = ("query", "body", "accept", "content_type", "principal")


def read_operations(document: dict[str, Any], places: Mapping[str, Place]) -> Iterator[Operation]:
    """Every operation of a bundle, in the order of its paths and of their methods."""
    found = list(_raw_operations(document))
    ids = naming.unique(_operation_id(raw, method, path) for path, method, _, raw, _ in found)
    groups = [_group(raw, path) for path, _, _, raw, _ in found]
    functions = _functions(ids, groups)
    for (path, method, item, raw, place_pointer), id_, group, function in zip(
        found, ids, groups, functions, strict=True
    ):
        reader = _Reader(document, place_pointer)
        yield Operation(
            id=id_,
            function=function,
            method=method.upper(),
            path=path,
            group=group,
            pointer=place_pointer,
            place=places.get(place_pointer),
            summary=str(raw.get("summary", "")),
            description=str(raw.get("description", "")),
            tags=tuple(map(str, raw.get("tags") or ())),
            deprecated=bool(raw.get("deprecated", False)),
            parameters=reader.parameters(item, raw, path),
            body=reader.body(raw),
            replies=reader.replies(raw),
            security=_security(raw.get("security", document.get("security"))),
            extensions={k: v for k, v in raw.items() if k.startswith("x-")},
            callbacks=_callbacks(document, raw_callbacks(document, raw, place_pointer), places),
        )


def read_webhooks(document: dict[str, Any], places: Mapping[str, Place]) -> tuple[Callback, ...]:
    """Every webhook of a bundle, one for each of its methods, in the order of the document."""
    return _callbacks(document, raw_webhooks(document), places)


def _callbacks(
    document: dict[str, Any], found: Iterable[RawRequest], places: Mapping[str, Place]
) -> tuple[Callback, ...]:
    return tuple(Callback(raw.name, raw.expression, _sent(document, raw, places)) for raw in found)


def _sent(document: dict[str, Any], raw: RawRequest, places: Mapping[str, Place]) -> Operation:
    """What a callback sends, as an operation whose path is its expression."""
    reader, value = _Reader(document, raw.pointer), raw.value
    name = str(value.get("operationId") or raw.name)
    return Operation(
        id=name,
        function=naming.snake(name),
        method=raw.method.upper(),
        path=raw.expression,
        group=naming.snake(raw.name),
        pointer=raw.pointer,
        place=places.get(raw.pointer),
        summary=str(value.get("summary", "")),
        description=str(value.get("description", "")),
        parameters=reader.parameters(raw.item, value, raw.expression),
        body=reader.body(value),
        replies=reader.replies(value),
        extensions={k: v for k, v in value.items() if k.startswith("x-")},
    )


def read_security_schemes(
    document: dict[str, Any], places: Mapping[str, Place]
) -> Iterator[SecurityScheme]:
    """Every security scheme that a bundle declares, in its order."""
    declared = (document.get("components") or {}).get("securitySchemes") or {}
    for name, value in declared.items():
        at = pointer.join("/components/securitySchemes", name)
        raw, where = pointer.follow(document, value, at)
        located = raw.get("type") == "apiKey" and raw.get("in") in tuple(Location)
        yield SecurityScheme(
            name=name,
            type=str(raw.get("type", "")),
            pointer=at,
            scheme=str(raw.get("scheme", "")).lower(),
            location=Location(raw["in"]) if located else None,
            parameter=str(raw.get("name", "")),
            bearer_format=str(raw.get("bearerFormat", "")),
            open_id_connect_url=str(raw.get("openIdConnectUrl", "")),
            flows=raw.get("flows") or {},
            description=str(raw.get("description", "")),
            place=places.get(where) or places.get(at),
        )


_Raw = tuple[str, str, tuple[Mapping[str, Any], str], Mapping[str, Any], str]


def _raw_operations(document: dict[str, Any]) -> Iterator[_Raw]:
    for path, value in (document.get("paths") or {}).items():
        if not path.startswith("/"):
            continue
        item, at = pointer.follow(document, value, pointer.join("/paths", path))
        for method in METHODS:
            raw = item.get(method)
            if isinstance(raw, Mapping):
                yield path, method, (item, at), raw, pointer.join(at, method)


def _operation_id(raw: Mapping[str, Any], method: str, path: str) -> str:
    return str(raw.get("operationId") or naming.snake(f"{method} {path.replace('{', ' by ')}"))


def _group(raw: Mapping[str, Any], path: str) -> str:
    tags = raw.get("tags") or [
        next((part for part in path.split("/") if part and "{" not in part), "root")
    ]
    return naming.snake(str(tags[0]))


def _functions(ids: list[str], groups: list[str]) -> list[str]:
    """The Python name of each operation, unique within its group."""
    taken: dict[str, set[str]] = {}
    names = []
    for id_, group in zip(ids, groups, strict=True):
        seen = taken.setdefault(group, set())
        name = naming.unique([naming.snake(id_)], seen)[0]
        seen.add(name)
        names.append(name)
    return names


def _security(raw: Any) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    return tuple(
        {name: tuple(map(str, scopes or ())) for name, scopes in requirement.items()}
        for requirement in raw or ()
    )


class _Reader:
    """Reads the parts of one operation, following references."""

    def __init__(self, document: dict[str, Any], at: str) -> None:
        self._document = document
        self._at = at

    def parameters(
        self, item: tuple[Mapping[str, Any], str], raw: Mapping[str, Any], path: str
    ) -> tuple[Parameter, ...]:
        """Path-level parameters overridden by the operation's own of the same name and place."""
        merged: dict[tuple[str, str], tuple[Mapping[str, Any], str]] = {}
        for holder, at in (item, (raw, self._at)):
            for index, value in enumerate(holder.get("parameters") or ()):
                found, where = self._follow(value, pointer.join(at, "parameters", index))
                merged[found["in"], found["name"]] = (found, where)
        kept = [
            (found, where)
            for found, where in merged.values()
            if found["in"] in _DEFAULT_STYLE
            and not (found["in"] == "header" and found["name"].lower() in _IGNORED_HEADERS)
        ]
        kept.sort(key=lambda pair: _path_order(pair[0], path))
        arguments = naming.unique(
            (naming.snake(found["name"]) for found, _ in kept), _TAKEN_ARGUMENTS
        )
        return tuple(
            self._parameter(found, where, argument)
            for (found, where), argument in zip(kept, arguments, strict=True)
        )

    def _parameter(self, raw: Mapping[str, Any], at: str, argument: str) -> Parameter:
        location = Location(raw["in"])
        style = str(raw.get("style", _DEFAULT_STYLE[location]))
        return Parameter(
            name=str(raw["name"]),
            location=location,
            argument=argument,
            required=location is Location.PATH or bool(raw.get("required", False)),
            schema=self._schema(raw, at),
            content=self._content(raw, at),
            style=style,
            explode=bool(raw.get("explode", style == "form")),
            allow_reserved=bool(raw.get("allowReserved", False)),
            deprecated=bool(raw.get("deprecated", False)),
            description=str(raw.get("description", "")),
            examples=self._examples(raw, at),
            extensions={k: v for k, v in raw.items() if k.startswith("x-")},
        )

    def body(self, raw: Mapping[str, Any]) -> Body | None:
        """The request body, None when none is declared."""
        if "requestBody" not in raw:
            return None
        found, at = self._follow(raw["requestBody"], pointer.join(self._at, "requestBody"))
        return Body(
            media=self._media(found, at),
            required=bool(found.get("required", False)),
            description=str(found.get("description", "")),
        )

    def replies(self, raw: Mapping[str, Any]) -> dict[str, Reply]:
        """The declared replies by status, in the order of the contract."""
        replies = {}
        for key, value in (raw.get("responses") or {}).items():
            if key.startswith("x-"):
                continue
            found, at = self._follow(value, pointer.join(self._at, "responses", key))
            status = key.upper() if key != "default" else key
            replies[status] = Reply(
                status=status,
                description=str(found.get("description", "")),
                media=self._media(found, at),
                headers=self._headers(found, at),
            )
        return replies

    def _headers(self, raw: Mapping[str, Any], at: str) -> dict[str, Header]:
        # Content-Type is ignored here (OpenAPI 3.1, Response Object, `headers`).
        names = [n for n in raw.get("headers") or {} if n.lower() != "content-type"]
        arguments = naming.unique(map(naming.snake, names), ("body", "status", "media_type"))
        headers = {}
        for name, argument in zip(names, arguments, strict=True):
            found, where = self._follow(raw["headers"][name], pointer.join(at, "headers", name))
            headers[name] = Header(
                name=name,
                argument=argument,
                required=bool(found.get("required", False)),
                schema=self._schema(found, where),
                content=self._content(found, where),
                explode=bool(found.get("explode", False)),
                description=str(found.get("description", "")),
                examples=self._examples(found, where),
            )
        return headers

    def _media(self, raw: Mapping[str, Any], at: str) -> dict[str, Media]:
        media = {}
        for type_, value in (raw.get("content") or {}).items():
            found, where = self._follow(value, pointer.join(at, "content", type_))
            media[type_] = Media(
                type=type_,
                schema=self._schema(found, where),
                item_schema=self._schema(found, where, "x-itemSchema"),
                encoding=found.get("encoding") or {},
                examples=self._examples(found, where),
                stream=found.get("x-stream") is True,
                max_bytes=found.get("x-max-bytes"),
            )
        return media

    def _content(self, raw: Mapping[str, Any], at: str) -> Media | None:
        return next(iter(self._media(raw, at).values()), None)

    def _schema(self, raw: Mapping[str, Any], at: str, key: str = "schema") -> Schema | None:
        if key not in raw:
            return None
        return Schema(pointer.join(at, key), raw[key])

    def _examples(self, raw: Mapping[str, Any], at: str) -> dict[str, Any]:
        examples = {"default": raw["example"]} if "example" in raw else {}
        for name, value in (raw.get("examples") or {}).items():
            found, _ = self._follow(value, pointer.join(at, "examples", name))
            if isinstance(found, Mapping) and "value" in found:
                examples[name] = found["value"]
        return examples

    def _follow(self, value: Any, at: str) -> tuple[Mapping[str, Any], str]:
        return pointer.follow(self._document, value, at)


def _path_order(raw: Mapping[str, Any], path: str) -> int:
    """Path parameters first, as they come in the path; the rest keep their order."""
    if raw["in"] != "path":
        return len(path)
    return path.find(f"{{{raw['name']}}}")
