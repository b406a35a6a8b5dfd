"""YAML read into plain dicts, lists and scalars, with a line and column for every node.

The events of libyaml are built up here, not by PyYAML's constructor: that keeps duplicate keys
and places, resolves scalars by YAML 1.2 and is several times faster. Anchors and aliases work,
within a budget; so do merge keys (`<<`), whose members yield to the mapping's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from tenon.document.text import Parsed, Unreadable
from tenon.document.wording import shown
from tenon.document.yaml_builder import Builder, line_column
from tenon.finding import Finding, Place, Severity

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, file: str, *, lenient: bool = False) -> Parsed:
    """The value of the one YAML document in a text.

    Raises Unreadable for what is no such document, or when keys are duplicate or no strings;
    `lenient` keeps the first of duplicate keys and only tells of them.
    """
    builder = Builder(file)
    try:
        builder.read(_events(text))
    except yaml.YAMLError as error:
        raise Unreadable(*builder.findings, _syntax(error, text, file)) from None
    if builder.documents == 0 or builder.root is None:
        raise Unreadable(
            Finding(Place(file), "empty-document", "the file holds no document", "write one")
        )
    if not lenient and any(f.severity is Severity.ERROR for f in builder.findings):
        raise Unreadable(*builder.findings)
    return Parsed(builder.root, _Positions(builder.root, builder.marks), tuple(builder.findings))


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _Positions:
    """Marks kept beside each container, in the order of its members."""

    def __init__(self, root: Any, marks: dict[int, list[int]]) -> None:
        self._root = root
        self._marks = marks

    def at(self, tokens: Sequence[str]) -> tuple[int, int]:
        value, mark = self._root, 0
        for token in tokens:
            marks = self._marks.get(id(value))
            index = _index(value, token)
            if marks is None or index is None:
                break
            mark = marks[index]
            value = value[token] if type(value) is dict else value[index]
        return line_column(mark)


def _index(value: Any, token: str) -> int | None:
    if type(value) is dict:
        return list(value).index(token) if token in value else None
    if type(value) is list and token.isdecimal() and int(token) < len(value):
        return int(token)
    return None


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML does not allow
        position = int(getattr(error, "position", 0) or 0)
        return Finding(
            Place(
                file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
            ),
            "yaml-syntax",
            "a character that YAML does not allow",
            "write it as an escape in double quotes",
        )
    place = Place(file, mark.line + 1, mark.column + 1)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Finding(place, "tab-indentation", "a tab indents this line", "use spaces")
    problem = getattr(error, "problem", None) or getattr(error, "context", None) or "broken YAML"
    return Finding(place, "yaml-syntax", shown(problem), "correct the line, or the one above it")
