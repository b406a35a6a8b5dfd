"""Names of a contract as Python identifiers."""

from __future__ import annotations

import keyword

import pytest

from tenon.contract import naming


@pytest.mark.parametrize(
    ("text", "snake", "pascal"),
    [
        ("listBooks", "list_books", "ListBooks"),
        ("HTTPServerError", "http_server_error", "HTTPServerError"),
        ("If-None-Match", "if_none_match", "IfNoneMatch"),
        ("ETag", "etag", "Etag"),
        ("book page", "book_page", "BookPage"),
        ("published_after", "published_after", "PublishedAfter"),
        ("v2.books.get", "v2_books_get", "V2BooksGet"),
        ("class", "class_", "Class"),
        ("None", "none", "None_"),
        ("match", "match_", "Match"),
        ("self", "self_", "Self"),
        ("2fa", "n2fa", "N2fa"),
        ("__init__", "init", "Init"),
        ("Café", "cafe", "Cafe"),
        ("日本", "unnamed", "Unnamed"),
        ("", "unnamed", "Unnamed"),
        ("'; import os", "import_os", "ImportOs"),
        ('"""\n{{ x }}', "x", "X"),
    ],
)
def test_any_text_becomes_an_identifier(text: str, snake: str, pascal: str) -> None:
    assert (naming.snake(text), naming.pascal(text)) == (snake, pascal)


@pytest.mark.parametrize("text", [*keyword.kwlist, *keyword.softkwlist, "\0", "a\u202eb", "०१"])
def test_an_identifier_is_never_a_keyword(text: str) -> None:
    for name in (naming.snake(text), naming.pascal(text)):
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)


def test_clashes_are_numbered() -> None:
    assert naming.unique(["a", "a", "a_2", "a", "b"]) == ["a", "a_2", "a_2_2", "a_3", "b"]
    assert naming.unique(["body"], ["body"]) == ["body_2"]
