"""Checks of what a contract says of limits and of an operation's end, in fields of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, Operation, Subject
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Severity

_LIMIT = "x-rate-limit"
_SUCCESSOR = "x-successor"
_SINCE, _UNTIL = "x-deprecated-at", "x-sunset"
_MEMBERS = ("limit", "window", "scope")
_MOST = 1_000_000_000
_EXAMPLE = "write { limit: 600, window: 60 }, or false to lift the limit"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")


def rate_limit(node: Node, _: Subject) -> Iterator[Found]:
    """Limits that do not say how many requests in how many seconds, or say it where none reads."""
    if _LIMIT not in node.value:
        return
    said, at = node.value[_LIMIT], join(node.pointer, _LIMIT)
    if node.kind not in ("document", "tag", "operation"):
        message = f"{_LIMIT} is not read here"
        yield Found(at, message, "write it on the root, a tag or an operation")
    elif isinstance(said, dict):
        yield from _members(said, at)
    elif said is not False:
        yield Found(at, f"{_LIMIT} is no limit", _EXAMPLE)


def _members(said: dict[str, Any], at: str) -> Iterator[Found]:
    for name in said:
        if name not in _MEMBERS:
            remedy = did_you_mean(name, _MEMBERS) or f"leave {', '.join(_MEMBERS)}"
            yield Found(join(at, name), f"{shown(name)} is no part of a rate limit", remedy)
    for name, what in (("limit", "requests"), ("window", "seconds")):
        if name not in said:
            yield Found(at, f"the limit has no {name}", _EXAMPLE)
        elif type(said[name]) is not int or not 1 <= said[name] <= _MOST:
            remedy = f"write a whole number of {what}, 1 or more"
            yield Found(join(at, name), f"{shown(said[name])} is no {name}", remedy)
    scope = said.get("scope", "a")
    if not isinstance(scope, str) or not scope or not (scope.isascii() and scope.isprintable()):
        message = f"{shown(scope) or 'the empty text'} cannot name what shares a limit"
        yield Found(join(at, "scope"), message, "write a name in ASCII")


def lifetime(node: Node, _: Subject) -> Iterator[Found]:
    """Dates of an operation's end that are none, or do not go together."""
    moments: dict[str, datetime] = {}
    for name in (_SINCE, _UNTIL):
        if name not in node.value:
            continue
        moment = _moment(node.value[name])
        if moment is None:
            message = f"{shown(node.value[name])} is no date"
            remedy = "write a date such as 2027-01-31, or with a time 2027-01-31T12:00:00Z"
            yield Found(join(node.pointer, name), message, remedy)
        else:
            moments[name] = moment
    if _SINCE in node.value and node.value.get("deprecated") is not True:
        message = f"{_SINCE} says nothing of an operation that is not deprecated"
        yield Found(join(node.pointer, _SINCE), message, "add deprecated: true", Severity.WARNING)
    if len(moments) == 2 and moments[_UNTIL] < moments[_SINCE]:
        message = f"{_UNTIL} comes before {_SINCE} (RFC 9745, section 4)"
        yield Found(join(node.pointer, _UNTIL), message, "let it end after it is deprecated")


def _moment(said: Any) -> datetime | None:
    try:
        if isinstance(said, str) and _DATE.fullmatch(said):
            return datetime.combine(date.fromisoformat(said), time(), UTC)
        if isinstance(said, str) and _MOMENT.fullmatch(said):
            return datetime.fromisoformat(said.upper())
    except ValueError:  # in its form, but no day of the calendar
        return None
    return None


def successor(_: Node, subject: Subject) -> Iterator[Found]:
    """Successors that are not there, or whose path cannot be told from that of the request."""
    paths = {o.value["operationId"]: o.path for o in subject.operations if _is_named(o)}
    known = {*paths, *(operation.path for operation in subject.operations)}
    for operation in subject.operations:
        said = operation.value.get(_SUCCESSOR)
        if said is None:
            continue
        at = join(operation.pointer, _SUCCESSOR)
        if not isinstance(said, str) or said not in known:
            remedy = (
                did_you_mean(str(said), known) or "name an operationId or a path of this contract"
            )
            yield Found(at, f"there is no operation or path {shown(said)}", remedy)
            continue
        segments = operation.path.split("/")
        for name in _TEMPLATE.findall(paths.get(said, said)):
            if f"{{{name}}}" not in segments:
                message = f"{{{shown(name)}}} of {shown(said)} is not in {shown(operation.path)}"
                yield Found(at, message, "name a path with the same parameters, or with none")


def _is_named(operation: Operation) -> bool:
    return isinstance(operation.value.get("operationId"), str)
