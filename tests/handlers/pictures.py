"""Images made of their headers, and files that are not what they say."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 3, height: int = 2, trailing: bytes = b"") -> bytes:
    """A whole, grey PNG; of very many pixels, only its header is true."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * min(width, 1_000)) * min(height, 1_000)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body + trailing


def jpeg(width: int = 3, height: int = 2, before: int = 0) -> bytes:
    """The beginning of a JPEG, with so many bytes of other segments before its frame header."""
    others = b""
    while len(others) < before:
        others += b"\xff\xe2" + struct.pack(">H", 65_535) + b"p" * 65_533
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\0\0\x01\0\x01\0\0" + others + b"\xff\xc0" + frame
    )


def gif(width: int = 3, height: int = 2) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0\x3b"


def webp(kind: bytes = b"VP8X", width: int = 3, height: int = 2) -> bytes:
    """The beginning of a WebP of one of its three kinds."""
    if kind == b"VP8X":
        data = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        data = b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + b"\0" * 5
    else:
        data = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBP" + kind + struct.pack(
        "<I", len(data)
    ) + data  # fmt: skip


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"\0" * 20
# Forty-two kilobytes that say they are four petabytes: nobody here unpacks them.
ZIP_BOMB = b"PK\x03\x04\x2d\x00\x00\x00\x08\x00" + b"\xff" * 16 + b"a" * 42_000
