"""Events of libyaml built up into plain values, with the place of each and its repeated keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

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
from tenon.document.text import DEEPEST, Unreadable, too_deep
from tenon.document.wording import shown
from tenon.finding import Finding, Place, Severity

# How many nodes aliases may stand for in one file, so that a small file cannot become a huge one.
ALIAS_BUDGET = 100_000
_COLUMN_BITS = 24
_STATUS = re.compile(r"[1-5][0-9]{2}")


class _Frame:
    """A container being filled."""

    __slots__ = ("anchor", "key", "keyed", "mark", "marks", "merges", "nodes", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.marks: list[int] = []
        self.keyed = False
        self.key: Any = None
        self.mark = 0
        self.merges = False
        self.nodes = 1


class Builder:
    """Fills `root` from the events of one text; `marks` are kept by the identity of containers."""

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
        """Takes all events in. Raises Unreadable where nothing sensible can follow."""
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
            frame.merges |= value == "<<" and event.implicit[0]
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
        if frame.merges:
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
        return Place(self.file, *line_column(mark))


def _packed(mark: Any) -> int:
    return int(mark.line << _COLUMN_BITS | mark.column)


def line_column(mark: int) -> tuple[int, int]:
    """Line and column, from 1, of a mark."""
    return (mark >> _COLUMN_BITS) + 1, (mark & (1 << _COLUMN_BITS) - 1) + 1
