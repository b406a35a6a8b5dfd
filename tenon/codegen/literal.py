"""Text of a contract as Python source: the only ways it gets into generated code."""

from __future__ import annotations

import re
import textwrap

WIDTH = 100
"""The longest line of generated code."""

_FIRST_PARAGRAPH = re.compile(r"\A\s*(.+?)\s*(?:\n\s*\n|\Z)", re.DOTALL)


def string(text: str) -> str:
    """A string literal in the form that formatters leave alone; its value is the text."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escaped(character, quote) for character in text) + quote


def docstring(text: str, indent: str) -> str:
    """A docstring, indented; on one line when the text is."""
    if "\n" not in text:
        last = r"\"" if text.endswith('"') else ""
        return f'{indent}"""{_quotable(text[:-1] if last else text)}{last}"""'
    lines = "\n".join(f"{indent}{line}".rstrip() for line in _quotable(text).split("\n"))
    return f'{indent}"""{lines[len(indent) :]}\n{indent}"""'


def comment(text: str) -> str:
    """The text as it may stand in a comment: on one line, without control characters."""
    return "".join(c if c.isprintable() else " " for c in text)


def prose(text: str) -> str:
    """The text without what no source file should hold: control characters, lone surrogates."""
    kept = text.replace("\r\n", "\n").replace("\t", "    ")
    return "".join(c if c.isprintable() or c == "\n" else " " for c in kept).strip()


def paragraph(text: str, indent: str) -> str:
    """The first paragraph of a text, filled anew to the width that the indent leaves."""
    found = _FIRST_PARAGRAPH.match(prose(text))
    if found is None:
        return ""
    words = " ".join(found[1].split())
    width = WIDTH - len(indent) - 2 * len('"""')
    return textwrap.fill(words, width, break_long_words=False, break_on_hyphens=False)


def _quotable(text: str) -> str:
    safe = "".join(c if c == "\n" else _escaped(c, "") for c in text)
    return safe.replace('"""', r"\"\"\"")


def _escaped(character: str, quote: str) -> str:
    if character == "\\" or character == quote:
        return "\\" + character
    if character.isprintable():
        return character
    return _SHORT.get(character) or _numbered(ord(character))


_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _numbered(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
