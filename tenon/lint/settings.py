"""What a project wants of the linter: the table `[tool.tenon.lint]` of its pyproject.toml.

[tool.tenon.lint]
field-undescribed = "off"            # a rule: "error", "warning", "note" or "off"

[tool.tenon.lint.naming]
field = "snake_case"                 # operation, path, field, parameter, schema

[tool.tenon.lint.exclude]
"openapi/vendor/*" = ["*"]           # files, and the rules that do not hold there
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tenon.document import rules as reading
from tenon.document.wording import did_you_mean, shown
from tenon.finding import ContractError, Finding, Place, Severity
from tenon.lint.naming import ANY, KINDS, STYLES
from tenon.lint.rules import IDS
from tenon.project import FILE, Project

TABLE = "lint"
OFF = "off"
_LEVELS = (*(severity.value for severity in Severity), OFF)
_STYLES = (*STYLES, ANY)
# What reading remarks upon without refusing the contract, beyond the rules of its table.
_REMARKS = frozenset(
    {
        "id-clash", "ignored-sibling", "integer-key", "left-out", "misplaced-ref", "missing-field",
        "name-clash", "unknown-field", "unknown-mapping", "unresolved-ref", "wrong-combination",
        "wrong-name", "wrong-type", "wrong-value",
    }
)  # fmt: skip
KNOWN = frozenset({*IDS, *(rule.id for rule in reading.RULES), *_REMARKS})


@dataclass(frozen=True, slots=True)
class LintSettings:
    """How much each rule matters (None: nothing), how names are written, what is left out.

    `exclude` maps patterns of files to the rules that do not hold in them, `*` for all.
    """

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    naming: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def severity(self, rule: str, default: Severity) -> Severity | None:
        """How much a rule matters; None where it is off."""
        return self.severities.get(rule, default)

    def excludes(self, rule: str, file: str) -> bool:
        """Whether a rule does not hold in a file."""
        return any(
            fnmatchcase(rule, name)
            for pattern, names in self.exclude.items()
            if fnmatchcase(file, pattern)
            for name in names
        )


def lint_settings(project: Project) -> LintSettings:
    """The settings of a project. Raises ContractError for what is not understood."""
    table = project.tables.get(TABLE, {})
    findings = [
        Finding(_place(project, key), rule, message, remedy)
        for key, rule, message, remedy in _wrong(table)
    ]
    if findings:
        raise ContractError(findings)
    severities = {
        name: None if level == OFF else Severity(level)
        for name, level in table.items()
        if isinstance(level, str)
    }
    exclude = {pattern: tuple(names) for pattern, names in table.get("exclude", {}).items()}
    return LintSettings(severities, dict(table.get("naming", {})), exclude)


def _place(project: Project, key: str) -> Place:
    """Where a setting is said, or what it is a part of."""
    found = project.place(key)
    while found == Place(FILE) and key.count(".") > 1:
        key = key.rpartition(".")[0]
        found = project.place(key)
    return found


_Wrong = tuple[str, str, str, str]


def _wrong(table: Mapping[str, Any]) -> Iterator[_Wrong]:
    """Key, rule, message and remedy of each setting that is not understood."""
    for name, value in table.items():
        key = f"{TABLE}.{name}"
        if name in ("naming", "exclude"):
            if isinstance(value, dict):
                yield from (_naming if name == "naming" else _exclude)(key, value)
            else:
                yield (
                    key,
                    "bad-setting",
                    f"tool.tenon.{key} is no table",
                    f"write [tool.tenon.{key}]",
                )
        elif name not in KNOWN:
            yield key, "unknown-setting", f"no rule is called {shown(name)}", _guess(name, KNOWN)
        elif value not in _LEVELS:
            yield _choice(key, value, _LEVELS)


def _naming(key: str, table: dict[str, Any]) -> Iterator[_Wrong]:
    for name, value in table.items():
        inner = f"{key}.{name}"
        if name not in KINDS:
            message = f"no kind of name is called {shown(name)}"
            yield inner, "unknown-setting", message, _guess(name, KINDS)
        elif value not in _STYLES:
            yield _choice(inner, value, _STYLES)


def _exclude(key: str, table: dict[str, Any]) -> Iterator[_Wrong]:
    for pattern, names in table.items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = f"tool.tenon.{key} names no rules for {shown(pattern)}"
            yield f"{key}.{pattern}", "bad-setting", message, 'write a list of rules, or ["*"]'
            continue
        for name in names:
            if not any(fnmatchcase(rule, name) for rule in KNOWN):
                message, remedy = f"no rule is called {shown(name)}", _guess(name, KNOWN)
                yield f"{key}.{pattern}", "unknown-setting", message, remedy


def _choice(key: str, value: Any, known: Iterable[str]) -> _Wrong:
    message = f"tool.tenon.{key} is {shown(value)}"
    return key, "bad-setting", message, f"write one of {', '.join(known)}"


def _guess(name: str, known: Iterable[str]) -> str:
    return did_you_mean(name, known) or f"known are {', '.join(sorted(known)[:8])}, …"
