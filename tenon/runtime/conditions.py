"""Conditional requests: whether a representation's tag is among those a caller names.

RFC 9110, section 13.1. A header that names nothing well-formed matches nothing.
"""

from __future__ import annotations

import re

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def strong_match(header: str, etag: str) -> bool:
    """Whether an `If-Match` header lets a change of the representation tagged `etag` pass.

    Comparison is strong (section 8.8.3.2): weak tags never match. `*` matches any.
    """
    return header.strip() == "*" or etag in {tag for weak, tag in _tags(header) if not weak}


def weak_match(header: str, etag: str) -> bool:
    """Whether an `If-None-Match` header names the representation tagged `etag`.

    Comparison is weak: `W/"1"` names `"1"` too. `*` names any.
    """
    plain = etag.removeprefix("W/")
    return header.strip() == "*" or plain in {tag for _, tag in _tags(header)}


def _tags(header: str) -> list[tuple[bool, str]]:
    return [(bool(weak), f'"{opaque}"') for weak, opaque in _TAG.findall(header)]
