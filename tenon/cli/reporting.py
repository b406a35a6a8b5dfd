"""Findings as they are printed: lines for people, JSON and SARIF for programs, annotations for
GitHub.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tenon.finding import Finding, Severity


@dataclass
class Report:
    """Prints findings and counts them.

    `root` is what their files are relative to, `here` what the reader's are.
    """

    format: str = "text"
    root: Path = field(default_factory=Path.cwd)
    here: Path | None = None
    counts: Counter[Severity] = field(default_factory=Counter)
    rules: Mapping[str, Any] = field(default_factory=dict)  # rows, for formats that tell of them

    def show(self, findings: Iterable[Finding]) -> None:
        """Print findings in the report's format."""
        several = [self.placed(finding) for finding in findings]
        self.counts.update(finding.severity for finding in several)
        if self.format == "json":
            print(json.dumps([_row(finding) for finding in several], indent=2, ensure_ascii=False))
            return
        if self.format == "sarif":
            from tenon.cli.sarif import sarif

            print(json.dumps(sarif(several, self.rules), indent=2, ensure_ascii=False))
            return
        line: Callable[[Finding], str] = _annotation if self.format == "github" else str
        for finding in several:
            print(line(finding))

    def summarise(self, subject: str) -> None:
        """Say in one line how many findings there were; beside them when programs read them."""
        said = [_counted(self.counts[kind], kind) for kind in Severity if self.counts[kind]]
        self.say(f"{subject}: {', '.join(said) or 'no findings'}")

    def say(self, line: str) -> None:
        """Print a line that is no finding; beside them when programs read them."""
        print(line, file=sys.stdout if self.format == "text" else sys.stderr)

    @property
    def failed(self) -> bool:
        """Whether any finding was an error."""
        return self.counts[Severity.ERROR] > 0

    @property
    def warned(self) -> bool:
        """Whether any finding was a warning."""
        return self.counts[Severity.WARNING] > 0

    def placed(self, finding: Finding) -> Finding:
        """A finding whose file is named as the reader would name it."""
        place = replace(finding.place, file=self.named(finding.place.file))
        return replace(finding, place=place)

    def named(self, file: str) -> str:
        """A file as the reader would name it."""
        here = self.here or self.root
        if here == self.root or file.startswith(("<", "http:", "https:")):
            return file
        return os.path.relpath(self.root / file, here)


def _counted(count: int, kind: Severity) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"


def _row(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _annotation(finding: Finding) -> str:
    """A workflow command of GitHub Actions; `note` is called `notice` there."""
    kind = "notice" if finding.severity is Severity.NOTE else finding.severity.value
    place = finding.place
    properties = {
        "file": place.file,
        "line": place.line,
        "col": place.column,
        "title": finding.rule,
    }
    said = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return f"::{kind} {said}::{_escaped(finding.message + remedy)}"


def _escaped(text: str, also: str = "") -> str:
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
