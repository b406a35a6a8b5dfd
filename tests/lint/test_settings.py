"""What a project wants of the linter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.finding import ContractError, Severity
from tenon.lint import LintSettings, lint_settings
from tenon.project import load_project
from tests.lint.conftest import Linted

TAGS = "tags: [{ name: books }]\npaths: {}\n"
NAMES = """\
paths: {}
components:
  schemas:
    Book: { properties: { made_at: {}, made_by: {}, readBy: {} } }
"""


def settings(folder: Path, text: str) -> LintSettings:
    (folder / "pyproject.toml").write_text(text)
    return lint_settings(load_project(folder))


def test_a_project_without_the_table_has_no_wishes(tmp_path: Path) -> None:
    assert settings(tmp_path, "[tool.tenon]\n") == LintSettings()


def test_the_table_names_severities_styles_and_files(tmp_path: Path) -> None:
    text = """\
[tool.tenon.lint]
tag-unused = "off"
unknown-format = "error"
[tool.tenon.lint.naming]
field = "camelCase"
[tool.tenon.lint.exclude]
"openapi/vendor/*" = ["*"]
"""

    assert settings(tmp_path, text) == LintSettings(
        {"tag-unused": None, "unknown-format": Severity.ERROR},
        {"field": "camelCase"},
        {"openapi/vendor/*": ("*",)},
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'tag-unsed = "off"',
            (
                "pyproject.toml:2:1: unknown-setting: no rule is called tag-unsed; "
                "did you mean tag-unused?"
            ),
        ),
        (
            "tag-unused = 3",
            (
                "pyproject.toml:2:1: bad-setting: tool.tenon.lint.tag-unused is 3; "
                "write one of error, warning, note, off"
            ),
        ),
        (
            "naming = 3",
            (
                "pyproject.toml:2:1: bad-setting: tool.tenon.lint.naming is no table; "
                "write [tool.tenon.lint.naming]"
            ),
        ),
        (
            '[tool.tenon.lint.naming]\nfield = "snake"',
            (
                "pyproject.toml:3:1: bad-setting: tool.tenon.lint.naming.field is snake; "
                "write one of camelCase, snake_case, kebab-case, PascalCase, any"
            ),
        ),
        (
            '[tool.tenon.lint.naming]\nfields = "any"',
            (
                "pyproject.toml:3:1: unknown-setting: no kind of name is called fields; "
                "did you mean field?"
            ),
        ),
        (
            'exclude = { "a.yaml" = "all" }',
            (
                "pyproject.toml:2:1: bad-setting: tool.tenon.lint.exclude names no rules for "
                'a.yaml; write a list of rules, or ["*"]'
            ),
        ),
        (
            '[tool.tenon.lint.exclude]\n"b.yaml" = ["tag-unsed"]',
            (
                "pyproject.toml:3:1: unknown-setting: no rule is called tag-unsed; "
                "did you mean tag-unused?"
            ),
        ),
        (
            '[tool.tenon.lint.exclude]\nvendor = ["unbounded-*", "tag-unsed"]',
            (
                "pyproject.toml:3:1: unknown-setting: no rule is called tag-unsed; "
                "did you mean tag-unused?"
            ),
        ),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(
    tmp_path: Path, line: str, expected: str
) -> None:
    with pytest.raises(ContractError) as raised:
        settings(tmp_path, f"[tool.tenon.lint]\n{line}\n")

    assert str(raised.value) == expected


def test_a_rule_that_is_off_finds_nothing(linted: Linted) -> None:
    assert [f.rule for f in linted(TAGS, "tag-unused")] == ["tag-unused"]
    assert linted(TAGS, "tag-unused", severities={"tag-unused": None}) == []


def test_a_severity_is_that_of_the_settings(linted: Linted) -> None:
    found = linted(TAGS, "tag-unused", severities={"tag-unused": Severity.ERROR})

    assert [f.severity for f in found] == [Severity.ERROR]


def test_files_are_left_out_by_pattern(linted: Linted) -> None:
    assert linted(TAGS, exclude={"*.yaml": ("*",)}) == []
    assert [f.rule for f in linted(TAGS, exclude={"*.yaml": ("tag-unused",)})] == [
        "tag-undescribed"
    ]


def test_names_keep_to_the_style_of_most_unless_the_settings_name_one(linted: Linted) -> None:
    rule = "field-style"

    assert [f.message for f in linted(NAMES, rule)] == ["readBy is not in snake_case"]
    assert [f.message for f in linted(NAMES, rule, naming={"field": "camelCase"})] == [
        "made_at is not in camelCase",
        "made_by is not in camelCase",
    ]
    assert linted(NAMES, rule, naming={"field": "any"}) == []


def test_where_no_style_prevails_none_is_asked_for(linted: Linted) -> None:
    even = NAMES.replace("made_by: {}, ", "")

    assert linted(even, "field-style") == []
