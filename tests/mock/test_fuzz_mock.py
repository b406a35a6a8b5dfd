"""`tenon fuzz` finds nothing wrong with a mock: every phase, all checks, a few examples each.

`TENON_FUZZ_EXAMPLES` asks for more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tenon.document import read
from tests.meaning.servers import announced
from tests.tiny import ROOT, SHARED

CORPUS = SHARED / "corpus"
EXAMPLES = os.environ.get("TENON_FUZZ_EXAMPLES", "2")
FOREIGN = ("museum.yaml", "petstore3.yaml", "redocly-cafe.yaml")
PROJECT = """\
[tool.tenon]
contract = "{contract}"

[tool.tenon.fuzz]
credentials = "known:credentials"
"""
KNOWN = """\
def credentials(url):
    return {schemes}
"""


@contextmanager
def mocked(contract: str, folder: Path) -> Iterator[str]:
    log = folder / "mock.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tenon", "mock", contract, "--port", "0", "--no-reload"],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        yield announced(process, log)
    finally:
        process.terminate()
        process.wait(20)


def fuzz(url: str, folder: Path, contract: str, *before: str) -> None:
    command = [*before, sys.executable, "-m", "tenon", "fuzz"]
    done = subprocess.run(
        [*command, "--url", url, "--mock", "--examples", EXAMPLES, contract],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "no failure with 1 seed" in done.stdout


def test_our_contract(tmp_path: Path) -> None:
    with mocked("generated/contract.json", tmp_path) as url:
        fuzz(url, ROOT, "generated/contract.json", sys.executable, "-m", "handlers.fuzzing")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not there")
@pytest.mark.parametrize("name", FOREIGN)
def test_the_contracts_of_others(tmp_path: Path, name: str) -> None:
    contract = str(CORPUS / name)
    tmp_path.joinpath("pyproject.toml").write_text(PROJECT.format(contract=contract))
    tmp_path.joinpath("known.py").write_text(KNOWN.format(schemes=credentials(contract)))
    with mocked(contract, tmp_path) as url:
        fuzz(url, tmp_path, contract)


def credentials(contract: str) -> dict[str, str]:
    """A credential for each scheme; a mock takes any that is well formed."""
    schemes = read(Path(contract)).contract.security_schemes
    return {
        name: "ann:secret" if scheme.scheme == "basic" else "any"
        for name, scheme in schemes.items()
    }
