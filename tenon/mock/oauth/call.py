"""A request to an endpoint of the issuer, and its answer."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from pydantic_core import to_json

from tenon.runtime.body import Receive, read_body
from tenon.runtime.headers import RawHeaders, header_text
from tenon.runtime.negotiation import essence
from tenon.runtime.service import Scope

HOME = "/__mock/issuer"  # below which the endpoints are found, whatever a contract calls them
_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 65_536
_MOST_FIELDS = 100


class Refusal(Exception):
    """An error of OAuth 2.0 (RFC 6749, section 5.2): its code, in words, and its status."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.code, self.description, self.status = code, description, status


@dataclass(frozen=True, slots=True)
class Call:
    """What was sent: `said` are its parameters, of the query or of the form."""

    method: str
    base: str
    said: Mapping[str, str]
    headers: Mapping[bytes, bytes]

    def need(self, name: str) -> str:
        """A parameter that must be there. Raises Refusal."""
        if not self.said.get(name):
            raise Refusal("invalid_request", f"{name} is missing")
        return self.said[name]

    @property
    def client(self) -> str:
        """Who the client says it is, by Basic authentication or in the form. Raises Refusal."""
        kind, _, encoded = header_text(self.headers.get(b"authorization", b"")).partition(" ")
        if kind.lower() != "basic":
            return self.said.get("client_id") or "mock-client"
        try:
            name = b64decode(encoded.strip(), validate=True).decode().partition(":")[0]
        except (binascii.Error, ValueError):
            raise Refusal("invalid_client", "the credentials cannot be read", 401) from None
        return unquote_plus(name)

    @property
    def bearer(self) -> str:
        """The token that came with it (RFC 6750, section 2.1); empty where none did."""
        kind, _, token = header_text(self.headers.get(b"authorization", b"")).partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: JSON, or nothing where `body` is None."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def raw(self) -> tuple[RawHeaders, bytes]:
        """Its header fields and its bytes."""
        content = b"" if self.body is None else to_json(self.body)
        fields = [(n.lower().encode(), v.encode("latin-1")) for n, v in self.headers.items()]
        if self.body is not None:
            fields.append((b"content-type", b"application/json"))
        if self.status != 204:
            fields.append((b"content-length", b"%d" % len(content)))
        return fields, content


async def read(scope: Scope, receive: Receive) -> Call:
    """The call that a request is. Raises Refusal, Problem, Disconnected."""
    headers = dict(scope["headers"])
    raw: bytes = scope.get("query_string", b"")
    if scope["method"] == "POST":
        raw = await read_body(receive, _MOST_BYTES)
        if raw and essence(header_text(headers.get(b"content-type", b""))) != _FORM:
            raise Refusal("invalid_request", f"the body must be {_FORM}")
    host = header_text(headers.get(b"host", b"localhost"))
    return Call(scope["method"], f"{scope.get('scheme', 'http')}://{host}", _said(raw), headers)


def _said(raw: bytes) -> dict[str, str]:
    """Parameters, none of which may come twice (RFC 6749, section 3.1). Raises Refusal."""
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Refusal("invalid_request", "the parameters cannot be read") from None
    said = dict(pairs)
    if len(said) != len(pairs):
        raise Refusal("invalid_request", "a parameter came twice")
    return said
