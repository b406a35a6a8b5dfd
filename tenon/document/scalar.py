"""Plain YAML scalars by the core schema of YAML 1.2.2 (section 10.3.2).

Timestamps, `yes`, `no`, `on`, `off`, sexagesimal numbers and numbers with `_` stay strings, and
a leading zero means nothing. `.inf` and `.nan` are refused, for JSON has no such numbers.
"""

from __future__ import annotations

import math
import re

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_FIRST = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_INTEGER = 4000  # digits; Python refuses to read more than 4,300

Scalar = str | int | float | bool | None


class NotJson(ValueError):
    """A scalar that no JSON document can hold."""


def plain(text: str) -> Scalar:
    """The value of a plain (unquoted, untagged) scalar.

    Raises NotJson for infinities, not-a-number and numbers too large to hold.
    """
    if text[:1] in _FIRST and text:
        return _number(text)
    return _WORDS.get(text, text)


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit tag of the core schema, such as `!!str`.

    Raises NotJson for another tag, or a text that the tag does not fit.
    """
    kind = tag.removeprefix("tag:yaml.org,2002:")
    if kind in ("str", "!"):
        return text
    value = plain(text)
    fits = {
        "int": type(value) is int,
        "float": type(value) in (int, float),
        "bool": type(value) is bool,
        "null": value is None,
    }
    if not fits.get(kind, False):
        raise NotJson(f"the tag {tag} does not belong to JSON data")
    return float(value) if kind == "float" and isinstance(value, int) else value


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text):
        if len(text) > _LONGEST_INTEGER:
            raise NotJson("a number of more than 4,000 digits")
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text, 0)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            raise NotJson(f"the number {text} is too large")
        return value
    if _NOT_FINITE.fullmatch(text):
        raise NotJson(f"{text} is no JSON number")
    return text
