"""What a proxy saw, as JSON for programs, as JUnit for CI, and in a line for people."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from tenon.proxy.headers import shown
from tenon.proxy.tally import Count, Seen, Tally

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def summary(tally: Tally) -> str:
    """How many exchanges there were, and how many kinds of violations."""
    counts = list(tally.counts)
    exchanges = sum(count.exchanges for count in counts)
    errors = sum(len(count.errors) for count in counts)
    asked = sum(1 for count in counts if count.operation and count.exchanges)
    declared = sum(1 for count in counts if count.operation)
    return (
        f"{exchanges} exchange{'' if exchanges == 1 else 's'}, {asked} of {declared} operations, "
        f"{errors or 'no'} kind{'' if errors == 1 else 's'} of violations"
    )


def write_json(tally: Tally, upstream: str, path: Path) -> None:
    """Write all that was counted as JSON."""
    counts = list(tally.counts)
    document = {
        "contract": tally.title,
        "upstream": upstream,
        "exchanges": sum(count.exchanges for count in counts),
        "operations": [_row(count) for count in counts if count.operation],
        "undeclared": [_row(count) for count in counts if not count.operation],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _row(count: Count) -> dict[str, Any]:
    named = {"id": count.operation.id} if count.operation else {}
    return {
        **named,
        "name": count.name,
        "exchanges": count.exchanges,
        "mocked": count.mocked,
        "statuses": {str(status): count.statuses[status] for status in sorted(count.statuses)},
        "failed": dict(sorted(count.failed.items())),
        "violations": [
            {**seen.violation.document(), "count": seen.count, "first": seen.title}
            for seen in count.violations.values()
        ],
    }


def write_junit(tally: Tally, path: Path) -> None:
    """Write a test case an operation: skipped where it was not asked, failed by violations.

    What came to no reply is an error of its test case.
    """
    suite = Element("testsuite", name=_xml(tally.title))
    cases = [_case(suite, count) for count in tally.counts]
    for kind in ("failure", "error", "skipped"):
        number = sum(1 for case in cases if case.find(kind) is not None)
        suite.set(f"{kind}s" if kind != "skipped" else kind, str(number))
    suite.set("tests", str(len(cases)))
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: Element, count: Count) -> Element:
    group = count.operation.group if count.operation else "undeclared"
    case = SubElement(
        suite, "testcase", classname=group, name=_xml(count.name), time=f"{count.seconds:.3f}"
    )
    if not count.exchanges:
        SubElement(case, "skipped", message="it was not asked")
    for seen in count.errors:
        _told(case, seen)
    for said, times in sorted(count.failed.items()):
        SubElement(case, "error", message=_xml(f"{said} ({times} times)"))
    return case


def _told(case: Element, seen: Seen) -> None:
    failure = SubElement(case, "failure", type=_xml(seen.violation.code))
    failure.set("message", _xml(str(seen.violation)))
    failure.text = _xml(f"first in {seen.title}, {seen.count} in all")


def _xml(text: str) -> str:
    """Text as XML can hold it: some characters it cannot, however they are written."""
    return _NO_XML.sub(lambda match: shown(match[0]), text)
