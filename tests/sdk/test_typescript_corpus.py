"""TypeScript SDKs of contracts that others wrote are strictly typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.document import read
from tenon.sdk.typescript.build import make
from tests.sdk import node
from tests.tiny import SHARED

CONTRACTS = ("museum", "petstore3", "learn-tictactoe", "redocly-cafe")


@pytest.mark.parametrize("name", CONTRACTS)
def test_sdks_of_other_contracts_are_strictly_typed(name: str, tmp_path: Path) -> None:
    contract = SHARED / f"corpus/{name}.yaml"
    if not contract.exists():
        pytest.skip("the documents of others are not here")
    node.tools()

    # It is compiled with `strict` and more; what the compiler says would be raised.
    project, archive = make(read(contract), tmp_path)

    assert (project / "src/schema.ts").exists()
    assert archive.suffix == ".tgz"
