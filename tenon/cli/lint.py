"""`tenon lint`: what a careful team would change in a contract."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from tenon.cli.reporting import Report
from tenon.cli.workspace import Workspace, enter
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding
from tenon.imports import load_object
from tenon.lint import EVERY, LintSettings, lint, lint_settings
from tenon.runtime.formats import Format

UNREADABLE = 2


def run(arguments: Namespace) -> int:
    """Print findings and a line that sums them up.

    1 when any is an error, or with `--strict` a warning; 2 for what cannot be read.
    """
    if arguments.rules:
        _list_rules()
        return 0
    work = enter(arguments.contract)
    report = work.report(arguments.format)
    report.rules = {rule.id: rule for rule in EVERY}
    try:
        settings = lint_settings(work.project)
        formats = project_formats(work) if work.own else {}
        bundle = read(work.contract, allow_remote=arguments.allow_remote)
        if arguments.fix and _fix(bundle, settings, formats, report):
            bundle = read(work.contract, allow_remote=arguments.allow_remote)
    except ContractError as error:
        report.show(error.findings)
        report.summarise(str(work.contract))
        return UNREADABLE
    report.show(lint(bundle, settings, formats))
    report.summarise(f"{work.contract}: {len(bundle.contract.operations)} operations")
    return int(report.failed or (arguments.strict and report.warned))


def project_formats(work: Workspace) -> Mapping[str, Format]:
    """The formats that the project adds to those of JSON Schema."""
    project = work.project
    if project.formats is None:
        return {}
    found: Mapping[str, Format] = load_object(project.formats, project.place("formats"))
    return found


def _fix(
    bundle: Bundle, settings: LintSettings, formats: Mapping[str, Format], report: Report
) -> bool:
    """Put right what is safe to; whether anything was."""
    from tenon.lint.fixing import fix

    found: tuple[Finding, ...] = lint(bundle, settings, formats)
    counts = fix(bundle, found)
    for file, count in counts.items():
        report.say(f"{report.named(file)}: {count} put right")
    return bool(counts)


def _list_rules() -> None:
    from tenon.lint.fixing import FIXABLE

    for rule in EVERY:
        fixed = ", --fix" if rule.id in FIXABLE else ""
        print(f"{rule.id} ({rule.severity}{fixed})")
        for line in (rule.purpose, rule.reason, f"To do: {rule.remedy}."):
            print(f"    {line}")
