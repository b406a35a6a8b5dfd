"""Where the members of a file's objects begin and end in its text, so that they can be edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(eq=False)
class Member:
    """One key of an object with its value: offsets in the text, and the object around it.

    `text` is that of a plain value, None for objects and lists; `quoted` says whether the key
    is; `flow` whether the object is written in braces.
    """

    key: str
    start: int
    key_end: int
    quoted: bool
    around: list[Member] = field(repr=False)
    flow: bool = False
    value_start: int = 0
    end: int = 0
    text: str | None = None

    def sibling(self, key: str) -> Member | None:
        """Another member of the same object."""
        return next((member for member in self.around if member.key == key), None)


@dataclass
class _Frame:
    """A container that is being read; that of a list has no members."""

    members: list[Member] | None
    flow: bool
    open: Member | None = None


def members(text: str) -> dict[tuple[int, int], Member]:
    """The members of a text of YAML or JSON by line and column of their keys, from 1.

    A text that is no YAML (JSON that is indented by tabs is none) has none.
    """
    reader = _Reader()
    loader = _Loader(text)
    try:
        while loader.check_event():
            reader.take(loader.get_event())
    except yaml.YAMLError:
        return {}
    finally:
        loader.dispose()
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: dict[tuple[int, int], Member] = {}
        self._stack: list[_Frame] = [_Frame(None, flow=False)]

    def take(self, event: Any) -> None:
        """Takes the next event in."""
        kind = type(event)
        if kind in (MappingStartEvent, SequenceStartEvent):
            self._begin(event)
            listed: list[Member] | None = [] if kind is MappingStartEvent else None
            self._stack.append(_Frame(listed, bool(event.flow_style)))
        elif kind in (MappingEndEvent, SequenceEndEvent):
            self._stack.pop()
            self._end(event.end_mark.index, None)
        elif kind is ScalarEvent:
            self._scalar(event, self._stack[-1])
        elif kind is AliasEvent:
            self._begin(event)
            self._end(event.end_mark.index, None)

    def _scalar(self, event: Any, frame: _Frame) -> None:
        if frame.members is not None and frame.open is None:
            self._key(event, frame, frame.members)
        else:
            self._begin(event)
            marked = event.anchor is not None or event.tag is not None
            self._end(event.end_mark.index, None if marked else event.value)

    def _key(self, event: Any, frame: _Frame, around: list[Member]) -> None:
        mark = event.start_mark
        member = Member(
            event.value, mark.index, event.end_mark.index, bool(event.style), around, frame.flow
        )
        around.append(member)
        self.found[mark.line + 1, mark.column + 1] = frame.open = member

    def _begin(self, event: Any) -> None:
        member = self._stack[-1].open
        if member is not None:
            member.value_start = event.start_mark.index

    def _end(self, index: int, text: str | None) -> None:
        frame = self._stack[-1]
        if frame.open is not None:
            frame.open.end, frame.open.text, frame.open = index, text, None
