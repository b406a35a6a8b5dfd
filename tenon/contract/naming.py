"""Names of the contract as Python identifiers. Any text in, a valid and harmless name out."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

_WORD_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[^0-9A-Za-z]+")
_RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, "self", "cls", "None"})


def words(text: str) -> list[str]:
    """The words of a name, split at punctuation and at camelCase edges; ASCII only."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = plain.replace("ETag", "Etag")  # one word, as RFC 9110 spells it
    return _NOT_WORD.sub(" ", _WORD_EDGE.sub(" ", plain)).split()


def snake(text: str, default: str = "unnamed") -> str:
    """A snake_case identifier: `listBooks` gives `list_books`, `If-Match` gives `if_match`."""
    return _identifier("_".join(words(text)).lower() or default, "n")


def pascal(text: str, default: str = "Unnamed") -> str:
    """A PascalCase identifier: `listBooks` gives `ListBooks`, `book page` gives `BookPage`."""
    return _identifier("".join(word[0].upper() + word[1:] for word in words(text)) or default, "N")


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names in order, each clash (also with `taken`) numbered: `id`, `id_2`, `id_3`."""
    seen, result = set(taken), []
    for name in names:
        fresh, count = name, 1
        while fresh in seen:
            count += 1
            fresh = f"{name}_{count}"
        seen.add(fresh)
        result.append(fresh)
    return result


def _identifier(name: str, prefix: str) -> str:
    name = f"{prefix}{name}" if name[0].isdigit() else name
    return f"{name}_" if name in _RESERVED else name
