"""Checks of operations: their names, parameters, replies and headers."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from tenon.contract import naming
from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, Subject, members
from tenon.document.wording import shown
from tenon.finding import Severity

_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, section 5.6.2


def duplicate_parameter(node: Node, subject: Subject) -> Iterator[Found]:
    """Parameters of one list that have name and location in common."""
    seen = set()
    for value, at in subject.parameters(node.value, node.pointer):
        key = (str(value.get("in")), str(value.get("name")))
        if key in seen:
            message = f"the {shown(key[0])} parameter {shown(key[1])} is declared twice"
            yield Found(at, message, "keep one of them")
        seen.add(key)


def duplicate_id(_: Node, subject: Subject) -> Iterator[Found]:
    """operationIds that were given before."""
    first: dict[str, str] = {}
    for operation in subject.operations:
        id_ = operation.value.get("operationId")
        name = f"{operation.method.upper()} {operation.path}"
        if isinstance(id_, str):
            if id_ in first:
                message = f"{shown(id_)} is already the name of {shown(first[id_])}"
                yield Found(join(operation.pointer, "operationId"), message, "name them apart")
            first.setdefault(id_, name)


def missing_id(_: Node, subject: Subject) -> Iterator[Found]:
    """Operations without operationId."""
    for operation in subject.operations:
        if "operationId" not in operation.value:
            # The same words that tenon.contract derives its name from.
            name = naming.snake(f"{operation.method} {operation.path.replace('{', ' by ')}")
            what = f"{operation.method.upper()} {shown(operation.path)}"
            message = f"{what} has no operationId, and is called {name}"
            yield Found(operation.pointer, message, "give it an operationId")


def unsuited_id(_: Node, subject: Subject) -> Iterator[Found]:
    """operationIds that Python could not take as they are."""
    for operation in subject.operations:
        id_ = operation.value.get("operationId")
        if isinstance(id_, str) and (not id_.isidentifier() or keyword.iskeyword(id_)):
            reason = "a keyword of Python" if keyword.iskeyword(id_) else "no identifier"
            message = (
                f"{shown(id_) or 'the empty text'} is {reason}, and becomes {naming.snake(id_)}"
            )
            remedy = "write it in camelCase"
            yield Found(join(operation.pointer, "operationId"), message, remedy)


def status(node: Node, _: Subject) -> Iterator[Found]:
    """Keys of responses that are neither a status code, a range nor default."""
    for key, _value, at in members(node.value, node.pointer):
        if _STATUS.fullmatch(key):
            continue
        if _STATUS.fullmatch(key.upper()):
            message = f"{shown(key)} is read as {key.upper()}"
            yield Found(at, message, f"write '{key.upper()}'", Severity.WARNING)
        else:
            remedy = "write a status such as '200', a range such as '4XX', or default"
            yield Found(at, f"{shown(key)} is no status", remedy)


def header_name(node: Node, subject: Subject) -> Iterator[Found]:
    """Names of headers that could not be sent; OpenAPI 3.2 forbids them expressly."""
    severity = Severity.ERROR if subject.minor > 1 else Severity.WARNING
    names: list[tuple[str, str]] = []
    if node.kind == "parameter":
        if node.value.get("in") == "header" and isinstance(node.value.get("name"), str):
            names = [(node.value["name"], join(node.pointer, "name"))]
    else:
        headers = node.value.get("headers")
        for name in headers if isinstance(headers, dict) else ():
            names.append((name, join(node.pointer, "headers", name)))
    for name, at in names:
        if not _TOKEN.fullmatch(name):
            remedy = "use letters, digits and hyphens"
            yield Found(
                at, f"{shown(name) or 'the empty text'} cannot name a header", remedy, severity
            )


def duplicate_tag(node: Node, _: Subject) -> Iterator[Found]:
    """Tags whose name was described before."""
    seen = set()
    tags = node.value.get("tags")
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        name = tag.get("name") if isinstance(tag, dict) else None
        if isinstance(name, str):
            if name in seen:
                at = join(node.pointer, "tags", index)
                yield Found(at, f"the tag {shown(name)} is described twice", "keep one of them")
            seen.add(name)
