"""Names and words of a contract in TypeScript."""

from __future__ import annotations

import pytest

from tenon.sdk.npm import names, source
from tests.tiny import contract


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("listBooks", "listBooks"),
        ("list_books", "listBooks"),
        ("ListBooks", "listBooks"),
        ("HTTPGet", "httpGet"),
        ("repos/list-for-user", "reposListForUser"),
        ("getHTTPStatus", "getHTTPStatus"),
        ("2fa", "n2fa"),
        ("", "unnamed"),
        ("名前", "unnamed"),
        ("__proto__", "proto"),
        ("Crème brûlée", "cremeBrulee"),
    ],
)
def test_a_name_is_in_camel_case(said: str, made: str) -> None:
    assert names.camel(said) == made


def test_what_javascript_looks_up_is_no_name_of_a_member() -> None:
    said = ["then", "constructor", "toJSON", "delete", "Delete"]

    assert names.members(said) == ["then_2", "constructor_2", "toJSON_2", "delete", "delete_2"]


def test_types_have_names_of_their_own() -> None:
    assert names.types(["pet", "Pet", "None", "pet.store"], ["Pet"]) == [
        "Pet_2",
        "Pet_3",
        "None",
        "PetStore",
    ]


def test_credentials_are_named_after_their_schemes() -> None:
    schemes = {
        "api_key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flows": {}},
        "Digest": {"type": "http", "scheme": "digest"},
        "login": {"type": "http", "scheme": "basic"},
        "tls": {"type": "mutualTLS"},
    }
    given = contract({}, components={"securitySchemes": schemes})

    held = names.credentials(given)

    assert {name: (given, names.travels(s)) for name, (given, s) in held.items()} == {
        "api_key": ("apiKey", ("header", "X-Key")),
        "oauth": ("oauth", ("bearer", "")),
        "Digest": ("digest", ("http", "digest")),
        "login": ("login", ("basic", "")),
    }


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("", ""),
        ("One line.", "/** One line. */\n"),
        ("Two\n\nparagraphs.", "/**\n * Two\n *\n * paragraphs.\n */\n"),
        ("ends */ here", "/** ends *\\/ here */\n"),
        ("@deprecated no", "/** \\@deprecated no */\n"),
        ("to a@b.c", "/** to a@b.c */\n"),
        ("{@link x}", "/** {\\@link x} */\n"),
        ("a\u2028b\x00c", "/** a b c */\n"),
    ],
)
def test_words_become_a_comment_and_nothing_else(said: str, made: str) -> None:
    assert source.comment(said) == made


def test_what_is_deprecated_is_marked() -> None:
    assert source.comment("Old.", deprecated=True) == "/**\n * Old.\n *\n * @deprecated\n */\n"


def test_data_is_ascii() -> None:
    assert source.data({"a": "\u2028é"}) == '{"a": "\\u2028\\u00e9"}'
