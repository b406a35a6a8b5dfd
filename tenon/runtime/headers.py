"""Header fields of replies as bytes that are safe to send (RFC 9110, sections 5.1 and 5.5)."""

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
