"""What a proxy tells of all that it saw."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import parse

from tenon.contract import Contract
from tenon.proxy.exchange import Exchange
from tenon.proxy.reports import summary, write_json, write_junit
from tenon.proxy.tally import Tally
from tenon.proxy.violation import Side, Violation
from tenon.runtime.problem import FieldError
from tests.tiny import contract, operation

SAID = contract(
    {
        "/x": {"get": operation("listX", tags=["things"])},
        "/x/{id}": {"get": operation("readX", tags=["things"])},
    }
)


def wrong(pointer: str = "/items/0/id", code: str = "type") -> Violation:
    return Violation.of(Side.RESPONSE, FieldError("body", "is no number", code, pointer))


def tally(*exchanges: Exchange, said: Contract = SAID) -> Tally:
    counted = Tally(said)
    for exchange in exchanges:
        counted(exchange)
    return counted


def listed(*violations: Violation, status: int = 200, path: str = "/x") -> Exchange:
    return Exchange(
        "GET", path, SAID.operation("listX"), status=status, violations=list(violations)
    )


def test_what_was_seen_is_counted_by_operation(tmp_path: Path) -> None:
    seen = tally(
        listed(wrong()),
        listed(wrong("/items/7/id"), wrong("/items/7/id", "enum")),
        Exchange("GET", "/y", status=404),
        Exchange("GET", "/x", SAID.operation("listX"), failed="The upstream breaks off."),
    )

    write_json(seen, "http://up", tmp_path / "new/seen.json")

    first = {
        "side": "response",
        "in": "body",
        "pointer": "/items/0/id",
        "message": "is no number",
        "code": "type",
        "severity": "error",
        "count": 2,
        "first": "GET /x 200",
    }
    assert json.loads((tmp_path / "new/seen.json").read_text()) == {
        "contract": "Tiny 1",
        "upstream": "http://up",
        "exchanges": 4,
        "operations": [
            {
                "id": "listX",
                "name": "GET /x",
                "exchanges": 3,
                "mocked": 0,
                "statuses": {"200": 2},
                "failed": {"The upstream breaks off.": 1},
                "violations": [
                    first,
                    {**first, "pointer": "/items/7/id", "code": "enum", "count": 1},
                ],
            },
            {
                "id": "readX",
                "name": "GET /x/{id}",
                "exchanges": 0,
                "mocked": 0,
                "statuses": {},
                "failed": {},
                "violations": [],
            },
        ],
        "undeclared": [
            {
                "name": "GET /y",
                "exchanges": 1,
                "mocked": 0,
                "statuses": {"404": 1},
                "failed": {},
                "violations": [],
            }
        ],
    }
    assert summary(seen) == "4 exchanges, 1 of 2 operations, 2 kinds of violations"


def test_junit_has_a_case_for_each_operation(tmp_path: Path) -> None:
    seen = tally(listed(wrong()), Exchange("GET", "/y", failed="The upstream breaks off."))

    write_junit(seen, tmp_path / "seen.xml")

    suite = parse(tmp_path / "seen.xml").getroot()[0]
    assert suite.attrib == {
        "name": "Tiny 1", "tests": "3", "failures": "1", "errors": "1", "skipped": "1",
    }  # fmt: skip
    assert [(c.get("classname"), c.get("name"), c[0].tag) for c in suite] == [
        ("things", "GET /x", "failure"),
        ("things", "GET /x/{id}", "skipped"),
        ("undeclared", "GET /y", "error"),
    ]
    failure = suite[0][0]
    assert failure.get("message") == "response body /items/0/id: type: is no number"
    assert failure.text == "first in GET /x 200, 1 in all"


def test_what_xml_cannot_hold_is_escaped(tmp_path: Path) -> None:
    write_junit(tally(Exchange("GET", "/\x00\x1b<&>")), tmp_path / "seen.xml")

    assert parse(tmp_path / "seen.xml").getroot()[0][2].get("name") == "GET /\\x00\\x1b<&>"


def test_a_line_of_the_log_cannot_be_broken() -> None:
    exchange = listed(wrong("/a\nGET /forged 200"), path="/x\r\n\x1b[2J")

    lines = exchange.lines()

    assert lines == [
        r"GET /x\r\n\x1b[2J 200: response body /a\nGET /forged 200: type: is no number"
    ]


def test_undeclared_paths_do_not_grow_without_an_end() -> None:
    seen = tally(*(Exchange("GET", f"/{number}") for number in range(1_000)))

    names = [count.name for count in seen.counts if count.operation is None]

    assert len(names) == 201
    assert "all others" in names


def test_violations_of_one_operation_do_not_grow_without_an_end() -> None:
    seen = tally(listed(*(wrong(f"/p{number}") for number in range(2_000))))

    assert len(next(iter(seen.counts)).violations) == 1_000


def test_a_warning_breaks_nothing() -> None:
    from tenon.proxy.violation import unjudged

    assert not tally(listed(unjudged(Side.RESPONSE, "is large"))).broken
    assert tally(listed(wrong())).broken
