"""Each case is a contract, how it is published, the document that it becomes, and what is told."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest
import yaml

from tenon.cli.bundle import as_yaml
from tenon.cli.command import COMMANDS
from tenon.document import official, read
from tenon.finding import ContractError, Finding
from tenon.publish import publish

CASES = Path(__file__).parents[1] / "cases" / "publish"
NAMES = sorted(case.name for case in CASES.iterdir())


def published(case: Path) -> tuple[str, tuple[Finding, ...]]:
    """The text of what a case is published as, empty where it is refused, and the findings."""
    parser = ArgumentParser()
    next(one for one in COMMANDS if one.name == "bundle").arguments(parser)
    asked = parser.parse_args((case / "arguments.txt").read_text().split())
    options = {"public": asked.public, "dereference": asked.dereference, "openapi": asked.openapi}
    try:
        made = publish(read(Path("openapi.yaml")), **options)
    except ContractError as error:
        return "", error.findings
    return as_yaml(made.document), made.findings


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_is_published_to_the_letter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)

    text, findings = published(CASES / name)

    assert text == Path("expected.yaml").read_text()
    assert [str(finding) for finding in findings] == Path("expected.txt").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_published_is_valid_in_its_version(name: str) -> None:
    document = yaml.safe_load((CASES / name / "expected.yaml").read_text())
    if document is None:
        assert ": dynamic-ref: " in (CASES / name / "expected.txt").read_text()
        return
    minor = int(document["openapi"].split(".")[1])
    assert list(official.errors(document, minor)) == []
