"""Names of files, as they were sent and as they are kept and told."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from handlers.files.names import disposition, safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("errata.pdf", "errata.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("/", "file"), ("..", "file"), (".", "file"), ("", "file"), (None, "file"), ("   ", "file"),
        ("C:\\Users\\mei\\cover.png", "cover.png"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("a\x00b\x1b[31m.txt", "ab[31m.txt"),
        ("cover\u202egnp.exe", "covergnp.exe"),
        ("a\u200b\u2066b\u2069\ufeff.txt", "ab.txt"),
        ("  two   words .txt  ", "two words .txt"),
        ("a\u2028b\u00a0c.txt", "a b c.txt"),
        ("trailing. . .", "trailing"),
        ("e\u0301te\u0301.txt", "\u00e9t\u00e9.txt"),
        ("書評.pdf", "書評.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
        ("x" * 150 + "." + "y" * 150, "x" * 150 + "." + "y" * 49),
        ("%2e%2e%2fetc", "%2e%2e%2fetc"),
    ],
)  # fmt: skip
def test_a_name_keeps_what_is_harmless(sent: str | None, kept: str) -> None:
    assert safe_name(sent) == kept


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("errata.pdf", 'attachment; filename="errata.pdf"'),
        ("two words (1).txt", 'attachment; filename="two words (1).txt"'),
        ('a"b.txt', "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
        ("a\\b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%5Cb"),
        ("50%.txt", "attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt"),
        ("été.txt", "attachment; filename=\"_t_.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt"),
        ("a;b=c,d'.txt", 'attachment; filename="a;b=c,d\'.txt"'),
        ("é'*.txt", "attachment; filename=\"_'_.txt\"; filename*=UTF-8''%C3%A9%27%2A.txt"),
    ],
)
def test_a_header_tells_the_name_twice_where_it_is_not_plain(name: str, told: str) -> None:
    assert disposition(name, show=False) == told


def test_a_safe_image_may_be_shown() -> None:
    assert disposition("a.png", show=True) == 'inline; filename="a.png"'


@pytest.mark.parametrize("sent", ["a\r\nX: y", 'a"; filename="b', "\x7f\x85\n", "é\r\n\r\n<html>"])
def test_no_name_breaks_out_of_its_header(sent: str) -> None:
    told = disposition(safe_name(sent), show=False)
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    if "filename*=" in told:
        assert unquote(told.rpartition("''")[2]) == safe_name(sent)
