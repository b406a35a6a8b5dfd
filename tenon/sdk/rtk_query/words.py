"""The author's words, where they stand in a comment of source code or in Markdown."""

from __future__ import annotations

import re
from typing import Any

from tenon.codegen import literal

_LONGEST = 1_000
# A word such as `@ts-expect-error`, to which the compiler would listen.
_TAG = re.compile(r"(?<!\w)@")


def comment(text: Any) -> str:
    """The first paragraph of a text on one line; nothing in it ends or directs a comment."""
    if not isinstance(text, str):
        return ""
    words = " ".join(literal.prose(text).partition("\n\n")[0].split())
    return _TAG.sub(r"\\@", words[:_LONGEST].replace("*/", "* /"))


def markdown(text: str) -> str:
    """Text that Markdown takes as it is, on one line."""
    words = " ".join(literal.prose(text).split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in words)
