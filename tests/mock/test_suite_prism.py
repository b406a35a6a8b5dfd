"""Prism's own test cases, run against our mock and proxy by the runner of the suite.

Each case is a document, a request by curl, and what is expected. At the `portable` level status,
media type, headers and the value of the body are compared; at `strict` also its bytes, and the
wording of problems.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import ROOT, SHARED

SUITE = SHARED / "suites/prism"
pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="Prism's suite is not there")

CASES = 72
SHARDS = 2
STRICT = 50
# Cases that differ at the strict level: Prism's own problem documents are compared byte by byte.
_WORDS = "Prism's own words and problem types"
_ERRORS = "our problems tell what is wrong in `errors`, not in Prism's `validation`"
_HEADERS = "Prism repeats header fields in the body of its problem"
_VIOLATIONS = "the mock obeys its contract, and has no violations to tell in a header"
EXCEPTIONS = {
    "content-negotiation/E2E-Accept-Content-Negotiation.invalid.oas3.txt": _WORDS,
    "default-responses/default_responses-AC-7.oas3.txt": _WORDS,
    "security/security-scheme-validation-AC-14.oas3.txt": _WORDS,
    "security/security-scheme-validation-AC-17.oas3.txt": _HEADERS,
    "security/security-scheme-validation-AC-22.oas3.txt": _HEADERS,
    "security/security-scheme-validation-AC-3.oas3.txt": _HEADERS,
    "security/security-scheme-validation-AC-6.oas3.txt": _WORDS,
    "selecting-examples/manually-select-examples-AC-2.oas3.txt": _WORDS,
    "serialization/E2E-text-plain-complex-serialisation.oas3.txt": _WORDS,
    "validate-body-params/json-invalid-request-2.oas3.txt": _ERRORS,
    "validate-body-params/multipart-form-data-invalid-request.oas3.txt": _ERRORS,
    "validate-path-params/path-param-not-matching-regex.oas3.txt": _ERRORS,
    "validate-query-params/query-param-form-not-exploded-object-invalid.oas3.txt": _ERRORS,
    "violations/array-min-contains.httpResponse.txt": _ERRORS,
    "violations/array-prefix-items.httpResponse.txt": _ERRORS,
    "violations/do-not-stop-warnings.txt": _VIOLATIONS,
    "violations/ignoring-example-key-for-invalid-body.txt": _VIOLATIONS,
    "violations/input-only-no-500.txt": _VIOLATIONS,
    "violations/value-not-in-enum.httpResponse.txt": _ERRORS,
}

_MOCK = (
    "{python} -m tenon mock {{doc}} --port {{port}} --no-head --examples verbatim"
    " {{dynamic}} {{nocors}} {{errors}}"
)
_PROXY = "{python} -m tenon proxy {{doc}} --upstream {{upstream}} --port {{port}} {{errors}}"
_FLAGS = ("dynamic=--dynamic", "nocors=--no-cors", "errors=--errors")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the runner found, by case; its shards run side by side."""
    folder = tmp_path_factory.mktemp("prism")
    files = [folder / f"{number}.json" for number in range(SHARDS)]
    runs = [
        subprocess.Popen(command(f"{number}/{SHARDS}", file), cwd=ROOT, stdout=subprocess.PIPE)
        for number, file in enumerate(files)
    ]
    for run in runs:
        run.communicate(timeout=600)
    return {case: found for file in files for case, found in json.loads(file.read_text()).items()}


def test_every_case_holds_at_the_portable_level(results: dict[str, Any]) -> None:
    failed = {case: found["portable"] for case, found in results.items() if found["portable"]}
    assert failed == {}
    assert len(results) == CASES


def test_most_cases_hold_at_the_strict_level(results: dict[str, Any]) -> None:
    failed = {case: found["strict"] for case, found in results.items() if found["strict"]}
    assert {case: why for case, why in failed.items() if case not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) == set(failed)
    assert len(results) - len(failed) >= STRICT


def command(shard: str, file: Path) -> list[str]:
    run = [sys.executable, str(SUITE / "run.py"), "--specs", str(SUITE / "specs")]
    run += ["--server", _MOCK.format(python=sys.executable)]
    run += ["--proxy-server", _PROXY.format(python=sys.executable)]
    for flag in _FLAGS:
        run += ["--map", flag]
    return [*run, "--shard", shard, "--json", str(file)]
