"""A valid request to any operation of a contract, with values that its schemas allow."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from tenon.contract import Contract, Location, Media, Operation, Parameter, Schema
from tenon.contract.schemas import Direction
from tenon.mock.values import Values
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import essence, is_json

BOUNDARY = "between-the-parts"


@dataclass(frozen=True)
class Request:
    """One request as it is sent."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


class Asking:
    """Makes requests to the operations of one contract: what is required, and no more."""

    def __init__(self, contract: Contract, judge: Judge) -> None:
        self._contract = contract
        self._judge = judge
        self._lean = Values(contract.schemas, judge, fill=False)
        self._full = Values(contract.schemas, judge)

    def request(self, operation: Operation) -> Request:
        """A request that the operation's schemas allow, by somebody who may ask."""
        path, query = operation.path, [*self._query(operation)]
        headers = dict(self._headers(operation))
        for parameter in operation.located(Location.PATH):
            text = _styled(parameter, self._value(parameter), path=True)
            path = path.replace(f"{{{parameter.name}}}", text)
        cookies = [
            f"{p.name}={_styled(p, self._value(p))}"
            for p in operation.located(Location.COOKIE)
            if p.required
        ]
        for location, name, text in self._credentials(operation):
            if location is Location.QUERY:
                query.append(f"{quote(name)}={quote(text)}")
            elif location is Location.COOKIE:
                cookies.append(f"{name}={text}")
            else:
                headers[name] = text
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        content = b""
        if operation.body is not None and operation.body.media:
            media = _simplest(operation.body.media)
            content_type, content = self._body(media, operation.id)
            headers["content-type"] = content_type
        target = f"{path}?{'&'.join(query)}" if query else path
        return Request(operation.method.upper(), target, headers, content)

    def _query(self, operation: Operation) -> Iterator[str]:
        for parameter in operation.located(Location.QUERY):
            if parameter.required:
                yield from _queried(parameter, self._value(parameter))

    def _headers(self, operation: Operation) -> Iterator[tuple[str, str]]:
        for parameter in operation.located(Location.HEADER):
            if parameter.required:
                yield parameter.name, _styled(parameter, self._value(parameter), header=True)

    def _value(self, parameter: Parameter) -> Any:
        schema = parameter.content.schema if parameter.content else parameter.schema
        return self._valid(schema, parameter.examples, parameter.name, "x")

    def _valid(
        self,
        schema: Schema | None,
        examples: Mapping[str, Any],
        name: str,
        otherwise: Any,
        whole: bool = False,
    ) -> Any:
        """The first example that is valid, else a value that is made.

        Unless it is sent as a `whole`, what is empty in it is left out, for it leaves no trace.
        """
        if schema is None:
            return next(iter(examples.values()), otherwise)
        validator = self._judge.validator(schema, Direction.REQUEST)
        made = (
            values.made(schema, name, direction=Direction.REQUEST, name=name).value
            for values in (self._lean, self._full)
        )
        for value in (*examples.values(), *made):
            sent = value if whole else _without_nothing(value)
            if validator.is_valid(sent) and (whole or sent not in ([], {})):
                return sent
        return otherwise

    def _credentials(self, operation: Operation) -> Iterator[tuple[Location, str, str]]:
        for name in next((named for named in operation.security if named), ()):
            scheme = self._contract.security_schemes[name]
            if scheme.type == "apiKey":
                yield scheme.location or Location.HEADER, scheme.parameter, "key"
            elif scheme.type == "http" and scheme.scheme == "basic":
                word = base64.b64encode(b"ann:secret").decode()
                yield Location.HEADER, "authorization", f"Basic {word}"
            elif scheme.type == "http" and scheme.scheme not in ("bearer", ""):
                yield Location.HEADER, "authorization", f"{scheme.scheme.title()} username=ann"
            elif scheme.type != "mutualTLS":
                yield Location.HEADER, "authorization", "Bearer token"

    def _body(self, media: Media, key: str) -> tuple[str, bytes]:
        plain = essence(media.type)
        value = self._valid(media.schema, media.examples, key, {}, whole=is_json(plain))
        if is_json(plain):
            return media.type, json.dumps(value).encode()
        if plain == "application/x-www-form-urlencoded":
            return plain, "&".join(_fields(value, media.encoding)).encode()
        if plain == "multipart/form-data":
            return f"{plain}; boundary={BOUNDARY}", _multipart(value)
        content = value.encode() if isinstance(value, str) and value else b"bytes"
        return plain.replace("*/*", "text/plain").replace("/*", "/png"), content


def _simplest(media: Mapping[str, Media]) -> Media:
    """JSON before forms before the rest."""

    def rank(one: Media) -> int:
        plain = essence(one.type)
        return 0 if is_json(plain) else 1 if "form" in plain else 2

    return min(media.values(), key=rank)


def _without_nothing(value: Any) -> Any:
    """A value without the empty arrays and objects in it."""
    if isinstance(value, dict):
        members = {name: _without_nothing(item) for name, item in value.items()}
        return {name: item for name, item in members.items() if item not in ([], {})}
    if isinstance(value, list):
        return [item for item in map(_without_nothing, value) if item not in ([], {})]
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value)


def _styled(parameter: Parameter, value: Any, *, path: bool = False, header: bool = False) -> str:
    """A value as one text (OpenAPI 3.1, Style Values; RFC 6570)."""

    def encoded(text: str) -> str:
        return text if header else quote(text, safe="" if path else "-._~")

    if parameter.content is not None:
        whole = json.dumps(value) if is_json(parameter.content.type) else _text(value)
        return encoded(whole)
    prefix = {"label": ".", "matrix": f";{parameter.name}="}.get(parameter.style, "")
    if isinstance(value, list):
        return prefix + ",".join(encoded(_text(item)) for item in value)
    if isinstance(value, dict):
        equals = "=" if parameter.explode else ","
        return prefix + ",".join(
            f"{encoded(name)}{equals}{encoded(_text(item))}" for name, item in value.items()
        )
    return prefix + encoded(_text(value))


_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "|"}


def _queried(parameter: Parameter, value: Any) -> Iterator[str]:
    """A query parameter as the pairs it is sent as."""
    name = quote(parameter.name, safe="[]")
    if parameter.content is not None or not isinstance(value, (list, dict)):
        yield f"{name}={_styled(parameter, value)}"
    elif isinstance(value, dict):
        if parameter.style == "deepObject":
            yield from _deep(name, value)
        elif parameter.explode:
            yield from (f"{quote(key)}={quote(_text(item))}" for key, item in value.items())
        else:
            yield f"{name}={_styled(parameter, value)}"
    elif parameter.explode:
        yield from (f"{name}={quote(_text(item), safe='')}" for item in value)
    else:
        delimiter = _DELIMITERS.get(parameter.style, ",")
        yield f"{name}={delimiter.join(quote(_text(item), safe='') for item in value)}"


def _deep(name: str, value: Any) -> Iterator[str]:
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    for key, item in pairs:
        below = f"{name}[{quote(str(key))}]"
        if isinstance(item, (dict, list)):
            yield from _deep(below, item)
        else:
            yield f"{below}={quote(_text(item), safe='')}"


def _fields(value: Any, encoding: Mapping[str, Any]) -> Iterator[str]:
    """The members of a form as the pairs they are sent as (OpenAPI 3.1, Encoding Object)."""
    for name, item in value.items() if isinstance(value, dict) else ():
        style = (encoding.get(name) or {}).get("style")
        if style == "deepObject" and isinstance(item, (dict, list)):
            yield from _deep(quote(name), item)
        else:
            items = item if isinstance(item, list) else [item]
            yield from (urlencode({name: _text(one)}) for one in items)


def _multipart(value: Any) -> bytes:
    lines = []
    for name, item in value.items() if isinstance(value, dict) else ():
        for one in item if isinstance(item, list) else [item]:
            lines.append(f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"')
            if isinstance(one, (dict, list)):
                lines[-1] += "\r\ncontent-type: application/json"
            lines.append(f"\r\n{_text(one)}")
    return ("\r\n".join([*lines, f"--{BOUNDARY}--\r\n"])).encode()
