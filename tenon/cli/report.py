"""`tenon report`: the health of a contract on one page, or as data."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tenon.cli.comparison import Reading, Side, acceptances, outcome
from tenon.cli.workspace import Workspace, enter, inside
from tenon.diff.outcome import Outcome
from tenon.diff.revision import latest_release
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding
from tenon.health import data, examine, page, read_recordings
from tenon.health.handling import handled
from tenon.health.model import Handled, Unknown
from tenon.imports import load_object
from tenon.lint import lint, lint_settings
from tenon.project import Project

TABLE = "report"
_RECORDED = ("build/coverage/*.json", "build/coverage/*.jsonl")
_PAGE = Path("dist/report.html")


def run(arguments: Namespace) -> int:
    """Write the page, or the data, and say where; what cannot be read raises ContractError."""
    work = enter(arguments.contract)
    settings = lint_settings(work.project)
    files = _recorded(work, arguments.coverage)
    bundle = read(work.contract, allow_remote=arguments.allow_remote)
    health = examine(
        bundle,
        lint(bundle, settings, work.formats()),
        file=work.contract.as_posix(),
        handlers=_handlers(work, bundle),
        since=_since(work, bundle, arguments),
        recordings=read_recordings(files, bundle.contract),
    )
    if arguments.format == "json":
        _write(work, arguments.output, data(health))
    else:
        root = work.project.root
        _write(work, arguments.output or root / _PAGE, page(health))
    return 0


def _write(work: Workspace, output: Path | None, text: str) -> None:
    # A contract may hold half a character, which no file can.
    said = text.encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(said)
        return
    target = work.here / output
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(said)
    print(work.report().named(str(inside(work.project.root, target))))


def _recorded(work: Workspace, given: Sequence[Path]) -> list[Path]:
    """The files of recordings: those given, those of the project, or those that are there."""
    if given:
        return [inside(work.project.root, work.here / file) for file in given]
    named = coverage_files(work.project)
    if named is not None:
        return named
    return sorted(file for pattern in _RECORDED for file in Path().glob(pattern))


def coverage_files(project: Project) -> list[Path] | None:
    """What `[tool.tenon.report] coverage` names, relative to the project; None without it.

    Raises ContractError for settings that are not understood.
    """
    table = project.tables.get(TABLE, {})
    named = table.get("coverage")
    unknown = [key for key in table if key != "coverage"]
    if unknown:
        key, remedy = unknown[0], "known is coverage"
        raise _bad(
            project, f"{TABLE}.{key}", "unknown-setting", f"tool.tenon.{TABLE}.{key}", remedy
        )
    if named is None:
        return None
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        key, remedy = f"{TABLE}.coverage", 'write ["build/coverage/tests.jsonl"]'
        raise _bad(project, key, "bad-setting", f"tool.tenon.{key} is no list of files", remedy)
    return [Path(name) for name in named]


def _bad(project: Project, key: str, rule: str, message: str, remedy: str) -> ContractError:
    return ContractError([Finding(project.place(key), rule, message, remedy)])


def _handlers(work: Workspace, bundle: Bundle) -> Mapping[str, Handled] | Unknown:
    """What the project's application answers."""
    project = work.project
    if not work.own:
        return Unknown("this is not the contract of a project")
    if project.app is None:
        return Unknown("the project names no application", "set [tool.tenon] app")
    try:
        app = load_object(project.app, project.place("app"))
    except ContractError as error:
        return Unknown(str(error.findings[0]), "mend it")
    return handled(app, bundle.contract.operations)


def _since(work: Workspace, bundle: Bundle, arguments: Namespace) -> Outcome | Unknown:
    """What changed since a release, as far as there is one that can be read."""
    contract = work.project.root / work.contract
    reading = Reading(work, contract.parent, Path(contract.name), arguments.allow_remote)
    allowed = acceptances(work) if work.own else ()
    try:
        base = arguments.base or latest_release(contract.parent)
        with reading.side(base) as side:
            head = Side(work.contract.as_posix(), bundle)
            # Places are named as seen from the project, wherever the reader of the page stands.
            return outcome(replace(work, here=work.project.root), side, head, allowed)
    except ContractError as error:
        if arguments.base:
            raise
        return _unknown(error.findings)


def _unknown(findings: Sequence[Finding]) -> Unknown:
    """Why there is nothing to compare with."""
    first = findings[0]
    where = "" if first.rule == "no-revision" else f"{first.place.file}: "
    return Unknown(
        f"{where}{first.message}", f"{first.remedy}, or give --base".removeprefix(", or ")
    )
