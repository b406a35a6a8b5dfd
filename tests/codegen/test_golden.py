"""Each case is a small contract and, beside it, all that is generated from it.

To accept new output, run with ACCEPT=1 in the environment and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tenon.codegen import generate
from tenon.codegen.files import drift, write
from tenon.contract import Contract
from tenon.document import read

CASES = Path(__file__).parents[1] / "cases/codegen"
NAMES = sorted(path.parent.name for path in CASES.glob("*/openapi.*"))


def made(case: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(CASES / case)
    bundle = read(next(Path().glob("openapi.*")))
    contract = Contract.from_bundle(bundle.document, bundle.places)
    return generate(contract, bundle, "expected")


@pytest.mark.parametrize("case", NAMES)
def test_the_output_is_the_expected_one_to_the_byte(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = made(case, monkeypatch)
    if os.environ.get("ACCEPT"):
        write(Path("expected"), files)
    assert drift(Path("expected"), files) == ""
    on_disk = {p.relative_to("expected").as_posix() for p in Path("expected").rglob("*.*")}
    assert {path for path in on_disk if "__pycache__" not in path} == set(files)


@pytest.mark.parametrize("case", NAMES)
def test_a_second_run_gives_the_same_bytes(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(case, monkeypatch) == made(case, monkeypatch)
