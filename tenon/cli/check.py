"""`tenon check`: everything that is wrong with a contract, and with what was made from it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping

from tenon.cli.report import Report
from tenon.cli.schemas import uncompiled
from tenon.cli.workspace import Workspace, enter
from tenon.contract import Contract
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Place, Severity
from tenon.generation import Generation
from tenon.imports import load_object
from tenon.runtime.formats import Format


def run(arguments: Namespace) -> int:
    """Print findings and a line that sums them up; 1 when any is an error."""
    work = enter(arguments.contract)
    report = work.report(arguments.format)
    try:
        bundle = read(work.contract, allow_remote=arguments.allow_remote)
    except ContractError as error:
        report.show(error.findings)
        report.summarise(str(work.contract))
        return 1
    contract = bundle.contract
    formats = _formats(work) if work.own else {}
    findings = [f for f in bundle.findings if not _known(f, formats)]
    findings += _uncompiled(contract, bundle, formats)
    if work.own:
        findings += _drift(work, bundle, report)
        findings += _unimplemented(work, contract, strict=arguments.strict)
    report.show(findings)
    report.summarise(f"{work.contract}: {len(contract.operations)} operations")
    return int(report.failed)


def _formats(work: Workspace) -> Mapping[str, Format]:
    """The formats that the project adds to those of JSON Schema."""
    project = work.project
    if project.formats is None:
        return {}
    found: Mapping[str, Format] = load_object(project.formats, project.place("formats"))
    return found


def _known(finding: Finding, formats: Mapping[str, Format]) -> bool:
    """Whether a finding only says that no standard has a format which the project has."""
    return finding.rule == "unknown-format" and any(name in finding.message for name in formats)


def _uncompiled(
    contract: Contract, bundle: Bundle, formats: Mapping[str, Format]
) -> Iterator[Finding]:
    """Schemas that the gate could not judge by."""
    for schema, reason in uncompiled(contract, formats):
        place = bundle.places.get(schema.pointer) or Place(str(bundle.files[0]))
        yield Finding(place, "uncompiled-schema", reason)


def _drift(work: Workspace, bundle: Bundle, report: Report) -> Iterator[Finding]:
    folder = work.project.generated
    found = Generation(work.contract, folder).difference(bundle)
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
