"""The words of a name, and of what it is the name of a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Name:
    """`firstName` in `author` has the words first and name, and is within author."""

    words: tuple[str, ...]
    within: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words in a row, with underscores between them."""
        return "_".join(self.words)


@lru_cache(maxsize=8192)
def said(hint: str) -> Name:
    """The words of a hint such as `author/firstName`, in small letters."""
    within, _, name = hint.rpartition("/")
    return Name(_words(name), _words(within))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name[:100]))


# Names of moments, and of those that come after them.
_BEFORE = {
    "created": ("updated", "modified", "deleted", "published", "expires", "finished", "closed"),
    "start": ("end",),
    "started": ("ended", "finished", "completed"),
    "begin": ("end",),
    "from": ("to", "until"),
    "since": ("until",),
}


def chronology(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names such as `created_at` and `updated_at`: the first comes before the second."""
    known = {_words(name): name for name in names}
    for words, name in known.items():
        for at, word in enumerate(words):
            for after in _BEFORE.get(word, ()):
                later = known.get((*words[:at], after, *words[at + 1 :]))
                if later is not None:
                    yield name, later
