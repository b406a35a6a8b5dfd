"""How many pixels an image has, read from its header without decoding anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Size = tuple[int, int]  # width and height


class NoImageError(ValueError):
    """The bytes are not those of an image of that type."""


def pixels(media_type: str, head: bytes) -> Size | None:
    """Width and height of an image that begins like this; None while that is not enough to know.

    Raises NoImageError; KeyError for a type that is not in IMAGES.
    """
    try:
        found = IMAGES[media_type](head)
    except IndexError:
        return None
    if found is not None and 0 in found:
        raise NoImageError("an image has at least one pixel")
    return found


def _png(head: bytes) -> Size:
    """The first chunk, IHDR (PNG, third edition, section 11.2.1)."""
    _require(head, 0, b"\x89PNG\r\n\x1a\n")
    _require(head, 8, b"\x00\x00\x00\x0dIHDR")
    return _big(head, 16, 4), _big(head, 20, 4)


def _gif(head: bytes) -> Size:
    """The logical screen (GIF89a, section 18)."""
    if head[:6] not in (b"GIF87a", b"GIF89a"):
        _require(head, 0, b"GIF89a")
    return _little(head, 6, 2), _little(head, 8, 2)


def _webp(head: bytes) -> Size:
    """The first chunk of the container (RFC 9649, sections 2.5 to 2.7)."""
    _require(head, 0, b"RIFF")
    _require(head, 8, b"WEBP")
    kind = _slice(head, 12, 4)
    if kind == b"VP8X":
        return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
    if kind == b"VP8L":
        _require(head, 20, b"\x2f")
        bits = _little(head, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    _require(head, 12, b"VP8 ")
    _require(head, 23, b"\x9d\x01\x2a")
    return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF


def _jpeg(head: bytes) -> Size:
    """The frame header, after any number of other segments (ITU-T T.81, section B.2.2)."""
    _require(head, 0, b"\xff\xd8")
    at = 2
    while True:
        if head[at] != 0xFF:
            raise NoImageError("a segment does not begin with its marker")
        marker = head[at + 1]
        if marker in _FRAMES:
            return _big(head, at + 7, 2), _big(head, at + 5, 2)
        if marker in (0xD9, 0xDA):
            raise NoImageError("the image begins without a frame header")
        bare = marker == 0x01 or 0xD0 <= marker <= 0xD7
        at += 1 if marker == 0xFF else 2 if bare else 2 + max(_big(head, at + 2, 2), 2)


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
IMAGES: Mapping[str, Callable[[bytes], Size]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
}
"""The types of image that are safe to show, and that browsers show."""


def _slice(head: bytes, at: int, length: int) -> bytes:
    found = head[at : at + length]
    if len(found) < length:
        raise IndexError
    return found


def _require(head: bytes, at: int, text: bytes) -> None:
    if _slice(head, at, len(text)) != text:
        raise NoImageError("the header is not that of such an image")


def _big(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(_slice(head, at, length), "big")


def _little(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(_slice(head, at, length), "little")
