"""Words for messages: text of a contract is shown so that it can do no harm to a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 120


def shown(text: object) -> str:
    """Any text on one line: control, format and surrogate characters escaped, the rest cut short.

    What a contract says reaches terminals and logs, so it may hold no escape sequence.
    """
    plain = str(text)
    if len(plain) > _LONGEST:
        plain = plain[: _LONGEST - 1] + "…"
    if plain.isprintable():
        return plain
    return "".join(c if c.isprintable() else _escaped(c) for c in plain)


def did_you_mean(wrong: str, known: Iterable[object]) -> str:
    """`did you mean Book?` when one of the known names is close to the wrong one, else nothing."""
    names = {str(name): None for name in known}
    found = get_close_matches(wrong[:200], list(names)[:2000], n=1, cutoff=0.7)
    return f"did you mean {shown(found[0])}?" if found else ""


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
