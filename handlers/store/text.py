"""Text as it is compared: without regard to case, on either database alike.

Databases disagree on case (SQLite knows ASCII only, PostgreSQL depends on its collation), so
folded text is stored beside the text as given, and searched and sorted by.
"""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

_TAG_SEPARATOR = "\n"
_KEY_LENGTH = 600  # characters; PostgreSQL indexes no more than 2,704 bytes


def fold(text: str) -> str:
    """The text for comparison without case: canonical caseless matching (Unicode 3.13, D145)."""
    return text.lower() if text.isascii() else normalize("NFC", normalize("NFD", text).casefold())


def title_key(title: str) -> str:
    """What a title is searched and sorted by: folded, and short enough for an index."""
    return fold(title)[:_KEY_LENGTH]


def name_key(name: str) -> str:
    """What makes two author names one author: folded, with spaces collapsed."""
    return " ".join(fold(name).split())[:_KEY_LENGTH]


def normal_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in lower case, spaces collapsed, each once, in the order given; empty ones dropped."""
    normal = (" ".join(tag.lower().split()) for tag in tags)
    return tuple(dict.fromkeys(tag for tag in normal if tag))


def join_tags(tags: Iterable[str]) -> str:
    """Normal tags as the one text a book row keeps; a normal tag holds no line break."""
    return _TAG_SEPARATOR.join(tags)


def split_tags(text: str) -> list[str]:
    """The tags of a book row."""
    return text.split(_TAG_SEPARATOR) if text else []
