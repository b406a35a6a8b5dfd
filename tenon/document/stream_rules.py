"""Checks of bodies that are handed on as they come: `x-stream` and `x-max-bytes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, Subject
from tenon.document.wording import shown

_FORM = "multipart/form-data"
_ITEMS = frozenset(
    {
        "text/event-stream",
        "application/jsonl",
        "application/x-ndjson",
        "application/x-jsonlines",
        "application/json-seq",
    }
)


def stream(node: Node, subject: Subject) -> Iterator[Found]:
    """Media types that say `x-stream` and cannot be handed on as bytes or as parts."""
    for type_, media, at in _content(node, subject):
        if "x-stream" not in media:
            continue
        where = join(at, "x-stream")
        if not isinstance(media["x-stream"], bool):
            yield Found(where, "x-stream is no boolean", "write true, or leave it out")
        elif media["x-stream"] and (reason := _unsuited(node, type_)):
            yield Found(where, f"{shown(type_)} {reason}", "leave x-stream out")


def max_bytes(node: Node, subject: Subject) -> Iterator[Found]:
    """Limits that are no whole number of bytes, or that bound what the service itself sends."""
    for _, media, at in _content(node, subject):
        if "x-max-bytes" not in media:
            continue
        limit, where = media["x-max-bytes"], join(at, "x-max-bytes")
        if node.kind == "response":
            yield Found(where, "x-max-bytes bounds what is sent to the service", "leave it out")
        elif isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            remedy = "write how many bytes, such as 1048576"
            yield Found(where, "x-max-bytes is no whole number above 0", remedy)


def _unsuited(node: Node, type_: str) -> str:
    plain = type_.partition(";")[0].strip().lower()
    if plain.endswith(("/json", "+json")) or plain == "application/x-www-form-urlencoded":
        return "is one value, which is read whole"
    if plain in _ITEMS:
        return "is a stream of items by itself"
    return "is only read, never sent" if plain == _FORM and node.kind == "response" else ""


def _content(node: Node, subject: Subject) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Type, value and pointer of the media types of a body."""
    content = node.value.get("content")
    for type_, value in content.items() if isinstance(content, dict) else ():
        media, at = subject.followed(value, join(node.pointer, "content", type_))
        if isinstance(media, dict):
            yield type_, media, at
