"""What files are by their first bytes: their types, and the pixels of images."""

from __future__ import annotations

import random

import pytest

from handlers.files.images import IMAGES, NoImageError, pixels
from handlers.files.sniffing import SIGNED, is_true, settled
from tests.handlers.pictures import HTML, PDF, ZIP, gif, jpeg, png, webp

WHOLE = {"image/png": png(), "image/jpeg": jpeg(), "image/gif": gif(), "image/webp": webp(),
         "application/pdf": PDF, "application/zip": ZIP,
         "application/gzip": b"\x1f\x8b\x08\0\0\0\0\0"}  # fmt: skip


@pytest.mark.parametrize("type_", sorted(SIGNED))
def test_a_file_may_be_called_what_it_is_and_nothing_else(type_: str) -> None:
    for other in SIGNED:
        assert is_true(other, WHOLE[type_]) is (other == type_)
    assert not is_true("text/plain", WHOLE[type_])
    assert is_true("application/octet-stream", WHOLE[type_])
    assert settled("", WHOLE[type_]) == type_


@pytest.mark.parametrize("content", [HTML, b"MZ\x90\0", b"\x7fELF\2", b"", b"plain", b"\x89PNG"])
@pytest.mark.parametrize("type_", sorted(SIGNED))
def test_what_begins_otherwise_may_not_be_called_so(type_: str, content: bytes) -> None:
    assert not is_true(type_, content)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", HTML, "Grüße".encode(), b'{"a": 1}'])
def test_text_may_be_called_text(content: bytes) -> None:
    assert is_true("text/plain", content)
    assert is_true("text/csv", content)


def test_a_file_of_no_known_type_is_bytes() -> None:
    assert settled("", b"plain") == settled("", b"") == "application/octet-stream"
    assert settled("text/csv", png()) == "text/csv"


SIZES = [
    ("image/png", png(600, 900)), ("image/jpeg", jpeg(600, 900)),
    ("image/jpeg", jpeg(600, 900, before=200_000)), ("image/gif", gif(600, 900)),
    ("image/webp", webp(b"VP8X", 600, 900)), ("image/webp", webp(b"VP8L", 600, 900)),
    ("image/webp", webp(b"VP8 ", 600, 900)),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "content"), SIZES)
def test_an_image_tells_its_size_as_soon_as_it_can(type_: str, content: bytes) -> None:
    assert pixels(type_, content) == (600, 900)
    known = [end for end in range(0, len(content), max(len(content) // 500, 1))
             if pixels(type_, content[:end]) is not None]  # fmt: skip
    assert all(pixels(type_, content[:end]) == (600, 900) for end in known)
    assert pixels(type_, content[:5]) is None


@pytest.mark.parametrize(
    ("type_", "content"),
    [
        ("image/png", gif()), ("image/gif", png()), ("image/jpeg", png()), ("image/webp", png()),
        ("image/png", png()[:8] + b"\0\0\0\rIDAT" + b"\0" * 20), ("image/png", png(0, 5)),
        ("image/jpeg", jpeg(0, 5)), ("image/jpeg", b"\xff\xd8\xff\xda\0\x04\0\0"),
        ("image/jpeg", b"\xff\xd8\xff\xd9"), ("image/jpeg", b"\xff\xd8\0\0"),
        ("image/webp", b"RIFF\0\0\0\0WEBPICCP" + b"\0" * 20),
        ("image/webp", webp(b"VP8 ")[:23] + b"\0" * 10), ("image/gif", gif(0, 0)),
    ],
)  # fmt: skip
def test_what_is_no_image_of_its_type_is_told_apart(type_: str, content: bytes) -> None:
    with pytest.raises(NoImageError):
        pixels(type_, content)


@pytest.mark.parametrize("type_", sorted(IMAGES))
def test_no_bytes_break_the_reading_of_headers(type_: str) -> None:
    source = random.Random(5)
    for _ in range(2_000):
        start = WHOLE[type_][: source.randrange(30)]
        content = start + source.randbytes(source.randrange(80))
        try:
            found = pixels(type_, content)
        except NoImageError:
            continue
        assert found is None or min(found) > 0
