"""Wishes read off a request: `Prefer` (RFC 7240), and its twins for those who have only a URL.

`Prefer: code=404, example=tiny, dynamic=true, seed=7, delay=0.5, error=503, drop, slow=2` says what
this one request is answered; `?__code=404&__example=tiny` and so on says the same. Where both say
something the header holds, and of a preference said twice the first (RFC 7240, section 2).
Preferences of other words are not the mock's and are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from tenon.mock.wish import Wish
from tenon.runtime.headers import header_text, one_line
from tenon.runtime.problem import BadRequest
from tenon.runtime.styles import query_decode

_LONGEST_S = 600.0
_FLAGS = {"": True, "true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
# One preference: a token, perhaps a word after "=", perhaps parameters, which say nothing here.
_PREFERENCE = re.compile(
    r"""[\s,]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,;"]*))?\s*"""
    r"""(?:;(?:"(?:[^"\\]|\\.)*"|[^",])*)?(?:,|$)"""
)
_SECONDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s)?")


def read(scope: MutableMapping[str, Any]) -> Wish | None:
    """What a request asks of the mock; None where it asks for nothing.

    Twins are taken out of its query string, so that the contract need not know them.
    Raises BadRequest for a wish that cannot be read, which says what can.
    """
    sent = [value for name, value in scope["headers"] if name == b"prefer"]
    query: bytes = scope["query_string"]
    if not sent and b"__" not in query:
        return None
    said = dict(_twins(scope, query)) if b"__" in query else {}
    for value in sent:
        said = {**said, **_preferences(header_text(value))}
    return _wish(said) if said else None


def applied(wish: Wish) -> bytes:
    """The value of `Preference-Applied` (RFC 7240, section 3) that tells what was heard."""
    told = []
    for preference, (member, _, _) in _READ.items():
        value = getattr(wish, member)
        if value is True:
            told.append(preference)
        elif value not in (None, "", False) or (member == "dynamic" and value is False):
            told.append(f"{preference}={_word(value)}")
    return one_line(", ".join(told))


def _word(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", text):
        return text.lower() if isinstance(value, bool) else text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _wish(said: dict[str, str]) -> Wish:
    members: dict[str, Any] = {}
    for preference, text in said.items():
        member, read_, expected = _READ[preference]
        value = read_(text)
        if value is None:
            raise BadRequest(
                f"The preference {preference}={text[:80]!r} cannot be read: write {expected}. "
                f"Understood are: {', '.join(_READ)}."
            )
        members[member] = value
    return Wish(**members)


def _preferences(header: str) -> dict[str, str]:
    """The preferences of one header that are the mock's own, as text; the first of each."""
    found: dict[str, str] = {}
    at = 0
    while at < len(header) and (match := _PREFERENCE.match(header, at)) is not None:
        if match.end() == at:
            break
        at = match.end()
        name, value = match[1].lower(), match[2] or ""
        if name in _READ:
            found.setdefault(name, _unquoted(value))
    return found


def _unquoted(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word


def _twins(scope: MutableMapping[str, Any], query: bytes) -> Iterator[tuple[str, str]]:
    """The twins in a query string, which is left without them."""
    kept = []
    for pair in query.split(b"&"):
        name, _, text = pair.partition(b"=")
        preference = name[2:].decode("latin-1").lower() if name.startswith(b"__") else ""
        if preference not in _READ:
            kept.append(pair)
            continue
        try:
            yield preference, query_decode(text.decode("latin-1"))
        except ValueError:
            raise BadRequest(f"{name.decode()} must be percent-encoded UTF-8.") from None
    scope["query_string"] = b"&".join(kept)


def _status(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[2-5][0-9]{2}", text) else None


def _text(text: str) -> str | None:
    return text or None


def _flag(text: str) -> bool | None:
    return _FLAGS.get(text.lower())


def _seconds(text: str) -> float | None:
    match = _SECONDS.fullmatch(text)
    if match is None:
        return None
    seconds = float(match[1]) / (1_000 if match[2] == "ms" else 1)
    return seconds if seconds <= _LONGEST_S else None


_Read = tuple[str, Callable[[str], Any], str]
_A_STATUS = "a status such as 404"
_A_TIME = f"seconds such as 0.5, or 500ms, {_LONGEST_S:g} s at most"
# By preference: the member of a wish, what reads it, and what is expected.
_READ: dict[str, _Read] = {
    "code": ("code", _status, _A_STATUS),
    "example": ("example", _text, "the key of an example"),
    "dynamic": ("dynamic", _flag, "true or false"),
    "seed": ("seed", _text, "any word"),
    "delay": ("delay_s", _seconds, _A_TIME),
    "error": ("error", _status, _A_STATUS),
    "drop": ("drop", _flag, "drop, or true or false"),
    "slow": ("slow_s", _seconds, _A_TIME),
}
