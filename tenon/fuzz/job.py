"""One run of the fuzzer: what it is handed, and what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from tenon.contract import Contract
from tenon.fuzz.authentication import bearing
from tenon.fuzz.document import fuzzed
from tenon.fuzz.settings import configuration

JOB = "TENON_FUZZ_JOB"


@dataclass(frozen=True, slots=True)
class Options:
    """How a service is fuzzed; `operations` are ids, none meaning all of them.

    A `mock` knows its callers by anything that looks right, and refuses what its contract implies.
    """

    examples: int = 50
    workers: int = 1
    time_limit: int | None = None
    operations: Sequence[str] = ()
    mock: bool = False


@dataclass(frozen=True)
class Job:
    """What the hooks are told. `nonce` makes idempotency keys that no other run makes.

    `formats` and `credentials` are import strings; `url` is where the service stands, and `mock`
    says that it is a mock.
    """

    folder: Path
    nonce: str
    formats: str | None = None
    narrowed: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    url: str = ""
    credentials: str | None = None
    mock: bool = False

    @property
    def contract(self) -> Path:
        """The contract as it is served."""
        return self.folder / "contract.json"

    @property
    def counts(self) -> Path:
        """How often each status was answered, by operation; what is of none has no name."""
        return self.folder / "counts.json"

    def save(self, document: dict[str, Any], copy: Any) -> Path:
        """Write all files of the job, and return the one that names it."""
        self.contract.write_text(json.dumps(document))
        (self.folder / "fuzzed.json").write_text(json.dumps(copy))
        text = configuration(Contract.from_bundle(document))
        (self.folder / "schemathesis.toml").write_text(text)
        file = self.folder / "job.json"
        file.write_text(json.dumps({**asdict(self), "folder": str(self.folder)}))
        return file

    @classmethod
    def load(cls, file: Path) -> Self:
        """The job that a file names."""
        said = json.loads(file.read_text())
        return cls(**{**said, "folder": Path(said["folder"])})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run found; `report` is the fuzzer's own, empty when it did not come that far.

    `statuses` says how often each was answered, `seen` the same by the id of the operation.
    """

    seed: int
    code: int
    report: Mapping[str, Any]
    statuses: Mapping[int, int]
    seen: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    @property
    def server_errors(self) -> int:
        """How many replies were 5xx."""
        return sum(count for status, count in self.statuses.items() if status >= 500)

    @property
    def failed(self) -> bool:
        """Whether anything was found."""
        return self.code != 0 or self.server_errors > 0 or not self.report


def run(
    document: dict[str, Any],
    url: str,
    seed: int,
    options: Options,
    *,
    folder: Path,
    nonce: str,
    formats: tuple[str, Sequence[str]] | None,
    credentials: str | None,
    environment: Mapping[str, str],
) -> Outcome:
    """Fuzz the service at a URL with one seed; its output goes where ours goes.

    `formats` are the import string of the custom formats and their names; `credentials` is the
    import string of what makes the fuzzer known.
    """
    copy = fuzzed(bearing(document), formats[1] if formats else ())
    job = Job(
        folder,
        nonce,
        formats[0] if formats else None,
        copy.narrowed,
        url,
        credentials,
        options.mock,
    )
    file = job.save(document, copy.document)
    paths = [str(Path.cwd()), str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        **environment,
        JOB: str(file),
        "SCHEMATHESIS_HOOKS": "tenon.fuzz.hooks",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    done = subprocess.run(  # noqa: S603  our own interpreter and files
        _command(folder, url, seed, options), env=environment, check=False
    )
    seen = _counts(job.counts)
    statuses = sum(map(Counter, seen.values()), Counter[int]())
    return Outcome(seed, done.returncode, _read(folder / "report.json"), statuses, seen)


def _command(folder: Path, url: str, seed: int, options: Options) -> list[str]:
    command = [sys.executable, "-m", "schemathesis.cli"]
    command += ["--config-file", str(folder / "schemathesis.toml")]
    command += ["run", str(folder / "fuzzed.json"), "--url", url, "--seed", str(seed)]
    command += ["--max-examples", str(options.examples), "--workers", str(options.workers)]
    command += ["--checks", "all", "--mode", "all"]
    command += ["--report-json-path", str(folder / "report.json")]
    command += ["--report-junit-path", str(folder / "junit.xml")]
    command += ["--report-html-path", str(folder / "html")]
    if options.time_limit:
        command += ["--max-time", str(options.time_limit)]
    for operation in options.operations:
        command += ["--include-operation-id", operation]
    if options.operations:  # the stateful phase follows links, which may lead to others
        command += ["--phases", "examples,coverage,fuzzing"]
    return command


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return found


def _counts(file: Path) -> dict[str, dict[int, int]]:
    return {
        operation: {int(status): count for status, count in counts.items()}
        for operation, counts in _read(file).items()
    }
