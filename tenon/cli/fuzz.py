"""`tenon fuzz`: requests that the contract allows and forbids, and whether each answer obeys it."""

from __future__ import annotations

import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tenon.cli.workspace import Workspace, enter, inside
from tenon.finding import ContractError, Finding
from tenon.fuzz.coverage import record
from tenon.fuzz.job import Options, Outcome
from tenon.fuzz.job import run as run_job
from tenon.fuzz.reports import copy_html, merge_junit, summary
from tenon.fuzz.service import environment, served_document, started
from tenon.imports import ARGUMENTS, load_object, require


def run(arguments: Namespace) -> int:
    """Fuzz with each seed in turn, print what was found, write reports; 1 for any failure."""
    require("schemathesis")
    work = enter()
    given = _variables(arguments.env)
    os.environ.update(given)
    campaign = _Campaign(work, arguments, given, Path(tempfile.mkdtemp(prefix="tenon-fuzz-")))
    try:
        for seed in arguments.seed or range(1, arguments.seeds + 1):
            campaign.fuzz(seed)
        campaign.report()
    finally:
        if not campaign.failed:
            shutil.rmtree(campaign.folder, ignore_errors=True)
    return int(campaign.failed)


@dataclass
class _Campaign:
    """All seeds of one call."""

    work: Workspace
    arguments: Namespace
    given: Mapping[str, str]
    folder: Path
    outcomes: list[Outcome] = field(default_factory=list)
    died: bool = False

    def fuzz(self, seed: int) -> None:
        """Fuzz with one seed, a service of ours being started afresh.

        Raises ContractError for a document that does not read, before anything is started.
        """
        named = self._read
        folder = self.folder / f"seed-{seed}"
        folder.mkdir()
        variables = environment(folder, self.given)
        with self._service(folder, variables) as url:
            print(f"seed {seed}: {url}", flush=True)
            document = named or served_document(url)
            outcome = run_job(
                document,
                url,
                seed,
                self._options(),
                folder=folder,
                # A fresh database knows no key; any other may know those of an earlier run.
                nonce=str(seed) if self._fresh() else os.urandom(8).hex(),
                formats=self._formats(),
                credentials=self.work.project.credentials if self._own() else None,
                environment=self.given if self.arguments.url else variables,
            )
            self.outcomes.append(outcome)
        if self.arguments.coverage is not None:
            record(document, outcome, self.work.here / self.arguments.coverage)

    def report(self) -> None:
        """Print the summary and write the reports that were asked for."""
        for line in summary(self.outcomes):
            print(line)
        if self.failed:
            print(f"all that was recorded is in {self.folder}")
        seeds = [outcome.seed for outcome in self.outcomes if outcome.report]
        if self.arguments.junit is not None:
            reports = {seed: self.folder / f"seed-{seed}" / "junit.xml" for seed in seeds}
            merge_junit(reports, self.work.here / self.arguments.junit)
        if self.arguments.html is not None:
            pages = {seed: self.folder / f"seed-{seed}" / "html" for seed in seeds}
            copy_html(pages, self.work.here / self.arguments.html)

    @property
    def failed(self) -> bool:
        """Whether anything was found, or a service ended by itself."""
        return self.died or any(outcome.failed for outcome in self.outcomes)

    @contextmanager
    def _service(self, folder: Path, variables: Mapping[str, str]) -> Iterator[str]:
        if self.arguments.url is not None:
            yield self.arguments.url.rstrip("/")
            return
        app = self.arguments.app or self.work.project.app
        if app is None:
            message, remedy = "no app is set", "name one, as module:attribute, or give --url"
            raise ContractError([Finding(ARGUMENTS, "no-app", message, remedy)])
        with started(app, folder, variables) as service:
            yield service.url
            if not service.alive:
                self.died = True
                print("the service ended by itself")
            if self.died or self.outcomes[-1].server_errors:
                print(f"the end of what the service said:\n{service.tail()}")

    @cached_property
    def _read(self) -> dict[str, Any] | None:
        """The document that was named, where one was. Raises ContractError."""
        named = self._named()
        if named is None:
            return None
        from tenon.document import read

        return read(named).document

    def _named(self) -> Path | None:
        """The contract that was named, where one was."""
        asked = self.arguments
        named = asked.contract or (asked.app if asked.url is not None else None)
        return None if named is None else inside(self.work.project.root, self.work.here / named)

    def _own(self) -> bool:
        """Whether it is the project's service: only then do its credentials and formats hold.

        One that is started here is, whatever document it is asked by, such as a bundle in 3.0. One
        elsewhere is known by the document: the project's, or the one that it serves itself.
        """
        if self.arguments.url is None:
            return True
        project = self.work.project
        own = (project.contract, project.generated / "contract.json")
        return self._named() in (None, *(inside(project.root, path) for path in own))

    def _fresh(self) -> bool:
        return self.arguments.url is None and "DATABASE_URL" not in self.given

    def _formats(self) -> tuple[str, list[str]] | None:
        project = self.work.project
        if project.formats is None or not self._own():
            return None
        return project.formats, sorted(load_object(project.formats, project.place("formats")))

    def _options(self) -> Options:
        asked = self.arguments
        return Options(
            asked.examples, asked.workers, asked.time_limit, tuple(asked.operation), asked.mock
        )


def _variables(said: list[str]) -> dict[str, str]:
    """Variables by name; one without a value is handed on from our own environment."""
    found = {}
    for text in said:
        name, given, value = text.partition("=")
        if not given and name not in os.environ:
            message = f"--env {name}: it is not set here"
            raise ContractError([Finding(ARGUMENTS, "bad-variable", message, "write KEY=VALUE")])
        found[name] = value if given else os.environ[name]
    return found
