"""JSON, strictly, with places that are found when asked for."""

from __future__ import annotations

import json

import pytest

from tenon.document.json_text import parse
from tenon.document.text import Unreadable

TEXT = '{\n  "a": [1, {"b\\u0021": "x"}, []],\n  "c": {"d": null}\n}\n'


@pytest.mark.parametrize(
    ("tokens", "place"),
    [
        ([], (1, 1)),
        (["a"], (2, 3)),
        (["a", "0"], (2, 9)),
        (["a", "1"], (2, 12)),
        (["a", "1", "b!"], (2, 13)),
        (["a", "2"], (2, 30)),
        (["c", "d"], (3, 9)),
        (["c", "d", "nowhere"], (3, 9)),
        (["a", "7"], (2, 3)),
        (["x"], (1, 1)),
    ],
)
def test_a_node_has_a_place(tokens: list[str], place: tuple[int, int]) -> None:
    assert parse(TEXT, "a.json").positions.at(tokens) == place


def test_every_node_of_a_larger_text_has_its_own_place() -> None:
    document = {f"k{n}": {"list": [n, {"deep": [n]}]} for n in range(50)}
    text = json.dumps(document, indent=2)
    positions = parse(text, "a.json").positions
    lines = text.splitlines()

    for n in range(50):
        line, column = positions.at([f"k{n}", "list", "1", "deep"])
        assert lines[line - 1][column - 1 :].startswith('"deep"')


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "a.json:1:1: empty-document: the file holds no document"),
        (
            '{"a": NaN}',
            "a.json:1:7: not-json: NaN is no JSON number",
        ),
        (
            '{"a": "NaN",\n "b": -Infinity}',
            "a.json:2:7: not-json: -Infinity is no JSON number",
        ),
        (
            '{"a": 1e999}',
            "a.json:1:7: not-json: the number 1e999 is too large",
        ),
        (
            '{"a" 1}',
            "a.json:1:6: json-syntax: expecting ':' delimiter",
        ),
        (
            '{"a": {"b": 1, "b": 2}}',
            "a.json:1:16: duplicate-key: the key b stands here again, after line 1",
        ),
    ],
)
def test_what_is_no_json_gives_a_finding(text: str, finding: str) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(text, "a.json")

    assert [str(found).partition(";")[0] for found in raised.value.findings] == [finding]


@pytest.mark.parametrize(
    "text", ["[" * 10_000, "[" * 400 + "]" * 400, '{"a":' * 300 + "1" + "}" * 300]
)
def test_nesting_too_deep_gives_a_finding(text: str) -> None:
    with pytest.raises(Unreadable) as raised:
        parse(text, "a.json")

    assert raised.value.findings[0].rule in ("too-deep", "json-syntax")


def test_an_integer_of_too_many_digits_gives_a_finding() -> None:
    with pytest.raises(Unreadable) as raised:
        parse('{"a": ' + "9" * 5000 + "}", "a.json")

    assert raised.value.findings[0].rule == "not-json"
