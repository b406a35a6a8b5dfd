"""Texts are made for patterns, as the judge reads them."""

from __future__ import annotations

from random import Random

import pytest

from tenon.mock.values.lexicon import LISTS
from tenon.mock.values.pattern import parsed
from tenon.mock.values.sampling import lengths, sample
from tests.mock.values.making import Making, made

PATTERNS = [
    "",
    "^$",
    "^a$",
    "a|b",
    "^(a|bc|def)$",
    "^[A-Z]{2}[0-9]{4}$",
    "^[^a-z]+$",
    r"^\d{3}-\d{2}$",
    r"^\w+@\w+\.\w{2,3}$",
    r"^\S+\s\S+$",
    r"^\D\W$",
    "^a*b+c?$",
    "^a{2}b{3,}c{1,2}$",
    "^(?:ab)+$",
    "^(a|b)\\1$",
    r"^\p{L}+$",
    r"^\p{Lu}\p{Ll}+$",
    r"^[\p{L}\p{N}_-]{3,}$",
    r"^\p{Script=Greek}{4}$",
    r"^[^\p{L}]{2}$",
    r"^\P{L}$",
    r"^\x41\u0042\u{43}$",
    r"^[\x00-\x1f]$",
    r"^[\u4e00-\u9fff]+$",
    r"^[\u0430-\u044f]+$",
    r"^[\d.,-]+$",
    r"^\/[a-z\/]*$",
    r"^\[\]\{\}\(\)\.\*\+\?\^\$\|$",
    r"^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$",
    r"\bword\b",
    r"^(?!foo)[a-z]{3,6}$",
    r"^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,}$",
    r"^[a-z]+(?<!x)$",
    "^(a+)+$",
    "^[a-z]{0,1000}$",
    "^(([a-z]+)[.])*[a-z]+$",
    r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$",
    r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$",
    r"^[\w.+-]+$",
    r"^(?:[01]\d|2[0-3]):[0-5]\d$",
    r"^arn:aws:[a-z0-9-]+:[a-z]{2}-[a-z]+-\d:\d{12}:.*$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_match_their_pattern(pattern: str) -> None:
    assert Making({"type": "string", "pattern": pattern}).faults() == []


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("^[a-z]*$", 40),
        ("^(ab)*$", 12),
        ("^([a-z]{2}-)*[a-z]{3}$", 12),
        ("^(a|bcd)+$", 9),
        ("x", 30),
    ],
)
def test_texts_are_as_long_as_they_should_be(pattern: str, length: int) -> None:
    schema = {"type": "string", "pattern": pattern, "minLength": length, "maxLength": length}
    assert Making(schema).faults() == []


def test_words_are_used_where_a_pattern_lets_them() -> None:
    country = {"type": "string", "pattern": "^[A-Z][A-Z]+$"}
    found = made({"type": "object", "properties": {"country_code": country}})["country_code"]
    assert found in LISTS["country_code"]


def test_letters_are_plain_where_they_may_be() -> None:
    assert sample(r"^[\p{L}]{20}$", Random(1)).isascii()


def test_lengths_are_known() -> None:
    assert lengths(parsed("^(ab|c){2,3}d?$")) == (2, 7)


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "[", "[z-a]", "a{3,2}", "(?i)a", "(" * 200 + ")" * 200]
)
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|group|class|wrong way|repeat|unexpected"):
        sample(pattern, Random(1))


def test_an_enormous_repeat_is_cut() -> None:
    assert len(sample("^a{1000000000}$", Random(1))) == 100_000
