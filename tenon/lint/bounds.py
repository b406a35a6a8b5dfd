"""Rules of bounds: how much may be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tenon.contract import Location, Operation, pointer
from tenon.contract.listing import SIZES, plain
from tenon.contract.parts import success
from tenon.contract.resource import Paging
from tenon.contract.types import json_types, keyword, properties
from tenon.document.grammar import Node
from tenon.document.subject import Found
from tenon.document.wording import shown
from tenon.lint.rule import WARNING, Review, Rule

# A text in one of these formats cannot be long.
_SHORT = frozenset(
    {
        "char", "date", "date-time", "date-time-local", "decimal128", "http-date", "ipv4", "ipv6",
        "sf-boolean", "time", "time-local", "uuid",
    }
)  # fmt: skip
_SIZED = frozenset(
    {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "double-int"}
)
_CHOSEN = ("enum", "const")
_IN_PLACE = ("allOf", "anyOf", "oneOf")
_ESCAPED = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_ENDLESS = re.compile(r"[*+]|\{\d+,\}")


def string(node: Node, review: Review) -> Iterator[Found]:
    """Texts that may be of any length."""
    if not _is_of(node, "string") or _has(node, review, ("maxLength", "contentMediaType")):
        return
    bounded = any(
        schema.get("format") in _SHORT or _is_finite(schema.get("pattern"))
        for schema in around(node, review)
    )
    if not bounded and node.value.get("format") != "binary":
        yield Found(node.pointer, "the string has no maxLength")


def array(node: Node, review: Review) -> Iterator[Found]:
    """Lists that may hold any number of items."""
    if _is_of(node, "array") and not _has(node, review, ("maxItems",)):
        closed = node.value.get("items") is False or node.value.get("unevaluatedItems") is False
        if not (closed and "prefixItems" in node.value):
            yield Found(node.pointer, "the array has no maxItems")


def integer(node: Node, review: Review) -> Iterator[Found]:
    """Whole numbers without a lowest and a highest."""
    if not _is_of(node, "integer"):
        return
    if any(schema.get("format") in _SIZED for schema in around(node, review)):
        return
    low = _has(node, review, ("minimum", "exclusiveMinimum"))
    high = _has(node, review, ("maximum", "exclusiveMaximum"))
    lacking = " and ".join(("minimum",) * (not low) + ("maximum",) * (not high))
    if lacking:
        yield Found(node.pointer, f"the integer has no {lacking}")


def _is_of(node: Node, name: str) -> bool:
    types = node.value.get("type")
    return types == name or (isinstance(types, list) and name in types)


def _has(node: Node, review: Review, names: tuple[str, ...]) -> bool:
    """Whether some keyword, or a choice of values, bounds the same instance."""
    wanted = (*names, *_CHOSEN)
    return any(name in schema for schema in around(node, review) for name in wanted)


def around(node: Node, review: Review) -> Iterator[dict[str, Any]]:
    """The schemas that judge the same instance whatever else does: itself, those it is one of
    the alternatives or parts of, and what they are all of.
    """
    at = node.pointer
    while True:
        yield from _all_of(_found(review, at), review, 0)
        outer, _, index = at.rpartition("/")
        outer, _, key = outer.rpartition("/")
        if key not in _IN_PLACE or not index.isdecimal():
            return
        at = outer


def _all_of(value: Any, review: Review, depth: int) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict) or depth > 5:
        return
    yield value
    referred = review.contract.schemas.referred(value)
    listed = value.get("allOf")
    for member in (referred, *(listed if isinstance(listed, list) else ())):
        yield from _all_of(member, review, depth + 1)


def _found(review: Review, at: str) -> Any:
    try:
        return pointer.resolve(review.document, at)
    except KeyError:
        return None


def _is_finite(pattern: Any) -> bool:
    """Whether a pattern is anchored at both ends and repeats nothing without end."""
    if not isinstance(pattern, str) or not (pattern.startswith("^") and pattern.endswith("$")):
        return False
    plain = _ESCAPED.sub("x", pattern)
    return _ENDLESS.search(plain) is None and "|" not in plain


def unpaged(_: Node, review: Review) -> Iterator[Found]:
    """Lists that come as a whole, however long they grow."""
    for operation, paging in _lists(review):
        if paging is None and not _is_bounded(operation, review):
            what = f"GET {shown(operation.path)}"
            yield Found(operation.pointer, f"{what} lists all there is at once")


def page_size(_: Node, review: Review) -> Iterator[Found]:
    """Parameters that say how long a page is, without a longest one."""
    for operation, _paging in _lists(review):
        for parameter in operation.located(Location.QUERY):
            schema = parameter.schema
            if schema is None or plain(parameter.name) not in SIZES:
                continue
            bounds = ("maximum", "exclusiveMaximum", *_CHOSEN)
            schemas = review.contract.schemas
            if all(keyword(schemas, schema.value, name) is None for name in bounds):
                message = f"the page size {shown(parameter.name)} has no maximum"
                yield Found(schema.pointer.rpartition("/")[0], message)


def _lists(review: Review) -> Iterator[tuple[Operation, Paging | None]]:
    """The operations that answer lists, and how those are paged, as far as a resource tells."""
    known = {
        listing.operation: listing.paging
        for resource in review.contract.resources
        for listing in resource.listings
    }
    for operation in review.contract.operations:
        is_get = operation.method.upper() == "GET"
        if is_get and (operation.id in known or _answers_array(operation, review)):
            yield operation, known.get(operation.id)


def _answers_array(operation: Operation, review: Review) -> bool:
    return any(
        json_types(review.contract.schemas, schema) == {"array"} for schema in _bodies(operation)
    )


def _is_bounded(operation: Operation, review: Review) -> bool:
    """Whether a reply streams, or holds no more items than is said, or than is asked for."""
    reply = success(operation)
    if reply is None or any(media.item_schema for media in reply.media.values()):
        return True
    if any(plain(p.name) in SIZES for p in operation.located(Location.QUERY)):
        return True
    schemas = review.contract.schemas
    lists = [s for body in _bodies(operation) for s in (body, *_members(body, review))]
    return any(keyword(schemas, schema, "maxItems") is not None for schema in lists)


def _members(schema: Any, review: Review) -> list[Any]:
    return list(properties(review.contract.schemas, schema).values())


def _bodies(operation: Operation) -> list[Any]:
    reply = success(operation)
    media = reply.media.values() if reply is not None else ()
    return [found.schema.value for found in media if found.schema is not None]


_COST = (
    "Whoever can send as much as they like can exhaust memory and time (OWASP API Security Top 10 "
    "2023, API4); clients and databases need to know the size, too."
)
RULES = (
    Rule(
        "unbounded-string",
        "A text says how long it may be.",
        WARNING, ("schema",), string,
        remedy="add maxLength, an enum, or a format or pattern that ends",
        reason=_COST,
    ),
    Rule(
        "unbounded-array",
        "A list says how many items it may hold.",
        WARNING, ("schema",), array,
        remedy="add maxItems",
        reason=_COST,
    ),
    Rule(
        "unbounded-integer",
        "A whole number says between what it lies.",
        WARNING, ("schema",), integer,
        remedy="add minimum and maximum, or a format such as int32",
        reason="JavaScript holds 53 bits, databases 32 or 64; what is larger is lost or refused "
        "where nobody expects it.",
    ),
    Rule(
        "unpaged-list",
        "A list that grows is answered by pages.",
        WARNING, ("document",), unpaged,
        remedy="add a parameter such as cursor or page, or maxItems to the array",
        reason="The list is short today; clients that were never told to page cannot be taught "
        "to when it is long.",
    ),
    Rule(
        "page-size-unbounded",
        "The size of a page has a maximum.",
        WARNING, ("document",), page_size,
        remedy="add a maximum",
        reason="A page of a million items is no page.",
    ),
)  # fmt: skip
