"""A small contract and, beside it, all that is made of it but for what every SDK has alike.

To accept new output, run with ACCEPT=1 in the environment and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenon.sdk.folder import write
from tests.sdk import python_sdk
from tests.tiny import ROOT, SHARED

CASE = ROOT / "tests/cases/sdk/harbour"
CONTRACTS = ("museum", "petstore3", "learn-tictactoe", "redocly-cafe")


def own(files: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if "/core/" not in path}


def test_the_output_is_the_expected_one_to_the_byte() -> None:
    files = own(python_sdk.made(CASE / "openapi.yaml"))
    expected = CASE / "expected"
    if os.environ.get("ACCEPT"):
        write(files, expected)
    on_disk = {
        path.relative_to(expected).as_posix(): path.read_text("utf-8")
        for path in expected.rglob("*.*")
        if "__pycache__" not in path.parts
    }
    assert on_disk == files


def test_a_second_run_gives_the_same_bytes() -> None:
    once, again = (python_sdk.made(CASE / "openapi.yaml") for _ in range(2))
    assert list(once.items()) == list(again.items())


def test_the_expected_output_is_strictly_typed(tmp_path: Path) -> None:
    write(python_sdk.made(CASE / "openapi.yaml"), tmp_path)
    assert python_sdk.type_checked(tmp_path) == ""


@pytest.mark.parametrize("name", CONTRACTS)
def test_sdks_of_other_contracts_are_strictly_typed(name: str, tmp_path: Path) -> None:
    contract = SHARED / f"corpus/{name}.yaml"
    if not contract.exists():
        pytest.skip("the documents of others are not here")
    write(python_sdk.made(contract), tmp_path)
    assert python_sdk.type_checked(tmp_path) == ""
