"""The plain values of a file of scenarios, and the notes of what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from tenon.contract.pointer import join
from tenon.document.source import Source
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Finding, Severity
from tenon.mock.latency import seconds
from tenon.mock.trouble import chance
from tenon.runtime.headers import field_name, field_value

T = TypeVar("T")
_MOST = 1_000_000


class Wrong(Exception):
    """What is wrong with a value: the rule it breaks, in words, and the remedy."""

    def __init__(self, rule: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.remedy = rule, message, remedy


class Notes:
    """Gathers findings about one file."""

    def __init__(self, source: Source) -> None:
        self.findings: list[Finding] = []
        self._source = source

    def add(
        self,
        at: str,
        rule: str,
        message: str,
        remedy: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a finding about what stands at a JSON Pointer."""
        place = self._source.place(at)
        self.findings.append(Finding(place, rule, message, remedy, severity))

    def read(self, reader: Callable[[Any], T], value: Any, at: str) -> T | None:
        """What a reader makes of a value; None, and a note, where it is wrong."""
        try:
            return reader(value)
        except Wrong as wrong:
            self.add(at, wrong.rule, wrong.message, wrong.remedy)
        return None

    def members(self, value: Any, at: str, known: Sequence[str], what: str) -> dict[str, Any]:
        """The known members of a mapping; others are noted, and so is what is no mapping."""
        if not isinstance(value, dict):
            self.add(at, "wrong-type", f"{what} is no mapping", f"known are {', '.join(known)}")
            return {}
        for key in value:
            if key not in known:
                remedy = did_you_mean(key, known) or f"known are {', '.join(known)}"
                self.add(join(at, key), "unknown-key", f"{what} knows no {shown(key)}", remedy)
        return {key: said for key, said in value.items() if key in known}


def text(value: Any) -> str:
    """A text. Raises Wrong."""
    if not isinstance(value, str):
        raise Wrong("wrong-type", f"{shown(value)} is no text", "write it in quotes")
    return value


def flag(value: Any) -> bool:
    """True or false. Raises Wrong."""
    if not isinstance(value, bool):
        raise Wrong("wrong-type", f"{shown(value)} is neither true nor false")
    return value


def count(value: Any) -> int:
    """A number of times, from 1. Raises Wrong."""
    if type(value) is not int or not 1 <= value <= _MOST:
        raise Wrong("wrong-value", f"{shown(value)} is no number of times", f"write 1 to {_MOST}")
    return value


def status(value: Any) -> int:
    """The status of an answer. Raises Wrong."""
    if type(value) is not int or not 200 <= value <= 599:
        raise Wrong("wrong-value", f"{shown(value)} is no status of an answer", "write 200 to 599")
    return value


def failing(value: Any) -> int:
    """The status of a failure. Raises Wrong."""
    if status(value) < 400:
        raise Wrong("wrong-value", f"{shown(value)} is no error", "write 400 to 599")
    return int(value)


def rate(value: Any) -> float:
    """A chance from 0 to 1, or in percent. Raises Wrong."""
    try:
        return chance(str(value))
    except ValueError as error:
        raise Wrong("wrong-value", *_split(error)) from None


def span(value: Any) -> float:
    """Seconds, from a span of time such as `300ms`; bare numbers are milliseconds. Raises Wrong."""
    try:
        return seconds(str(value))
    except ValueError as error:
        raise Wrong("wrong-value", *_split(error)) from None


def one_of(*words: str) -> Callable[[Any], str]:
    """A reader of one of some words, which raises Wrong."""

    def read(value: Any) -> str:
        if value not in words:
            remedy = did_you_mean(str(value), words) or f"write {' or '.join(words)}"
            raise Wrong("wrong-value", f"{shown(value)} is not known here", remedy)
        return str(value)

    return read


def header_fields(value: Any) -> dict[str, str]:
    """Header fields that can be sent. Raises Wrong."""
    if not isinstance(value, Mapping):
        raise Wrong("wrong-type", "headers are no mapping", "write them by name")
    fields = {}
    for name, said in value.items():
        if isinstance(said, (dict, list)) or said is None:
            raise Wrong("wrong-type", f"the header {shown(name)} is no text", "write a text")
        content = str(said).lower() if isinstance(said, bool) else str(said)
        try:
            field_name(name)
            field_value(content)
        except ValueError as error:
            raise Wrong("wrong-value", str(error), "correct it") from None
        fields[name] = content
    return fields


def _split(error: ValueError) -> tuple[str, str]:
    message, _, remedy = str(error).partition("; ")
    return message, remedy
