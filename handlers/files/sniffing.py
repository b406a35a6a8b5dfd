"""What a file is by its first bytes, and whether that is what its sender says."""

from __future__ import annotations

# Types whose files begin in a way of their own: who says such a type must begin so. Archives of
# office documents begin like `application/zip`, so they may be called that.
SIGNED = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        "application/zip",
        "application/gzip",
    }
)
UNKNOWN = "application/octet-stream"
HEAD = 4_096  # bytes that are looked at

_SURE = 0.3  # puremagic: a tenth for each byte that matches
_SAME = {
    "application/x-gzip": "application/gzip",
    "application/x-zip-compressed": "application/zip",
}


def looks_like(head: bytes) -> frozenset[str]:
    """The media types that files beginning so have; none where nothing is recognised."""
    import puremagic  # loads its tables when it is imported

    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return frozenset()
    sure = (match.mime_type for match in found if match.confidence >= _SURE)
    return frozenset(_SAME.get(name, name) for name in sure if name)


def is_true(declared: str, head: bytes) -> bool:
    """Whether a file that begins so may be called by that type.

    Bytes of no known type may be called `application/octet-stream` or anything that has no
    beginning of its own, and so may text; no other type may be borrowed.
    """
    if declared == UNKNOWN:
        return True
    found = looks_like(head)
    if declared in SIGNED:
        return declared in found
    return not found & SIGNED


def settled(declared: str, head: bytes) -> str:
    """The type of a file whose sender says none."""
    if declared:
        return declared
    found = sorted(looks_like(head) & SIGNED)
    return found[0] if len(found) == 1 else UNKNOWN
