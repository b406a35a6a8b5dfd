"""Findings that the author allows, each with its reason, where they stand.

In YAML by a comment on the line, or on the lines above it:

    # tenon: allow unsecured-change Who logs in is not known yet.

In JSON, and wherever a comment cannot stand, by a field of the object:

    "x-tenon-allow": {"unsecured-change": "Who logs in is not known yet."}

It holds for what is found at that object and directly in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.tokens import ScalarToken

from tenon.contract.pointer import join
from tenon.document.source import Source
from tenon.finding import Finding, Place
from tenon.lint.rule import WARNING, FileRule

FIELD = "x-tenon-allow"
COMMENT = re.compile(r"(?:^|(?<=\s))#\s*tenon:\s*allow\b[ \t]*(?P<rule>[\w-]*)[ \t]*(?P<reason>.*)")
_LONE = re.compile(r"\s*#|\s*$")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Silence:
    """One allowed rule: where that is said, why, and the lines or spots for which it holds."""

    place: Place
    rule: str
    reason: str
    line: int = 0
    spots: frozenset[tuple[int, int]] = frozenset()

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is one that is allowed here."""
        place = finding.place
        if finding.rule != self.rule or place.file != self.place.file:
            return False
        return place.line == self.line or (place.line, place.column) in self.spots


def silences(sources: Sequence[Source]) -> tuple[Silence, ...]:
    """All silences of some files, in their order."""
    return tuple(found for source in sources for found in _of(source))


def _of(source: Source) -> Iterator[Silence]:
    if not source.text.lstrip().startswith(("{", "[")):
        yield from _comments(source)
    if FIELD in source.text:
        yield from _fields(source, source.value, "")


def _comments(source: Source) -> Iterator[Silence]:
    found = (
        list(COMMENT.finditer(source.text.replace("\r", " "))) if "tenon:" in source.text else []
    )
    lines = source.text.split("\n")
    within = _scalars(source.text) if found else []
    for match in found:
        start = match.start()
        if any(first <= start < last for first, last in within):
            continue
        number = source.text.count("\n", 0, start)
        column = start - (source.text.rfind("\n", 0, start) + 1)
        line = number
        if not lines[number][:column].strip():  # the comment stands by itself
            while line < len(lines) and _LONE.match(lines[line]):
                line += 1
        place = Place(source.file, number + 1, column + 1)
        yield Silence(place, match["rule"], match["reason"].strip(), line + 1)


def _scalars(text: str) -> list[tuple[int, int]]:
    """Where the scalars of a YAML text begin and end: what looks like a comment there is none."""
    loader = _Loader(text)
    found = []
    try:
        while loader.check_token():
            token = loader.get_token()
            if isinstance(token, ScalarToken):
                found.append((token.start_mark.index, token.end_mark.index))
    finally:
        loader.dispose()
    return found


def _fields(source: Source, value: Any, at: str) -> Iterator[Silence]:
    if isinstance(value, dict):
        if isinstance(value.get(FIELD), Mapping):
            yield from _allowed(source, value, at)
        for key, item in value.items():
            yield from _fields(source, item, join(at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _fields(source, item, join(at, index))


def _allowed(source: Source, holder: dict[str, Any], at: str) -> Iterator[Silence]:
    spots = frozenset((p.line, p.column) for p in map(source.place, _around(holder, at)))
    for rule, reason in holder[FIELD].items():
        said = reason.strip() if isinstance(reason, str) else ""
        yield Silence(source.place(join(at, FIELD, rule)), str(rule), said, spots=spots)


def _around(holder: dict[str, Any], at: str) -> Iterator[str]:
    """An object, its members, and what stands directly in those."""
    yield at
    for key, item in holder.items():
        yield join(at, key)
        names = item if isinstance(item, dict) else range(len(item)) if _is_list(item) else ()
        yield from (join(at, key, name) for name in names)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


UNREASONED, UNKNOWN, UNUSED = "silence-unreasoned", "silence-unknown", "silence-unused"
RULES = (
    FileRule(
        UNREASONED,
        "What is allowed is allowed for a reason.",
        WARNING,
        remedy="say why after the name of the rule",
        reason="The next reader has to know whether the reason still holds.",
    ),
    FileRule(
        UNKNOWN,
        "What is allowed is a rule.",
        WARNING,
        remedy="see tenon lint --rules",
        reason="A misspelt rule allows nothing.",
    ),
    FileRule(
        UNUSED,
        "What is allowed is there.",
        WARNING,
        remedy="leave it out",
        reason="It would hide the next finding, which nobody has thought about.",
    ),
)
