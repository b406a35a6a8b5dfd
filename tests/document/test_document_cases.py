"""Each case is a contract with one kind of fault, and the findings it must give, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.document import read
from tenon.document.rules import RULES
from tenon.finding import ContractError

CASES = Path(__file__).parents[1] / "cases" / "document"
NAMES = sorted(case.name for case in CASES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_faulty_contract_gives_exactly_the_expected_findings(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)
    root = next(Path().glob("openapi.*"), Path("openapi.yaml"))

    try:
        findings = read(root).findings
    except ContractError as error:
        findings = error.findings

    assert [str(finding) for finding in findings] == Path("expected.txt").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_case_shows_the_rule_it_is_named_after(name: str) -> None:
    expected = (CASES / name / "expected.txt").read_text()

    assert any(f" {rule}: " in expected for rule in _prefixes(name)) or name == "hostile-text"


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_case_of_its_name(rule: str) -> None:
    assert rule in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_error_names_a_remedy(name: str) -> None:
    for line in (CASES / name / "expected.txt").read_text().splitlines():
        assert "; " in line or ": note: " in line or ": warning: " in line


def test_no_message_holds_a_control_character() -> None:
    expected = (CASES / "hostile-text" / "expected.txt").read_text()

    assert all(line.isprintable() for line in expected.splitlines())


def test_a_missing_file_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ContractError) as raised:
        read(Path("openapi.yaml"))

    assert str(raised.value) == (
        "openapi.yaml:1:1: file-missing: there is no such file; check the name"
    )


def test_a_folder_is_no_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("openapi.yaml").mkdir()

    with pytest.raises(ContractError, match="file-missing: this is no file"):
        read(Path("openapi.yaml"))


def _prefixes(name: str) -> list[str]:
    parts = name.split("-")
    return ["-".join(parts[: count + 1]) for count in range(len(parts))]
