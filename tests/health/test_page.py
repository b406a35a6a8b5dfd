"""The page as text: what it says, and what it never does."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tenon.finding import Finding, Place, Severity
from tenon.health import page, read_recordings
from tenon.health.model import Handled, Health, Unknown
from tests.health.made import PATHS, answered, bundle, fuzzed, health, recorded
from tests.tiny import operation, reply

EVIL = (
    "</style></script><script>window.evil=1</script>"
    "<img src=x onerror='window.evil=1'>\"'javascript:"
)


class Reader(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def evil(folder: Path) -> Health:
    """Everything that a contract can say, said with evil."""
    paths = {
        f"/{EVIL}": {
            "get": operation(EVIL, summary=EVIL, description=EVIL, tags=[EVIL],
                             replies={"200": reply(description=EVIL)}),
        },
    }  # fmt: skip
    read = bundle(folder, paths, info={"title": EVIL, "version": EVIL})
    place = read.contract.operations[0].place or Place("none")
    return replace(
        health(
            read,
            [Finding(place, EVIL, EVIL, EVIL), Finding(Place(EVIL), EVIL, EVIL)],
            {EVIL: Handled(True, Place(EVIL))},
            read_recordings(
                [recorded(folder, answered("GET", f"/{EVIL}", 500, EVIL, title=EVIL),
                          fuzzed("GET", f"/{EVIL}", {"200": 1}, EVIL, title=EVIL),
                          answered("GET", f"/{EVIL}/gone", 200, EVIL, title=EVIL))],
                read.contract,
            ),
        ),
        file=EVIL,
        since=Unknown(EVIL, EVIL),
    )  # fmt: skip


def test_no_text_of_a_contract_becomes_markup(tmp_path: Path) -> None:
    found = Reader(page(evil(tmp_path)))

    assert "img" not in found.tags
    assert found.tags.count("script") == found.tags.count("style") == 1
    assert [name for name, _ in found.attributes if name.startswith("on")] == []
    links = {value for name, value in found.attributes if name in ("href", "src")}
    assert all(re.fullmatch(r"#[a-z0-9]+|data:,", link) for link in links)
    assert found.text.count("window.evil=1") >= 10  # it is told as it was said


def test_the_page_forbids_all_but_its_own_style_and_script(tmp_path: Path) -> None:
    text = page(health(bundle(tmp_path)))
    policy = dict(
        part.split(" ", 1)
        for part in re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0]
        .replace("&#39;", "'")
        .split("; ")
    )

    def digest(tag: str) -> str:
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        return f"'sha256-{base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()}'"

    assert policy == {
        "default-src": "'none'",
        "style-src": digest("style"),
        "script-src": digest("script"),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert " style=" not in text
    assert "http:" not in text
    assert "https:" not in text


def test_the_same_health_makes_the_same_bytes(tmp_path: Path) -> None:
    read = bundle(tmp_path)
    assert page(health(read)) == page(health(read))


def test_half_a_character_can_be_written(tmp_path: Path) -> None:
    found = replace(health(bundle(tmp_path)), title="\ud800")
    assert "?" in page(found).encode("utf-8", "replace").decode()


def test_what_is_not_known_is_said_with_its_remedy(tmp_path: Path) -> None:
    text = Reader(page(health(bundle(tmp_path)))).text

    assert "Handlers Not known: nobody asked; ask." in text
    assert "Tests Not known: no tests were recorded; run them with TENON_COVERAGE=FILE" in text
    assert "Fuzzing Not known: no fuzzing was recorded; run tenon fuzz --coverage FILE" in text
    assert "never seen" not in text


def full(folder: Path) -> Health:
    read = bundle(folder)
    places = {o.id: o.place or Place("none") for o in read.contract.operations}
    lines = [
        answered("GET", "/pets", 200, "tests/t.py::test_a[1]"),
        answered("GET", "/pets", 200, "tests/t.py::test_a[2]"),
        answered("GET", "/pets", 500, "tests/t.py::test_b"),
        answered("GET", "/dogs", 200, "tests/t.py::test_b"),
        fuzzed("GET", "/pets/{pet_id}", {"200": 3, "404": 9}, "Server error"),
    ]
    return health(
        read,
        [
            Finding(places["listPets"], "rule-a", "wrong here", "mend it", Severity.WARNING),
            Finding(Place("pets.json", 999), "rule-b", "wrong there", severity=Severity.NOTE),
        ],
        {
            o.id: Handled(o.id != "getHealth", Place("handlers/pets.py", 7))
            for o in read.contract.operations
        },
        read_recordings([recorded(folder, *lines)], read.contract),
    )


def cells(text: str, operation_id: str) -> list[str]:
    """What the cells of an operation's row say, as a reader hears it."""
    (row,) = re.findall(rf'<tr [^>]*id="op-{operation_id}".*?</tr>', text, re.DOTALL)
    (_, *found) = re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL)
    return [Reader(cell).text for cell in found]


def test_a_row_tells_all_of_an_operation(tmp_path: Path) -> None:
    text = page(full(tmp_path))

    assert cells(text, "listPets") == [
        "pets.py:7", "3", "none", "200 4XX never seen 500 seen, and not declared", "1 warning",
    ]  # fmt: skip
    assert cells(text, "getPet") == ["pets.py:7", "none", "1 failed", "200 404", "\N{EN DASH}"]
    assert cells(text, "getHealth")[0] == "missing"


def test_tests_are_told_by_file_and_their_cases_counted(tmp_path: Path) -> None:
    assert "tests/t.py test_a 2 test_b" in Reader(page(full(tmp_path))).text


def test_the_numbers_stand_at_the_top(tmp_path: Path) -> None:
    text = Reader(page(full(tmp_path))).text

    for said in (
        "Operations 5 in 2 resources, 1 deprecated",
        "Handlers 4 / 5 1 answer 501",
        "Tested 1 / 5 4 in no test",
        "Fuzzed 1 / 5 1 failure",
        "Replies seen 3 / 8 5 never seen",
        "Lint 2 1 warning, 1 note",
        "Next version ? nobody asked",
    ):
        assert said in text
    assert "They also speak of what the contract does not have: GET /dogs" in text


def test_findings_of_no_operation_stand_apart(tmp_path: Path) -> None:
    text = Reader(page(full(tmp_path))).text
    assert "These belong to none: note rule-b 1 wrong there pets.json:999:1" in text


@pytest.mark.parametrize("paths", [{}, {"/pets": {"get": PATHS["/pets"]["get"]}}])
def test_small_contracts_have_a_page(tmp_path: Path, paths: dict[str, Any]) -> None:
    text = Reader(page(health(bundle(tmp_path, paths)))).text
    assert f"Operations {len(paths)} in {len(paths)} resource" in text
