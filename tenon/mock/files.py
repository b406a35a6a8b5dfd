"""The smallest files that open, by media type: what a mock sends where bytes are declared."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping

# One transparent pixel.
_PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_ZIP = b"PK\x05\x06" + bytes(18)
# An empty stream of gzip (RFC 1952).
_GZIP = bytes.fromhex("1f8b08000000000000ff03000000000000000000")
# A tenth of a second of silence: 8 bits, 8 kHz, one channel.
_WAV = (
    b"RIFF" + (36 + 800).to_bytes(4, "little") + b"WAVEfmt "
    + bytes.fromhex("10000000 01000100 401f0000 401f0000 01000800")
    + b"data" + (800).to_bytes(4, "little") + b"\x80" * 800
)  # fmt: skip
_HTML = b"<!doctype html><html><head><title>Mock</title></head><body><p>Mock</p></body></html>"

SMALLEST: Mapping[str, bytes] = {
    "image/png": _PNG,
    "image/*": _PNG,
    "image/gif": _GIF,
    "image/svg+xml": _SVG,
    "application/pdf": _PDF,
    "application/zip": _ZIP,
    "application/gzip": _GZIP,
    "application/x-gzip": _GZIP,
    "audio/wav": _WAV,
    "audio/x-wav": _WAV,
    "audio/wave": _WAV,
    "text/html": _HTML,
    "text/csv": b"id,name\r\n1,mock\r\n",
    "text/calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:mock\r\nEND:VCALENDAR\r\n",
}
