"""Placeholders: plain texts and numbers that keep what a schema says plainly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any

from tenon.mock.values.sampling import sample

_LONGEST = 100_000
_TEXTS: Mapping[str, str] = {
    "date-time": "2019-08-24T14:15:22Z",
    "date": "2019-08-24",
    "time": "14:15:22Z",
    "duration": "P3D",
    "email": "user@example.com",
    "idn-email": "пользователь@пример.ру",  # noqa: RUF001 (an address in Cyrillic)
    "hostname": "example.com",
    "idn-hostname": "пример.ру",  # noqa: RUF001
    "ipv4": "192.168.0.1",
    "ipv6": "2001:db8:85a3::8a2e:370:7334",
    "uri": "http://example.com",
    "url": "http://example.com",
    "iri": "http://example.com/пример",
    "uri-reference": "../dictionary",
    "iri-reference": "../словарь",
    "uri-template": "http://example.com/{endpoint}",
    "uuid": "095be615-a8ad-4c33-8e9c-c7612fbf6c9f",
    "json-pointer": "/json/pointer",
    "relative-json-pointer": "1/relative/json/pointer",
    "regex": "/regex/",
    "password": "pa$$word",
    "byte": "c3RyaW5n",
}
_BASE64 = "c3RyaW5n"


def text(schema: Mapping[str, Any]) -> str:
    """A placeholder for a string: by `format`, else "string", as long as it has to be."""
    known = _TEXTS.get(str(schema.get("format")))
    if known is not None:
        return known
    if schema.get("contentEncoding") == "base64":
        return _BASE64
    least = min(int(schema.get("minLength") or 0), _LONGEST)
    most = schema.get("maxLength")
    if isinstance(schema.get("pattern"), str):
        return _by_pattern(schema["pattern"], least, None if most is None else int(most))
    made = "string" * max(1, math.ceil(least / 6))
    made = made[: max(least, 6)]
    return made if most is None else made[: int(most)]


def _by_pattern(pattern: str, least: int, most: int | None) -> str:
    """A text that a pattern matches, always the same; "string" where it cannot be read."""
    try:
        return sample(pattern, Random(pattern), least, most)  # noqa: S311
    except ValueError:
        return "string"


def number(kind: str, schema: Mapping[str, Any]) -> int | float:
    """A placeholder for a number or an integer: 0, or what is nearest to it within the bounds."""
    step = schema.get("multipleOf") or (1 if kind == "integer" else None)
    low = _bound(schema, "minimum", "exclusiveMinimum", max)
    high = _bound(schema, "maximum", "exclusiveMaximum", min)
    value: int | float = 0
    if low is not None and (low > 0 or (low == 0 and schema.get("exclusiveMinimum") == 0)):
        value = _above(low, schema.get("exclusiveMinimum") == low, step)
    elif high is not None and (high < 0 or (high == 0 and schema.get("exclusiveMaximum") == 0)):
        value = -_above(-high, schema.get("exclusiveMaximum") == high, step)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _bound(schema: Mapping[str, Any], closed: str, open_: str, stricter: Any) -> Any:
    bounds = [schema[key] for key in (closed, open_) if isinstance(schema.get(key), (int, float))]
    return stricter(bounds) if bounds else None


def _above(low: float, excluded: bool, step: float | None) -> int | float:
    """The least value from a bound up, or half a unit above one that is excluded."""
    if step is None:
        return low + 0.5 if excluded else low
    times = math.ceil(low / step)
    if excluded and times * step == low:
        times += 1
    return times * step
