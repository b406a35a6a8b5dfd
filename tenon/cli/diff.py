"""`tenon diff`: what changed between two contracts, and whom it breaks."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tenon.cli.report import Report
from tenon.cli.workspace import Workspace, enter, inside
from tenon.diff import compare
from tenon.diff.acceptance import Acceptance, accepted, idle, read_acceptances
from tenon.diff.outcome import Outcome
from tenon.diff.printing import FORMS
from tenon.diff.revision import unpacked
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Place, Severity

_UNREAD = 2
# What is wrong with a document, though it can be compared as it is.
_TOLERATED = frozenset({"path-parameter-unused"})


@dataclass(frozen=True)
class _Read:
    """A contract that was read: how it is called, its bundle, and how its files are called."""

    name: str
    bundle: Bundle
    folder: Path | None = None
    revision: str = ""

    def place(self, place: Place | None) -> Place | None:
        """A place as the reader knows it: of a revision, `main:openapi/openapi.yaml`."""
        if place is None or self.folder is None:
            return place
        return replace(place, file=_of_revision(place.file, self.folder, self.revision))

    def passed_over(self) -> Iterator[Finding]:
        """What lenient reading took out, as warnings."""
        for finding in self.bundle.mended:
            place = self.place(finding.place) or finding.place
            yield replace(finding, place=place, severity=Severity.WARNING)


def run(arguments: Namespace) -> int:
    """Print what changed; 1 when something breaks that nobody accepted, 2 when nothing is read."""
    work = enter()
    report = work.report()
    try:
        acceptances = _acceptances(work)
        with _reading(work, arguments.base, arguments) as base:
            own = work.project.root / work.project.contract
            called = arguments.head or str(work.project.contract)
            with _reading(work, arguments.head or str(own), arguments, called) as head:
                outcome = _outcome(work, base, head, acceptances, arguments.fail_on)
                passed_over = [*base.passed_over(), *head.passed_over()]
    except ContractError as error:
        Report("text", work.project.root, work.here).show(error.findings)
        return _UNREAD
    said = FORMS[arguments.format](outcome)
    if arguments.output is None:
        sys.stdout.write(said)
    else:
        target = work.here / arguments.output
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(said, encoding="utf-8")
    for finding in (*passed_over, *idle(acceptances, outcome.accepted)):
        print(report.placed(finding), file=sys.stderr)
    return int(bool(outcome.failing))


def _acceptances(work: Workspace) -> tuple[Acceptance, ...]:
    table, places = work.project.tables.get("diff", {}), work.project.heads("diff")
    if table.keys() - {"accept"}:
        message = "tool.tenon.diff holds accept and nothing else"
        place = places[0] if places else Place("pyproject.toml")
        raise ContractError([Finding(place, "unknown-setting", message, "leave the rest out")])
    return read_acceptances(table.get("accept", []), places)


def _outcome(
    work: Workspace,
    base: _Read,
    head: _Read,
    acceptances: tuple[Acceptance, ...],
    fail_on: str,
) -> Outcome:
    report = work.report()

    def named(read: _Read, place: Place | None) -> Place | None:
        found = read.place(place)
        if found is None or read.folder is not None:
            return found
        return report.placed(Finding(found, "", "")).place

    changes = [
        replace(change, base=named(base, change.base), head=named(head, change.head))
        for change in compare(base.bundle, head.bundle)
    ]
    return Outcome(
        base.name,
        head.name,
        head.bundle.contract.title,
        (base.bundle.contract.version, head.bundle.contract.version),
        changes,
        accepted(changes, acceptances),
        reworded=base.bundle.document != head.bundle.document,
        fail_on=fail_on,
    )


@contextmanager
def _reading(
    work: Workspace, named: str, arguments: Namespace, called: str = ""
) -> Iterator[_Read]:
    """The contract in a file, or in a git revision: `main`, or `main:path/of/it`."""
    path = work.here / named
    if path.is_file():
        bundle = _read(inside(work.project.root, path), arguments)
        yield _Read(called or named, bundle)
        return
    revision, _, file = named.partition(":")
    near, wanted = (work.here, Path(file)) if file else (work.project.root, work.project.contract)
    if not revision or (not file and path.suffix in (".yaml", ".yml", ".json")):
        message = "there is no such file"
        raise ContractError([Finding(Place(named), "file-missing", message, "check the name")])
    with unpacked(revision, wanted, near) as (folder, found):
        try:
            bundle = _read(folder / found, arguments)
        except ContractError as error:
            raise ContractError(_renamed(error.findings, folder, revision)) from None
        yield _Read(f"{revision}:{found.as_posix()}", bundle, folder, revision)


def _read(path: Path, arguments: Namespace) -> Bundle:
    return read(
        path,
        allow_remote=arguments.allow_remote,
        lenient=arguments.lenient,
        tolerated=_TOLERATED,
    )


def _renamed(findings: tuple[Finding, ...], folder: Path, revision: str) -> Iterator[Finding]:
    for finding in findings:
        file = _of_revision(finding.place.file, folder, revision)
        yield replace(finding, place=replace(finding.place, file=file))


def _of_revision(file: str, folder: Path, revision: str) -> str:
    path = Path(file)
    known = path.is_relative_to(folder)
    return f"{revision}:{path.relative_to(folder).as_posix()}" if known else file
