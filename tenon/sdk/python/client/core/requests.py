"""Requests: what a call and its arguments become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from . import files, values
from .calls import Asked, Parameter

_Fields = Mapping[str, Any]
_SLOT = re.compile(r"\{([^{}]*)\}")


def build(
    http: httpx.Client | httpx.AsyncClient,
    base_url: str,
    call: Asked,
    arguments: _Fields,
    stack: ExitStack,
    timeout: httpx.Timeout,
) -> httpx.Request:
    """The request for a call; files stay open until the stack closes.

    An argument that is None is not sent. Raises ValueError for a path parameter that is empty.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    headers = {"Accept": call.accept, **_headers(call, given)}
    sent: dict[str, Any] = {}
    if call.body and (call.body == "multipart" or "body" in given):
        type_ = call.content_type or str(given.get("content_type", ""))
        if type_ and call.body != "multipart":
            headers["Content-Type"] = type_
        sent = _body(call, given, stack, asynchronous=isinstance(http, httpx.AsyncClient))
    url = base_url + _path(call, given) + _query(call, given)
    return http.build_request(call.method, url, headers=headers, timeout=timeout, **sent)


def _of(call: Asked, location: str, given: _Fields) -> Iterator[tuple[Parameter, Any]]:
    for parameter in call.parameters:
        if parameter.location == location and parameter.argument in given:
            yield parameter, given[parameter.argument]


def _path(call: Asked, given: _Fields) -> str:
    texts = {p.name: _segment(p, value) for p, value in _of(call, "path", given)}
    return _SLOT.sub(lambda slot: texts.get(slot[1], slot[0]), call.path)


def _segment(parameter: Parameter, value: Any) -> str:
    text = values.in_path(parameter, value)
    if not text:
        raise ValueError(f"{parameter.argument} is empty: a path needs it")
    # As they are, `.` and `..` would name another path (RFC 3986, section 5.2.4).
    return text.replace(".", "%2E") if text in (".", "..") else text


def _query(call: Asked, given: _Fields) -> str:
    parts = [part for p, value in _of(call, "query", given) for part in values.in_query(p, value)]
    return "?" + "&".join(parts) if parts else ""


def _headers(call: Asked, given: _Fields) -> dict[str, str]:
    found = {p.name: values.in_header(p, value) for p, value in _of(call, "header", given)}
    cookies = [f"{p.name}={values.in_header(p, v)}" for p, v in _of(call, "cookie", given)]
    return {**found, "Cookie": "; ".join(cookies)} if cookies else found


def _body(call: Asked, given: _Fields, stack: ExitStack, *, asynchronous: bool) -> dict[str, Any]:
    if call.body == "multipart":
        return {"files": list(_parts(call, given, stack))}
    body = given["body"]
    match call.body:
        case "json":
            return {"content": values.as_json(call.body_type, body)}
        case "form":
            fields = values.plain(body)
            return {"content": urlencode(list(_pairs(fields))).encode()}
        case "text":
            return {"content": body.encode()}
        case _:
            content = files.opened(body, stack)
            if isinstance(content, bytes):
                return {"content": content}
            read = files.pieces_async if asynchronous else files.pieces
            return {"content": read(content)}


def _pairs(fields: _Fields) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, _text(item)


def _parts(call: Asked, given: _Fields, stack: ExitStack) -> Iterator[tuple[str, Any]]:
    for argument, name in call.parts.items():
        value = given.get(argument)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield name, _part(item, stack)


def _part(item: Any, stack: ExitStack) -> tuple[Any, ...]:
    if isinstance(item, (files.File, Path, bytes)) or hasattr(item, "read"):
        file = files.described(item)
        content = files.opened(file, stack)
        return (file.name, content, file.type) if file.type else (file.name, content)
    value = values.plain(item)
    if isinstance(value, (dict, list)):
        return (None, values.as_json(None, value), "application/json")
    return (None, values.text(value).encode())


def _text(value: Any) -> str:
    return values.as_json(None, value).decode() if isinstance(value, dict) else values.text(value)
