"""Header fields: those of replies as bytes safe to send, those of requests as text (RFC 9110)."""

from __future__ import annotations

import re

RawHeaders = list[tuple[bytes, bytes]]

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def field_name(name: str) -> bytes:
    """A field name in lower case. Raises ValueError when it is no token."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a header")
    return name.lower().encode()


def field_value(text: str) -> bytes:
    """A field value. Raises ValueError for control characters, a line break among them."""
    # Asked for all of the text at once, which is far cheaper; only what is odd is looked at.
    if not (text.isascii() and text.isprintable()) and _FORBIDDEN.search(text):
        raise ValueError("a header must be one line of text")
    return text.encode()


def one_line(text: str) -> bytes:
    """A field value of any text: what may not stand in one becomes a space."""
    return _FORBIDDEN.sub(" ", text).encode()


def header_text(raw: bytes) -> str:
    """The text of a field value that was sent."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def cookies(header: str) -> dict[str, str]:
    """The cookies of a request, values still encoded (RFC 6265, section 4.2.1)."""
    pairs = (part.partition("=") for part in header.split(";"))
    found: dict[str, str] = {}
    for name, equals, value in pairs:
        text = value.strip()
        quoted = len(text) > 1 and text[0] == text[-1] == '"'
        if equals:
            found.setdefault(name.strip(), text[1:-1] if quoted else text)
    return found


def combined(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers sent more than once, as one list each (RFC 9110, section 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        joint = b"; " if name == b"cookie" else b", "
        found[name] = found[name] + joint + value if name in found else value
    return found
