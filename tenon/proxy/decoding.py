"""The content of a body that was sent in a coding (RFC 9110, section 8.4.1), within bounds."""

from __future__ import annotations

import zlib

_EITHER = 32 + zlib.MAX_WBITS  # gzip or zlib, told by their first bytes
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})


class TooLarge(ValueError):
    """It is larger than what is looked at."""


def knows(coding: str) -> bool:
    """Whether bodies of a coding can be looked into; that of none always can."""
    return coding in ("", "identity") or coding in _KNOWN


def decoded(raw: bytes, coding: str, most: int) -> bytes:
    """A body without its coding, which is one that is known.

    Raises TooLarge where that has more than `most` bytes, ValueError where it is broken.
    """
    if coding not in _KNOWN or not raw:
        return raw
    inflating = zlib.decompressobj(_EITHER)
    try:
        content = inflating.decompress(raw, most + 1)
    except zlib.error as error:
        raise ValueError(f"is not {coding}: {error}") from None
    if len(content) > most:
        raise TooLarge(f"is larger than {most} bytes")
    if not inflating.eof:
        raise ValueError(f"is {coding} that is cut off")
    return content
