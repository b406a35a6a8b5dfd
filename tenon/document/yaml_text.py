"""YAML read into plain dicts, lists and scalars, with a line and column for every node.

The events of libyaml are built up here, not by PyYAML's constructor: that keeps duplicate keys
and places, resolves scalars by YAML 1.2 and is several times faster. Anchors and aliases work,
within a budget; so do merge keys (`<<`), whose members yield to the mapping's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tenon.document import scalar
from tenon.document.text import DEEPEST, Parsed, Unreadable, too_deep
from tenon.document.wording import shown
from tenon.finding import Finding, Place, Severity

# How many nodes aliases may stand for in one file, so that a small file cannot become a huge one.
ALIAS_BUDGET = 100_000
_COLUMN_BITS = 24
_STATUS = re.compile(r"[1-5][0-9]{2}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, file: str) -> Parsed:
    """The value of the one YAML document in a text.

    Raises Unreadable for what is no such document, or when keys are duplicate or no strings.
    """
    builder = _Builder(file)
    try:
        builder.read(_events(text))
    except yaml.YAMLError as error:
        raise Unreadable(*builder.findings, _syntax(error, text, file)) from None
    if builder.documents == 0 or builder.root is None:
        raise Unreadable(
            Finding(Place(file), "empty-document", "the file holds no document", "write one")
        )
    if any(finding.severity is Severity.ERROR for finding in builder.findings):
        raise Unreadable(*builder.findings)
    return Parsed(
        builder.root, _Positions(builder.root, builder.marks), tuple(builder.findings)
    )


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _Frame:
    """A container being filled."""

    __slots__ = ("anchor", "key", "keyed", "mark", "marks", "nodes", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.marks: list[int] = []
        self.keyed = False
        self.key: Any = None
        self.mark = 0
        self.nodes = 1


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.documents = 0
        self.findings: list[Finding] = []
        self.marks: dict[int, list[int]] = {}  # by the identity of a container of the root
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int | None]] = {}
        self._aliased = 0

    def read(self, events: Iterator[Any]) -> None:
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent:
                self._open({}, event)
            elif kind is SequenceStartEvent:
                self._open([], event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close()
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise Unreadable(
                Finding(
                    self._place(_packed(event.start_mark)),
                    "multiple-documents",
                    "a second YAML document begins here",
                    "keep one document in a file",
                )
            )

    def _scalar(self, event: Any) -> None:
        mark = _packed(event.start_mark)
        value = event.value
        if event.implicit[0] or event.tag is not None:
            value = self._resolved(event, mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.value) is dict and not frame.keyed:
            frame.key = self._key(value, event, mark)
            frame.keyed, frame.mark = True, mark
        else:
            self._add(value, mark)

    def _resolved(self, event: Any, mark: int) -> scalar.Scalar:
        try:
            if event.tag is None:
                return scalar.plain(event.value)
            return scalar.tagged(event.tag, event.value)
        except scalar.NotJson as error:
            self._note(mark, "not-json", shown(error), "write a value that JSON can hold")
            return None

    def _key(self, value: Any, event: Any, mark: int) -> str:
        """A key as a string: JSON has no others, so all but statuses are refused."""
        if type(value) is str:
            return value
        text = str(event.value)
        if type(value) is int and _STATUS.fullmatch(text):
            message = f"the key {text} is an integer, read as the string"
            self._note(mark, "integer-key", message, f"write '{text}'", Severity.NOTE)
        else:
            message = f"the key {shown(text)} is no string"
            self._note(mark, "non-string-key", message, f'write "{shown(text)}"')
        return text

    def _add(self, value: Any, mark: int) -> None:
        """Puts a value into the container being filled."""
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        frame.nodes += 1
        if type(frame.value) is list:
            frame.value.append(value)
            frame.marks.append(mark)
        elif not frame.keyed:
            self._refuse(mark, "non-string-key", "a key is no string", "write a plain key")
        else:
            self._member(frame, value)

    def _member(self, frame: _Frame, value: Any) -> None:
        frame.keyed = False
        if frame.key in frame.value:
            self._duplicate(frame)
        else:
            frame.value[frame.key] = value
            frame.marks.append(frame.mark)

    def _duplicate(self, frame: _Frame) -> None:
        first = frame.marks[list(frame.value).index(frame.key)]
        line = (first >> _COLUMN_BITS) + 1
        message = f"the key {shown(frame.key)} stands here again, after line {line}"
        self._note(frame.mark, "duplicate-key", message, "keep one of them")

    def _open(self, value: Any, event: Any) -> None:
        mark = _packed(event.start_mark)
        tag = event.tag
        if tag is not None and tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!"):
            message = f"the tag {shown(tag)} does not belong to JSON data"
            self._note(mark, "not-json", message, "leave the tag out")
        self._add(value, mark)
        frame = _Frame(value, event.anchor)
        self.marks[id(value)] = frame.marks
        self._stack.append(frame)
        if len(self._stack) > DEEPEST:
            raise Unreadable(*self.findings, too_deep(self._place(mark)))
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, None)

    def _close(self) -> None:
        frame = self._stack.pop()
        if type(frame.value) is dict and "<<" in frame.value:
            self._merge(frame)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.value, frame.nodes)
        if self._stack:
            self._stack[-1].nodes += frame.nodes - 1

    def _alias(self, event: Any) -> None:
        mark = _packed(event.start_mark)
        value, nodes = self._anchors.get(event.anchor, (None, 0))
        if event.anchor not in self._anchors:
            message = f"no anchor {shown(event.anchor)} stands before this alias"
            self._refuse(mark, "yaml-syntax", message, "define the anchor first")
        if nodes is None:
            message = f"the alias {shown(event.anchor)} stands inside what it repeats"
            self._refuse(mark, "alias-cycle", message, "use a $ref for what is recursive")
        self._aliased += nodes or 0
        if self._aliased > ALIAS_BUDGET:
            message = f"the aliases of this file stand for more than {ALIAS_BUDGET:,} nodes"
            self._refuse(mark, "alias-bomb", message, "use a $ref for what is repeated")
        frame = self._stack[-1]
        if type(frame.value) is dict and not frame.keyed:
            self._refuse(mark, "non-string-key", "an alias stands as a key", "write the key out")
        self._add(value, mark)
        frame.nodes += (nodes or 1) - 1

    def _merge(self, frame: _Frame) -> None:
        """Replaces a merge key by the members it brings, those already there excepted."""
        own = frame.value
        index = list(own).index("<<")
        sources = own.pop("<<")
        mark = frame.marks.pop(index)
        for source in sources if isinstance(sources, list) else [sources]:
            if not isinstance(source, dict):
                message = "a merge key takes a mapping, or a list of them"
                self._refuse(mark, "yaml-syntax", message, "write <<: *name")
            for key, value in source.items():
                if key not in own:
                    own[key] = value
                    frame.marks.append(self.marks[id(source)][list(source).index(key)])

    def _note(
        self,
        mark: int,
        rule: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.findings.append(Finding(self._place(mark), rule, message, remedy, severity))

    def _refuse(self, mark: int, rule: str, message: str, remedy: str) -> None:
        raise Unreadable(*self.findings, Finding(self._place(mark), rule, message, remedy))

    def _place(self, mark: int) -> Place:
        return Place(self.file, *_unpacked(mark))


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
        return _unpacked(mark)


def _index(value: Any, token: str) -> int | None:
    if type(value) is dict:
        return list(value).index(token) if token in value else None
    if type(value) is list and token.isdecimal() and int(token) < len(value):
        return int(token)
    return None


def _packed(mark: Any) -> int:
    return int(mark.line << _COLUMN_BITS | mark.column)


def _unpacked(mark: int) -> tuple[int, int]:
    return (mark >> _COLUMN_BITS) + 1, (mark & (1 << _COLUMN_BITS) - 1) + 1


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML does not allow
        position = int(getattr(error, "position", 0) or 0)
        return Finding(
            Place(file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)),
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
