"""Documents of real vendors are linted to the end, in good time."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

from tenon.document import read
from tenon.finding import Finding
from tenon.lint import lint

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")
REFUSED = ("netlify.yaml",)


@cache
def linted(path: Path) -> tuple[Finding, ...]:
    return lint(read(path))


def documents() -> list[Path]:
    found = [path for path in sorted(CORPUS.glob("*")) if path.suffix in (".yaml", ".json")]
    return [*found, CORPUS / "digitalocean/specification/DigitalOcean-public.v2.yaml"]


@pytest.mark.parametrize(
    "path", [p for p in documents() if p.name not in REFUSED], ids=lambda path: path.name
)
def test_every_finding_stands_at_a_line_and_column_that_are_there(path: Path) -> None:
    found = linted(path)

    assert len(found) > 0
    places = {finding.place for finding in found}
    texts = {file: Path(file).read_text().split("\n") for file in {p.file for p in places}}
    beyond = [p for p in places if p.column > max(len(texts[p.file][p.line - 1]), 1)]
    assert beyond == []


def test_a_large_document_is_linted_in_good_time() -> None:
    start = time.process_time()
    lint(read(CORPUS / "ghes-3.17.json"))

    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    ("name", "rule", "line", "column", "text"),
    [
        ("box-v2025.json", "example-invalid", 344, 13, '"example": 123'),
        ("ghes-3.17.json", "unused-component", 117056, 7, '"git-user": {'),
        ("ghes-3.17.json", "required-undefined", 110213, 19, '"tags"'),
        ("spotify-fixed.yaml", "tag-order", 167, 9, "Albums"),
        ("stripe-v526.yaml", "unbounded-string", 106626, 21, "email:"),
        ("adyen-checkout-v72.yaml", "nullable-left-over", 12404, 11, "nullable: true"),
        ("adyen-checkout-v72.yaml", "example-invalid", 18804, 11, "authCode: 065696"),
        ("k8s-1.35-apps-v1.json", "default-invalid", 3520, 15, '"default": {}'),
        ("petstore3.yaml", "unsecured-change", 611, 5, "put:"),
    ],
)
def test_findings_that_were_checked_by_hand_stay(
    name: str, rule: str, line: int, column: int, text: str
) -> None:
    written = (CORPUS / name).read_text().splitlines()[line - 1]
    found = linted(CORPUS / name)

    assert written[column - 1 :] == text
    assert any((f.rule, f.place.line, f.place.column) == (rule, line, column) for f in found)
