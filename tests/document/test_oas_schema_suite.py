"""The OpenAPI Initiative's own pass and fail documents for 3.1 and 3.2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.document import official, read
from tenon.finding import ContractError, errors

SUITE = Path(__file__).parents[2].parent / "shared" / "suites" / "oas-schema"
pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the suite is not there")

# The suite is for the form of a document only. These pass it, and say what cannot be served.
REFUSED = {
    "operation-object-example.yaml": {
        "path-parameter-undeclared", "path-parameter-unused", "unknown-security-scheme",
    },
    "security-scheme-object-examples.yaml": {"remote-ref"},
}  # fmt: skip


def documents(verdict: str) -> list[Path]:
    return sorted(SUITE.glob(f"{verdict}-*/*.yaml"))


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", documents("pass"), ids=named)
def test_a_passing_document_is_read_as_valid_3_1(path: Path) -> None:
    if path.name in REFUSED:
        with pytest.raises(ContractError) as raised:
            read(path)
        assert {finding.rule for finding in errors(raised.value.findings)} == REFUSED[path.name]
    else:
        assert list(official.errors(read(path).document, 1)) == []


@pytest.mark.parametrize("path", documents("fail"), ids=named)
def test_a_failing_document_is_refused_with_a_place(path: Path) -> None:
    with pytest.raises(ContractError) as raised:
        read(path)

    found = errors(raised.value.findings)
    assert found
    assert all(finding.place.file.endswith(path.name) for finding in found)
    if path.stem != "no_containers":
        assert any(finding.place.line > 1 for finding in found)


def test_the_suite_is_whole() -> None:
    assert (len(documents("pass")), len(documents("fail"))) == (72, 40)
