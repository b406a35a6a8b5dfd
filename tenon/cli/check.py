"""`tenon check`: everything that is wrong with a contract, and with what was made from it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping

from tenon.cli.lint import UNREADABLE, project_formats
from tenon.cli.reporting import Report
from tenon.cli.schemas import uncompiled
from tenon.cli.workspace import Workspace, enter
from tenon.contract import Contract
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Place, Severity
from tenon.generation import Generation
from tenon.imports import load_object
from tenon.lint import EVERY, lint, lint_settings
from tenon.runtime.formats import Format


def run(arguments: Namespace) -> int:
    """Print findings and a line that sums them up.

    1 when any is an error, or with `--strict` a warning; 2 for what cannot be read. The project's
    own contract is linted.
    """
    work = enter(arguments.contract)
    report = work.report(arguments.format)
    report.rules = {rule.id: rule for rule in EVERY}
    settings = lint_settings(work.project)
    try:
        bundle = read(work.contract, allow_remote=arguments.allow_remote)
    except ContractError as error:
        report.show(error.findings)
        report.summarise(str(work.contract))
        return UNREADABLE
    contract = bundle.contract
    formats = project_formats(work) if work.own else {}
    findings = list(lint(bundle, settings, formats) if work.own else bundle.findings)
    findings += _uncompiled(contract, bundle, formats)
    if work.own:
        findings += _drift(work, bundle, report)
        findings += _unimplemented(work, contract, strict=arguments.strict)
    report.show(findings)
    report.summarise(f"{work.contract}: {len(contract.operations)} operations")
    return int(report.failed or (arguments.strict and report.warned))


def _uncompiled(
    contract: Contract, bundle: Bundle, formats: Mapping[str, Format]
) -> Iterator[Finding]:
    """Schemas that the gate could not judge by."""
    for schema, reason in uncompiled(contract, formats):
        place = bundle.places.get(schema.pointer) or Place(str(bundle.files[0]))
        yield Finding(place, "uncompiled-schema", reason)


def _drift(work: Workspace, bundle: Bundle, report: Report) -> Iterator[Finding]:
    folder = work.project.generated
    try:
        found = Generation(work.contract, folder).difference(bundle)
    except ContractError as error:  # what no code can be made of
        yield from error.findings
        return
    if found:
        if report.format == "text":
            print(found, end="")
        message = f"{folder} is not what the contract says"
        yield Finding(Place(str(folder)), "drift", message, "run tenon generate")


def _unimplemented(work: Workspace, contract: Contract, *, strict: bool) -> Iterator[Finding]:
    project = work.project
    if project.app is None:
        return
    try:
        app = load_object(project.app, project.place("app"))
    except ContractError as error:
        yield from error.findings
        return
    severity = Severity.ERROR if strict else Severity.NOTE
    for name in getattr(app, "unimplemented", ()):
        try:
            place = contract.operation(name).place
        except KeyError:
            continue  # the application serves an older contract, which is drift
        message = f"{name} has no handler and answers 501"
        yield Finding(
            place or Place(str(work.contract)), "unimplemented", message, severity=severity
        )
