"""`tenon fuzz` on a service that obeys its contract, and on such as do not."""

from __future__ import annotations

import json
import re
import subprocess
import time
import urllib.request
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.projects import CONTRACT, Project


def row(said: str, seed: int) -> dict[str, str]:
    """The summary's line of a seed."""
    head, *lines = said[said.rindex("      seed ") :].splitlines()
    found = next(line.split() for line in lines if line.split()[0] == str(seed))
    return dict(zip(head.split(), found, strict=False))


def test_a_service_that_obeys_its_contract_passes_and_is_reported(project: Project) -> None:
    done = project.run(
        "fuzz", "--examples", "20", "--seeds", "2", "--junit", "out/fuzz.xml", "--html", "out/html"
    )

    assert done.returncode == 0, done.stdout
    *_, verdict, counts = done.stdout.splitlines()
    assert verdict == "no failure with 2 seeds"
    assert re.fullmatch(r"[1-9][0-9]+ passed, 0 failed", counts)
    for seed in (1, 2):
        assert row(done.stdout, seed)["operations"] == "5"
        assert int(row(done.stdout, seed)["cases"]) > 100
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert re.search(rf"✅ {phase}\n", done.stdout)
    whole = ET.parse(project.path("out/fuzz.xml")).getroot()
    assert int(whole.get("tests", 0)) > 0
    assert whole.get("failures") == "0"
    assert project.path("out/html/seed-2/index.html").exists()


def test_the_same_seed_makes_the_same_cases(project: Project) -> None:
    first = project.run("fuzz", "--examples", "10", "--seed", "42").stdout
    second = project.run("fuzz", "--examples", "10", "--seed", "42").stdout

    assert row(first, 42)["cases"] == row(second, 42)["cases"]
    assert _timeless(first) == _timeless(second)


def _timeless(said: str) -> list[str]:
    """The lines of a run without what no two runs share."""
    kept = re.sub(r"\d+\.\d+ ?s|\d+\.\d{2}s|127\.0\.0\.1:\d+|/tmp/\S+", "", said)
    return [line for line in kept.splitlines() if not re.match(r" +42 |.*=====", line)]


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ("raise", "Server error"),
        ("isbn", "The reply breaks the contract"),
    ],
)
def test_a_service_that_breaks_its_contract_fails(
    project: Project, broken: str, found: str
) -> None:
    done = project.run("fuzz", "--examples", "10", "--env", f"BREAK={broken}")

    assert done.returncode == 1
    assert found in done.stdout
    assert re.search(r"curl -X GET .*http://127\.0\.0\.1:\d+/books/\d+", done.stdout)
    assert "failed with seed 1; repeat with --seed 1\n" in done.stdout
    kept = Path(done.stdout.rsplit("recorded is in ", 1)[1].strip())
    assert (kept / "seed-1/service.log").exists()


def test_the_log_of_a_service_that_failed_is_shown(project: Project) -> None:
    done = project.run("fuzz", "--examples", "10", "--env", "BREAK=raise")

    assert "RuntimeError: broken on purpose" in done.stdout
    assert int(row(done.stdout, 1)["5xx"]) > 0


def test_a_service_that_ends_is_a_failure(project: Project) -> None:
    done = project.run("fuzz", "--examples", "10", "--env", "BREAK=exit")

    assert done.returncode == 1
    assert "the service ended by itself\n" in done.stdout
    assert "leaving on purpose" in done.stdout


def test_an_application_that_cannot_start_is_a_finding(project: Project) -> None:
    project.write("shop/app.py", "print(nothing)\n")

    done = project.run("fuzz")

    assert done.returncode == 2
    assert "shop.app:app:1:1: no-start: the application does not start\n" in done.stdout
    assert "shop/app.py:1:7: import-failed: NameError: name 'nothing'" in done.stdout


def test_a_service_elsewhere_is_fuzzed_by_its_address(project: Project) -> None:
    server = subprocess.Popen(
        project.command("serve", "--port", "0"),
        cwd=project.root,
        env=project.variables(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    url = server.stderr.readline().rpartition(" at ")[2].strip()
    try:
        done = project.run("fuzz", "--url", url, "--examples", "10", "--operation", "addBook")
        again = project.run(
            "fuzz", "--url", url, CONTRACT, "--examples", "10", "--operation", "addBook"
        )
        with urllib.request.urlopen(f"{url}/books", timeout=10) as reply:
            assert len(json.load(reply)) > 5
    finally:
        server.terminate()
        server.communicate()

    assert row(done.stdout, 1)["operations"] == "1"
    assert done.returncode == 0, done.stdout
    # The service remembers the idempotency keys of the first run; the second makes its own.
    assert again.returncode == 0, again.stdout


def test_a_document_that_is_not_served_has_to_be_named(project: Project) -> None:
    done = project.run("fuzz", "--url", "http://127.0.0.1:9")

    assert done.returncode == 2
    assert "http://127.0.0.1:9/openapi.json:1:1: no-contract: " in done.stdout
    assert done.stdout.rstrip().endswith("name the document with --contract")


def test_a_time_limit_is_kept(project: Project) -> None:
    begun = time.monotonic()

    done = project.run("fuzz", "--examples", "100000", "--time-limit", "4")

    assert done.returncode == 0, done.stdout
    assert time.monotonic() - begun < 30


def test_a_variable_that_is_not_set_here_cannot_be_handed_on(project: Project) -> None:
    done = project.run("fuzz", "--env", "NOT_SET_ANYWHERE")

    assert done.stdout == (
        "<arguments>:1:1: bad-variable: --env NOT_SET_ANYWHERE: it is not set here; "
        "write KEY=VALUE\n"
    )
