"""Text of a contract as TypeScript source: the only ways it gets into generated code."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

from tenon.codegen import literal

_WIDTH = 96
_TAG = re.compile(r"(?<![\w`])@|\{@")


def data(value: Any, indent: int | None = None) -> str:
    """A value as a literal: JSON in ASCII, which is JavaScript where no key is `__proto__`."""
    return json.dumps(value, ensure_ascii=True, indent=indent)


def comment(text: str, indent: str = "", *, deprecated: bool = False) -> str:
    """A TSDoc comment with a line feed after it; nothing for no text.

    Nothing in the text ends the comment, or reads as a tag of it.
    """
    paragraphs = [words(each) for each in literal.prose(text).split("\n\n") if each.strip()]
    paragraphs += ["@deprecated"] if deprecated else []
    if not paragraphs:
        return ""
    lines = [line for each in paragraphs for line in ["", *_filled(each, indent)]][1:]
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    inner = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{inner}{indent} */\n"


def words(text: str) -> str:
    """A text for a comment that another generator writes: nothing in it reads as a tag."""
    return _TAG.sub(_untagged, literal.prose(text)).replace("*/", "*\\/")


def _untagged(found: re.Match[str]) -> str:
    return found[0].replace("@", "\\@")


def _filled(paragraph: str, indent: str) -> list[str]:
    said = " ".join(paragraph.split())
    width = _WIDTH - len(indent)
    return textwrap.wrap(said, width, break_long_words=False, break_on_hyphens=False)
