"""Where a document says what its service sends by itself: callbacks and webhooks.

OpenAPI 3.1, Callback Object and the field `webhooks` of the OpenAPI Object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tenon.contract import pointer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class RawRequest(NamedTuple):
    """A request as the document has it: its name, where it goes, and its Operation Object.

    `expression` is the runtime expression of its URL, empty for a webhook; `item` is the Path
    Item Object around it with its own pointer.
    """

    name: str
    expression: str
    method: str
    item: tuple[Mapping[str, Any], str]
    value: Mapping[str, Any]
    pointer: str


def raw_callbacks(
    document: Mapping[str, Any], operation: Mapping[str, Any], at: str
) -> Iterator[RawRequest]:
    """The callbacks of an Operation Object at a pointer, in the order of the document."""
    declared = operation.get("callbacks")
    for name, value in declared.items() if isinstance(declared, Mapping) else ():
        found, where = pointer.follow(document, value, pointer.join(at, "callbacks", name))
        for expression, item in found.items() if isinstance(found, Mapping) else ():
            if not expression.startswith("x-"):
                inside = pointer.join(where, expression)
                yield from _requests(document, name, expression, item, inside)


def raw_webhooks(document: Mapping[str, Any]) -> Iterator[RawRequest]:
    """The webhooks of a document, in its order."""
    declared = document.get("webhooks")
    for name, item in declared.items() if isinstance(declared, Mapping) else ():
        yield from _requests(document, name, "", item, pointer.join("/webhooks", name))


def _requests(
    document: Mapping[str, Any], name: str, expression: str, item: Any, at: str
) -> Iterator[RawRequest]:
    found, where = pointer.follow(document, item, at)
    for method in METHODS if isinstance(found, Mapping) else ():
        if isinstance(found.get(method), Mapping):
            inside = pointer.join(where, method)
            yield RawRequest(name, expression, method, (found, where), found[method], inside)
