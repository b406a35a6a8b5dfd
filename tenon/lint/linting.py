"""The way of a contract through the linter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from tenon.contract import Contract
from tenon.document import Bundle
from tenon.document.rules import faults
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Finding, Severity
from tenon.lint import silences
from tenon.lint.rule import FileRule, Review, Rule
from tenon.lint.rules import EVERY, FILE_RULES, RULES
from tenon.lint.settings import KNOWN, LintSettings
from tenon.lint.silences import Silence
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge

_ROWS: Mapping[str, Rule | FileRule] = {rule.id: rule for rule in EVERY}


def lint(
    bundle: Bundle,
    settings: LintSettings | None = None,
    formats: Mapping[str, Format] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """All that is worth saying about a contract that could be read, the remarks of reading
    included, in the order of its files and lines. `formats` are those that the project adds.
    """
    settings = settings or LintSettings()
    remarks = [finding for finding in bundle.findings if not _knows(formats, finding)]
    found = _weighed([*remarks, *_ruled(bundle, settings, formats)], settings)
    found += _weighed(_spotted(bundle), settings)
    listed = silences.silences(bundle.sources)
    kept = [finding for finding in found if not any(s.covers(finding) for s in listed)]
    kept += _weighed(_about(listed, found, settings), settings)
    return _sorted(bundle, kept)


def _knows(formats: Mapping[str, Format], finding: Finding) -> bool:
    """Whether a finding only says that no standard has a format which the project has."""
    return finding.rule == "unknown-format" and finding.message.rpartition(" ")[2] in formats


def _ruled(
    bundle: Bundle, settings: LintSettings, formats: Mapping[str, Format]
) -> Iterator[Finding]:
    """What the rules find in the document."""
    contract: Contract = bundle.contract
    judge = Judge(contract.schemas, formats)
    review = Review(bundle.document, contract=contract, judge=judge, naming=settings.naming)
    active = [rule for rule in RULES if settings.severity(rule.id, rule.severity) is not None]
    for fault in dict.fromkeys(faults(active, review, review.nodes)):
        remedy = fault.remedy or _ROWS[fault.rule].remedy
        place = bundle.places[fault.pointer]
        yield Finding(place, fault.rule, fault.message, remedy, fault.severity)


def _spotted(bundle: Bundle) -> Iterator[Finding]:
    """What the rules find in the files."""
    for rule in FILE_RULES:
        for place, message in rule.check(bundle.sources):
            yield Finding(place, rule.id, message, rule.remedy, rule.severity)


def _weighed(findings: Iterable[Finding], settings: LintSettings) -> list[Finding]:
    """The findings that matter here, as much as the settings say."""
    weighed = []
    for finding in findings:
        severity = settings.severity(finding.rule, finding.severity)
        if severity is not None and not settings.excludes(finding.rule, finding.place.file):
            weighed.append(_as(severity, finding))
    return weighed


def _as(severity: Severity, finding: Finding) -> Finding:
    return finding if severity is finding.severity else replace(finding, severity=severity)


def _about(
    listed: Iterable[Silence], found: list[Finding], settings: LintSettings
) -> Iterator[Finding]:
    """What is wrong with the silences themselves."""
    for silence in listed:
        if silence.rule not in KNOWN:
            named = shown(silence.rule) or "without a name"
            remedy = did_you_mean(silence.rule, KNOWN)
            yield _told(silence, silences.UNKNOWN, f"there is no rule {named}", remedy)
            continue
        if not silence.reason:
            yield _told(silence, silences.UNREASONED, f"{silence.rule} is allowed without a reason")
        if _is_active(silence, settings) and not any(map(silence.covers, found)):
            yield _told(silence, silences.UNUSED, f"{silence.rule} is allowed, and not found here")


def _is_active(silence: Silence, settings: LintSettings) -> bool:
    off = settings.severity(silence.rule, Severity.NOTE) is None
    return not off and not settings.excludes(silence.rule, silence.place.file)


def _told(silence: Silence, rule: str, message: str, remedy: str = "") -> Finding:
    row = _ROWS[rule]
    return Finding(silence.place, rule, message, remedy or row.remedy, row.severity)


def _sorted(bundle: Bundle, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    order = {source.file: index for index, source in enumerate(bundle.sources)}
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda f: (order.get(f.place.file, len(order)), f.place, f.rule, f.message),
        )
    )
