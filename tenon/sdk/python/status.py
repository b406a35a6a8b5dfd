"""Statuses of a contract, such as `200` or `4XX`, as words."""

from __future__ import annotations

from http import HTTPStatus

from tenon.contract import naming

_RANGES = {
    "1": "Informational", "2": "Success", "3": "Redirection", "4": "ClientError",
    "5": "ServerError",
}  # fmt: skip


def word(status: str) -> str:
    """The part of a class name that tells a status."""
    if not status.isdigit():
        return _RANGES.get(status[0], "Default")
    try:
        phrase = HTTPStatus(int(status)).phrase
    except ValueError:
        return f"Status{status}"
    return "".join(each.capitalize() for each in naming.words(phrase))


def number(status: str) -> str:
    """A status as it reads in a sentence."""
    return "Any status" if status == "default" else status
