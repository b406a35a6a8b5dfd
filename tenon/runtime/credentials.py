"""Where credentials travel, and how the one of a security scheme is read off a request.

Authorization is that of RFC 9110, section 11.6.2; bearer tokens of RFC 6750, section 2.1; names
and passwords of RFC 7617. Tokens in a query or a form (RFC 6750, sections 2.2 and 2.3) are not
read: addresses end up in logs.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from tenon.contract import Location, SecurityScheme
from tenon.runtime.headers import cookies, header_text
from tenon.runtime.problem import Unauthorized
from tenon.runtime.styles import query_decode

Scope = MutableMapping[str, Any]
Headers = Mapping[bytes, bytes]
# The text of a credential; None when none was sent. Raises Unauthorized when it cannot be read.
Read = Callable[[Scope, Headers], str | None]

_BEARING = frozenset({"oauth2", "openIdConnect"})
_TOKEN68 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="


def http_scheme(scheme: SecurityScheme) -> str:
    """The scheme of HTTP authentication that it uses, in lower case; empty when it uses none."""
    if scheme.type in _BEARING:
        return "bearer"
    return scheme.scheme if scheme.type == "http" else ""


def carrier(scheme: SecurityScheme) -> str:
    """What carries its credential: two schemes of one carrier read the same text."""
    http = http_scheme(scheme)
    return f"http {http}" if http else f"{scheme.type} {scheme.location} {scheme.parameter}"


def reader(scheme: SecurityScheme) -> Read:
    """What reads the credential of a scheme off a request."""
    if scheme.type == "mutualTLS":
        return _certificate
    if scheme.type != "apiKey":
        return _authorization(http_scheme(scheme))
    if scheme.location is Location.QUERY:
        return _query_key(scheme.parameter)
    if scheme.location is Location.COOKIE:
        return _cookie_key(scheme.parameter)
    return _header_key(scheme.parameter)


def _authorization(scheme: str) -> Read:
    prefix = f"{scheme} ".encode()
    length = len(prefix)
    read = _CREDENTIALS.get(scheme, _any_credentials)

    def credentials(scope: Scope, headers: Headers) -> str | None:
        sent = headers.get(b"authorization")
        if sent is None:
            return None
        if sent[:length].lower() == prefix:
            return read(sent[length:].strip(), scope)
        if sent.lower() == prefix[:-1]:
            raise Unauthorized("The Authorization header names its scheme and nothing else.")
        return None

    return credentials


def _token(sent: bytes, _: Scope) -> str:
    # A header that was sent twice comes as one list, and no token holds a comma.
    if not sent or sent.translate(None, _TOKEN68):
        raise Unauthorized("The Authorization header holds no single, well-formed token.")
    return sent.decode("ascii")


def _name_and_password(sent: bytes, scope: Scope) -> str:
    try:
        text = b64decode(_token(sent, scope), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    if ":" not in text:
        raise Unauthorized("The Authorization header holds no name and password in Base64.")
    return text


def _any_credentials(sent: bytes, scope: Scope) -> str:
    if not sent or _times(scope, b"authorization") > 1:
        raise Unauthorized("The Authorization header must be sent once and hold credentials.")
    return header_text(sent)


_CREDENTIALS: Mapping[str, Callable[[bytes, Scope], str]] = {
    "bearer": _token,
    "basic": _name_and_password,
}


def _header_key(name: str) -> Read:
    key = name.lower().encode("latin-1", "replace")

    def header(scope: Scope, headers: Headers) -> str | None:
        sent = headers.get(key)
        if sent is None:
            return None
        if not sent or (b"," in sent and _times(scope, key) > 1):
            raise Unauthorized(f"The header {name} must be sent once and not be empty.")
        return header_text(sent)

    return header


def _query_key(name: str) -> Read:
    def query(scope: Scope, _: Headers) -> str | None:
        found = [
            text
            for pair in scope["query_string"].decode("latin-1").split("&")
            for key, _, text in (pair.partition("="),)
            if _decoded(key) == name
        ]
        if not found:
            return None
        key = _decoded(found[0])
        if len(found) > 1 or not key:
            raise Unauthorized(f"The key {name} must be sent once in the query, and be text.")
        return key

    return query


def _cookie_key(name: str) -> Read:
    def cookie(_: Scope, headers: Headers) -> str | None:
        sent = headers.get(b"cookie")
        found = cookies(header_text(sent)).get(name) if sent else None
        if found == "":
            raise Unauthorized(f"The cookie {name} is empty.")
        return found

    return cookie


def _certificate(scope: Scope, _: Headers) -> str | None:
    """The client's certificate as PEM, where the server tells it (the TLS extension of ASGI)."""
    tls = (scope.get("extensions") or {}).get("tls") or {}
    chain = tls.get("client_cert_chain") or ()
    return next(iter(chain), None)


def _decoded(text: str) -> str:
    """Text of a query; nothing where it is not UTF-8."""
    try:
        return query_decode(text)
    except ValueError:
        return ""


def _times(scope: Scope, name: bytes) -> int:
    return sum(key == name for key, _ in scope["headers"])
