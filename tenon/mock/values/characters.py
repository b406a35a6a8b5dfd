"""The characters that classes, escapes and ranges of a pattern stand for."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

PLAIN: Final = "".join(map(chr, range(0x20, 0x7F)))
DIGITS: Final = "0123456789"
LOWER: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = LOWER.upper() + LOWER + DIGITS + "_"
_SPACE: Final = " "
CLASSES = {"d": DIGITS, "w": _WORD, "s": _SPACE}
POSIX = {
    "alpha": _WORD[:52],
    "digit": DIGITS,
    "alnum": _WORD[:62],
    "upper": _WORD[:26],
    "lower": LOWER,
    "space": _SPACE,
    "xdigit": DIGITS + "abcdefABCDEF",
    "punct": "-_.!?",
    "word": _WORD,
}
ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "a": "\a",
    "e": "\x1b",
}
# Where characters are looked for that have some property: the first of these blocks count most.
_BLOCKS = (
    (0x20, 0x7F), (0xA1, 0x250), (0x370, 0x530), (0x5D0, 0x5EB), (0x620, 0x64B), (0x905, 0x93A),
    (0x966, 0x970), (0x2000, 0x2070), (0x2160, 0x2189), (0x20A0, 0x20C0), (0x2190, 0x2300),
    (0x3041, 0x3100), (0x4E00, 0x4E80), (0xAC00, 0xAC40), (0x300, 0x320),
    (0, 0x20), (0x7F, 0xA1), (0x1F600, 0x1F640), (0x10300, 0x10320), (0xE000, 0xE010),
)  # fmt: skip
_SCRIPTS = {
    "latin": "LATIN ", "greek": "GREEK ", "cyrillic": "CYRILLIC ", "hebrew": "HEBREW ",
    "arabic": "ARABIC ", "devanagari": "DEVANAGARI ", "hiragana": "HIRAGANA ",
    "katakana": "KATAKANA ", "han": "CJK ", "hangul": "HANGUL ",
}  # fmt: skip
_LONG = {
    "letter": "L", "uppercase_letter": "Lu", "lowercase_letter": "Ll", "titlecase_letter": "Lt",
    "modifier_letter": "Lm", "other_letter": "Lo", "mark": "M", "number": "N",
    "decimal_number": "Nd", "digit": "Nd", "letter_number": "Nl", "punctuation": "P",
    "symbol": "S", "currency_symbol": "Sc", "math_symbol": "Sm", "separator": "Z",
    "space_separator": "Zs", "other": "C", "control": "Cc", "alphabetic": "L", "alpha": "L",
    "uppercase": "Lu", "lowercase": "Ll", "white_space": "Z", "dash_punctuation": "Pd",
    "open_punctuation": "Ps", "close_punctuation": "Pe", "connector_punctuation": "Pc",
    "format": "Cf",
}  # fmt: skip


@lru_cache(maxsize=512)
def of_property(name: str) -> str:
    """Characters with a Unicode property, such as `L`, `Script=Greek` or `Uppercase_Letter`."""
    _, _, value = name.rpartition("=")
    lowered = value.lower()
    if lowered in ("any", "assigned"):
        return PLAIN
    if lowered == "ascii":
        return PLAIN
    characters = [chr(code) for low, high in _BLOCKS for code in range(low, high)]
    if lowered in _SCRIPTS and len(value) > 2:
        start = _SCRIPTS[lowered]
        return "".join(c for c in characters if unicodedata.name(c, "").startswith(start))
    category = _LONG.get(lowered, value)
    return "".join(c for c in characters if unicodedata.category(c).startswith(category))


def ranged(low: str, high: str) -> str:
    """A range of characters: all of a short one, of a long one its beginning and what is plain."""
    first, last = ord(low), ord(high)
    if first > last:
        raise ValueError(f"the range {low}-{high} is the wrong way round")
    if last - first <= 512:
        return "".join(map(chr, range(first, last + 1)))
    plain = "".join(c for c in PLAIN if low <= c <= high)
    return plain + "".join(
        chr(code)
        for begin, end in _BLOCKS
        for code in range(max(begin, first, 0x7F), min(end, last + 1))
        if not 0xD800 <= code < 0xE000
    ) or "".join(map(chr, range(first, first + 64)))


def readable(members: str) -> str:
    """The characters of some that are easily read, when there are letters or digits among them."""
    plain = "".join(c for c in members if c in PLAIN)
    return plain if any(c.isalnum() for c in plain) else members


def without(members: str) -> str:
    """The plain characters that are not among some, the readable ones first."""
    out = set(members)
    found = [c for c in LOWER + _WORD if c not in out] or [c for c in PLAIN if c not in out]
    if not found:
        found = [chr(c) for low, high in _BLOCKS for c in range(low, high) if chr(c) not in out]
    if not found:
        raise ValueError("a class that holds no character")
    return "".join(dict.fromkeys(found))
