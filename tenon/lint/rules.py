"""All rules of the linter, in the order in which they are listed."""

from __future__ import annotations

from tenon.lint import (
    bounds,
    components,
    examples,
    links,
    naming,
    paths,
    replies,
    schemas,
    silences,
    tags,
    words,
)
from tenon.lint.rule import FileRule, Rule

RULES: tuple[Rule, ...] = (
    *naming.RULES,
    *words.RULES,
    *tags.RULES,
    *paths.RULES,
    *replies.RULES,
    *examples.RULES,
    *bounds.RULES,
    *schemas.RULES,
    *links.RULES,
    *components.RULES,
)
FILE_RULES: tuple[FileRule, ...] = (*components.FILE_RULES, *silences.RULES)
EVERY: tuple[Rule | FileRule, ...] = (*RULES, *FILE_RULES)
IDS = tuple(rule.id for rule in EVERY)
