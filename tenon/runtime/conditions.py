"""Conditional requests: the entity tags that a caller names.

RFC 9110, section 13.1. A header that names nothing well-formed matches nothing.
"""

from __future__ import annotations

import re

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def strong_tags(header: str | None) -> frozenset[str] | None:
    """The opaque tags that an `If-Match` header accepts; None when it accepts any.

    No header and `*` accept any. Comparison is strong, so weak tags are left out (section
    8.8.3.2).
    """
    if header is None or header.strip() == "*":
        return None
    return frozenset(opaque for weak, opaque in _TAG.findall(header) if not weak)


def is_current(header: str | None, etag: str) -> bool:
    """Whether an `If-None-Match` header names the representation tagged `etag`, or any (`*`).

    Comparison is weak: `W/"1"` names `"1"` too.
    """
    if header is None:
        return False
    plain = etag.removeprefix("W/").strip('"')
    return header.strip() == "*" or plain in {opaque for _, opaque in _TAG.findall(header)}
