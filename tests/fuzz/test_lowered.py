"""The bundle in OpenAPI 3.0 says what the service does: it is fuzzed by that bundle, too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from openapi_spec_validator import OpenAPIV30SpecValidator

from tenon.cli.bundle import as_json
from tenon.document import read
from tenon.publish import publish

from ..tiny import ROOT


def test_the_service_keeps_its_contract_as_it_is_said_in_3_0(tmp_path: Path) -> None:
    made = publish(read(ROOT / "openapi/openapi.yaml"), openapi="3.0")
    lowered = tmp_path / "contract.json"
    lowered.write_text(as_json(made.document))
    assert made.document["openapi"].startswith("3.0.")
    assert list(OpenAPIV30SpecValidator(made.document).iter_errors()) == []

    fuzzer = [sys.executable, "-m", "handlers.fuzzing", sys.executable, "-m", "tenon", "fuzz"]
    known = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [*fuzzer, "--contract", str(lowered), "--examples", "1"],
        cwd=ROOT, env=known, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^[1-9][0-9]{3,} passed, 0 failed$", done.stdout, re.MULTILINE)
    # The service is the project's, and so are the credentials, whatever it is asked by.
    assert "no credentials were given for" not in done.stdout
