"""Runtime expressions: what stands in a request and its reply, named by the contract.

OpenAPI 3.1, "Runtime Expressions":
https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic_core import from_json, to_json

from tenon.contract import Location, pointer
from tenon.runtime.handler import Asked, Written
from tenon.runtime.headers import header_text
from tenon.runtime.target import quoted

_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_LONGEST = 8_192  # characters of a URL


class Unknown(ValueError):
    """An expression that names nothing, or nothing that is there."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was answered."""

    asked: Asked
    written: Written

    def url(self, template: str) -> str:
        """The URL that a template of runtime expressions yields. Raises Unknown."""
        made = "".join(text for text, _ in self._pieces(template))
        if len(made) > _LONGEST:
            raise Unknown(f"{template} yields a URL of more than {_LONGEST} characters")
        return made

    def names(self, template: str, host: str) -> bool:
        """Whether it is the request that names the host of what a template yields."""
        asked = (text for text, by in self._pieces(template) if by.startswith("$request."))
        return any(host in (_host(text), _host(f"//{text}")) for text in asked)

    def _pieces(self, template: str) -> Iterator[tuple[str, str]]:
        """The texts that a template is made of, and the expression that each comes from."""
        if template.startswith("$"):
            yield self.text(template), template
            return
        # Text and expressions take turns.
        for number, piece in enumerate(_EMBEDDED.split(template)):
            yield (self.text(piece), piece) if number % 2 else (piece, "")

    def text(self, expression: str) -> str:
        """What one expression yields, as text. Raises Unknown."""
        value = self.value(expression)
        if value is None:
            raise Unknown(f"{expression} is null")
        return value if isinstance(value, str) else to_json(value).decode()

    def value(self, expression: str) -> Any:
        """What one expression yields. Raises Unknown."""
        whole = _WHOLE.get(expression)
        if whole is not None:
            return whole(self)
        side, _, source = expression.partition(".")
        kind, _, name = source.partition(".")
        if source.partition("#")[0] == "body":
            return self._body(side, source.partition("#")[2], expression)
        find = _SOURCES.get((side, kind))
        if find is None or not name:
            raise Unknown(f"{expression} is no runtime expression")
        found = find(self, name)
        if found is None:
            raise Unknown(f"{expression} names nothing that was sent")
        return found

    def _body(self, side: str, at: str, expression: str) -> Any:
        bodies = {"$request": _request_body, "$response": _response_body}
        if side not in bodies:
            raise Unknown(f"{expression} is no runtime expression")
        try:
            return pointer.resolve(bodies[side](self), at)
        except (KeyError, ValueError):
            raise Unknown(f"{expression} names nothing that was sent") from None


def _host(text: str) -> str:
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def _url(exchange: Exchange) -> str:
    scope = exchange.asked.scope
    host = header_text(exchange.asked.headers.get(b"host", b"localhost"))
    query = scope.get("query_string", b"").decode("latin-1")
    path = quoted(scope.get("path", "/"))
    return f"{scope.get('scheme', 'http')}://{host}{path}" + (f"?{query}" if query else "")


def _request_body(exchange: Exchange) -> Any:
    if "body" not in exchange.asked.values:
        raise KeyError("body")
    return exchange.asked.values["body"]


def _response_body(exchange: Exchange) -> Any:
    body = exchange.written.body
    return from_json(body) if isinstance(body, bytes) else {}


def _request_header(exchange: Exchange, name: str) -> str | None:
    sent = exchange.asked.headers.get(name.lower().encode("latin-1", "replace"))
    return None if sent is None else header_text(sent)


def _response_header(exchange: Exchange, name: str) -> str | None:
    wanted = name.lower().encode("latin-1", "replace")
    found = (value for key, value in exchange.written.headers if key.lower() == wanted)
    value = next(found, None)
    return None if value is None else header_text(value)


def _query(exchange: Exchange, name: str) -> str | None:
    sent = exchange.asked.scope.get("query_string", b"").decode("latin-1")
    return dict(reversed(parse_qsl(sent, keep_blank_values=True))).get(name)


def _path(exchange: Exchange, name: str) -> Any:
    located = exchange.asked.operation.located(Location.PATH)
    argument = next((p.argument for p in located if p.name == name), "")
    return exchange.asked.values.get(argument)


_WHOLE: Mapping[str, Callable[[Exchange], Any]] = {
    "$url": _url,
    "$method": lambda exchange: exchange.asked.scope.get("method", "GET"),
    "$statusCode": lambda exchange: exchange.written.status,
}
_SOURCES: Mapping[tuple[str, str], Callable[[Exchange, str], Any]] = {
    ("$request", "header"): _request_header,
    ("$request", "query"): _query,
    ("$request", "path"): _path,
    ("$response", "header"): _response_header,
}
