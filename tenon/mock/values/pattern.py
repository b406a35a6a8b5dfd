"""Regular expressions as JSON Schema has them (ECMA-262), read so that texts can be made.

What only forbids (look-arounds, word boundaries) is read as nothing: texts that are made are
judged, and others are made. What cannot be read raises ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tenon.mock.values.characters import (
    CLASSES,
    DIGITS,
    ESCAPES,
    LOWER,
    POSIX,
    of_property,
    ranged,
    readable,
    without,
)

UNBOUNDED: Final = 1_000_000
_MOST_NODES = 5_000
_MOST_DEPTH = 60


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """One character of some."""

    members: str


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """One thing after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several things."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """The same thing so many times."""

    item: Node
    least: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What a back-reference may repeat, by its number and its name."""

    item: Node
    number: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Back:
    """What a group has matched."""

    to: int | str


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """The start or the end of the text."""

    start: bool


# Nodes are told apart by identity, so that what is known of one is found at once.
Node = Chars | Sequence | Choice | Repeat | Group | Back | Edge


@lru_cache(maxsize=512)
def parsed(text: str) -> Node:
    """A pattern, read; raises ValueError when it cannot be."""
    reader = _Reader(text)
    node = reader.choice(0)
    if reader.at < len(text):
        raise ValueError(f"unexpected {text[reader.at]!r} at {reader.at} in {text[:60]!r}")
    return node


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._groups = 0
        self._nodes = 0

    def choice(self, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise ValueError("a pattern with too many groups within groups")
        options = [self._sequence(depth)]
        while self._take("|"):
            options.append(self._sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            self._nodes += 1
            if self._nodes > _MOST_NODES:
                raise ValueError("a pattern that is too long")
            item = self._atom(depth)
            if item is not None:
                items.append(self._repeated(item))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _take(self, token: str) -> bool:
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def _next(self) -> str:
        if self.at >= len(self.text):
            raise ValueError("a pattern that ends too soon")
        self.at += 1
        return self.text[self.at - 1]

    def _atom(self, depth: int) -> Node | None:
        character = self._next()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return Chars(readable(self._set()))
        if character == ".":
            return Chars(LOWER + DIGITS)
        if character in "^$":
            return Edge(character == "^")
        if character == "\\":
            return self._escape()
        return Chars(character)

    def _group(self, depth: int) -> Node | None:
        if self._take("?:"):
            return self._closed(depth)
        for look in ("?=", "?!", "?<=", "?<!"):
            if self._take(look):
                self._closed(depth)
                return None
        if self._take("?>"):
            return self._closed(depth)
        name = ""
        if self._take("?<") or self._take("?P<"):
            end = self.text.index(">", self.at)
            name, self.at = self.text[self.at : end], end + 1
        elif self._take("?"):
            raise ValueError("flags within a pattern")
        self._groups += 1
        number = self._groups
        return Group(self._closed(depth), number, name)

    def _closed(self, depth: int) -> Node:
        node = self.choice(depth + 1)
        if not self._take(")"):
            raise ValueError("a group that is not closed")
        return node

    def _escape(self) -> Node | None:
        character = self._next()
        if character in "bB":
            return None
        if character in "AzZ":
            return Edge(character == "A")
        if character == "k" and self._take("<"):
            end = self.text.index(">", self.at)
            name, self.at = self.text[self.at : end], end + 1
            return Back(name)
        if character in "123456789":
            return Back(int(character))
        return Chars(readable(self._escaped(character)))

    def _escaped(self, character: str) -> str:
        """The characters that an escape stands for."""
        if character in CLASSES:
            return CLASSES[character]
        if character.lower() in CLASSES:
            return without(CLASSES[character.lower()] + "\t\n\r")
        if character in "pP":
            members = of_property(self._property())
            return members if character == "p" else without(members)
        if character == "x":
            return self._code(2)
        if character == "u":
            return self._code(4)
        if character == "c":
            return chr(ord(self._next()) % 32)
        return ESCAPES.get(character, character)

    def _property(self) -> str:
        if not self._take("{"):
            return self._next()
        end = self.text.index("}", self.at)
        name, self.at = self.text[self.at : end], end + 1
        return name

    def _code(self, digits: int) -> str:
        if self._take("{"):
            end = self.text.index("}", self.at)
            code, self.at = self.text[self.at : end], end + 1
        else:
            code = self.text[self.at : self.at + digits]
            self.at += digits
        found = chr(int(code, 16))
        if "\ud800" <= found <= "\udbff" and self._take("\\u"):
            low = int(self._code_of_low(), 16)
            found = chr(0x10000 + ((ord(found) - 0xD800) << 10) + (low - 0xDC00))
        return found

    def _code_of_low(self) -> str:
        code = self.text[self.at : self.at + 4]
        self.at += 4
        return code

    def _set(self) -> str:
        """A class in brackets: the characters that it stands for."""
        negated = self._take("^")
        members: list[str] = []
        while not self._take("]"):
            low = self._member()
            if len(low) == 1 and self._ranges():
                self.at += 1
                high = self._member()
                members.append(ranged(low, high) if len(high) == 1 else f"{low}-{high}")
            else:
                members.append(low)
        found = "".join(dict.fromkeys("".join(members)))
        if not negated and not found:
            raise ValueError("a class that holds no character")
        return without(found) if negated else found

    def _ranges(self) -> bool:
        return (
            self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] != "]"
        )

    def _member(self) -> str:
        character = self._next()
        if character == "[" and self._take(":"):
            return self._posix()
        if character == "\\":
            escaped = self._next()
            return "\b" if escaped == "b" else self._escaped(escaped)
        return character

    def _posix(self) -> str:
        end = self.text.index(":]", self.at)
        name, self.at = self.text[self.at : end], end + 2
        return POSIX.get(name, LOWER)

    def _repeated(self, item: Node) -> Node:
        bounds = self._bounds()
        while bounds is not None:
            self._take("?") or self._take("+")
            if bounds[0] > bounds[1]:
                raise ValueError("a repeat whose bounds contradict each other")
            if not isinstance(item, Edge):
                item = Repeat(item, *bounds)
            bounds = self._bounds()
        return item

    def _bounds(self) -> tuple[int, int] | None:
        for token, bounds in (("*", (0, UNBOUNDED)), ("+", (1, UNBOUNDED)), ("?", (0, 1))):
            if self._take(token):
                return bounds
        end = self.text.find("}", self.at)
        if not self.text.startswith("{", self.at) or end < 0:
            return None
        low, comma, high = self.text[self.at + 1 : end].partition(",")
        if not low.isdigit() or (high and not high.isdigit()):
            return None
        self.at = end + 1
        return int(low), int(high) if high else UNBOUNDED if comma else int(low)
