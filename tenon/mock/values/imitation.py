"""Texts like one that a contract shows: its digits and letters exchanged, its form kept."""

from __future__ import annotations

from random import Random

from tenon.mock.values.vocabulary import kind, sentence

_MOST = 200


def imitated(example: str, random: Random) -> str:
    """Another text of the same form."""
    if len(example) > _MOST:
        return sentence(random)
    if any(c.isdigit() for c in example):
        return "".join(_exchanged(c, random) for c in example)
    if " " in example:
        return sentence(random) if example.rstrip().endswith((".", "!", "?")) else _title(random)
    word = kind("word")(random)
    if example.isupper():
        return word.upper()
    return word.title() if example[:1].isupper() else word


def _exchanged(character: str, random: Random) -> str:
    # Letters stand: they are words, prefixes or units more often than not.
    return str(int(random.random() * 10)) if character.isdigit() else character


def _title(random: Random) -> str:
    return kind("title")(random)
