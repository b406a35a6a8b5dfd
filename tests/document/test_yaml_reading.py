"""YAML as YAML 1.2 says, with places."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tenon.document import yaml_text
from tenon.document.text import Unreadable
from tenon.document.yaml_text import parse


def value(text: str) -> Any:
    return parse(text, "a.yaml").value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-7", -7),
        ("+7", 7),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!float 1", 1.0),
        ("=", "="),
        ("-", [None]),
    ],
)
def test_a_scalar_is_read_by_the_core_schema(text: str, expected: object) -> None:
    found = value(f"key: {text}" if text != "-" else "key:\n- ")["key"]

    assert (found, type(found)) == (expected, type(expected))


def test_a_member_stands_where_its_key_stands() -> None:
    parsed = parse("a:\n  - b: 1\n    c:\n      d: 2\n", "a.yaml")

    assert parsed.positions.at(["a"]) == (1, 1)
    assert parsed.positions.at(["a", "0"]) == (2, 5)
    assert parsed.positions.at(["a", "0", "c"]) == (3, 5)
    assert parsed.positions.at(["a", "0", "c", "d"]) == (4, 7)


def test_what_is_not_there_stands_where_the_nearest_node_around_it_stands() -> None:
    parsed = parse("a:\n  - b: 1\n", "a.yaml")

    assert parsed.positions.at(["a", "0", "x", "y"]) == (2, 5)
    assert parsed.positions.at(["a", "9"]) == (1, 1)


def test_columns_count_characters() -> None:
    parsed = parse("a: {ä: 1, b: 2}\n", "a.yaml")

    assert parsed.positions.at(["a", "b"]) == (1, 11)


def test_an_alias_repeats_what_its_anchor_names() -> None:
    assert value("a: &x {n: 1}\nb: *x\n") == {"a": {"n": 1}, "b": {"n": 1}}


def test_a_merge_key_brings_members_that_yield_to_the_own_ones() -> None:
    text = "base: &b {n: 1, m: 2}\nmore: &c {k: 3}\nall: {<<: [*b, *c], m: 9}\n"

    assert value(text)["all"] == {"m": 9, "n": 1, "k": 3}


def test_merged_members_stand_where_they_were_written() -> None:
    parsed = parse("base: &b\n  n: 1\nall:\n  <<: *b\n  m: 2\n", "a.yaml")

    assert parsed.positions.at(["all", "n"]) == (2, 3)
    assert parsed.positions.at(["all", "m"]) == (5, 3)


def test_a_quoted_merge_key_is_a_plain_one() -> None:
    assert value("a: {'<<': 1}\n") == {"a": {"<<": 1}}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: [" + "[" * 10_000, "too-deep"),
        ("a:\n" + "".join(" " * n + "- \n" for n in range(1, 400)), "too-deep"),
        ("? [a]\n: 1\n", "non-string-key"),
        ("a: &x 1\n*x : 2\n", "non-string-key"),
        ("a: *nowhere\n", "yaml-syntax"),
        ("a: {<<: 1}\n", "yaml-syntax"),
        ("a: \x00\n", "yaml-syntax"),
        ("a: !!int x\n", "not-json"),
        ("a: !!python/object:os.system x\n", "not-json"),
        ("a: 1e999\n", "not-json"),
        ("a: " + "9" * 5000, "not-json"),
        ("", "empty-document"),
        ("null", "empty-document"),
        ("a: 'open", "yaml-syntax"),
    ],
)
def test_what_is_no_document_gives_a_finding(text: str, rule: str) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(text, "a.yaml")

    assert rule in {finding.rule for finding in raised.value.findings}


def test_all_duplicate_keys_are_found_at_once() -> None:
    with pytest.raises(Unreadable) as raised:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}\n", "a.yaml")

    assert [str(finding.place) for finding in raised.value.findings] == [
        "a.yaml:2:1",
        "a.yaml:3:11",
    ]


def test_the_pure_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: &x\n  - b: 1\n    'c': [2, {d: ä}]\ne: {<<: {f: *x}}\n"
    fast = parse(text, "a.yaml")
    monkeypatch.setattr(yaml_text, "_Loader", yaml.SafeLoader)
    slow = parse(text, "a.yaml")

    assert slow.value == fast.value
    for tokens in (["a"], ["a", "0", "c", "1", "d"], ["e", "f", "0", "b"]):
        assert slow.positions.at(tokens) == fast.positions.at(tokens)
