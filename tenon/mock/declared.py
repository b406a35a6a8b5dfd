"""The header fields that a reply declares, each with a value that its schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenon.contract import Header, Operation, Reply
from tenon.contract.schemas import Direction
from tenon.mock.examples import Examples
from tenon.runtime.headers import RawHeaders, field_name
from tenon.runtime.judge import Judge
from tenon.runtime.replies import UndeclaredReply, header_bytes

# What frames a message, or what the edges know better: never made up unless it is required.
_NEVER = frozenset(
    {"content-length", "content-encoding", "transfer-encoding", "connection", "date", "vary"}
)
_OF_EDGES = frozenset({"x-request-id", "server-timing", "server", "allow"})
# What says something by being there: it is not made up beside an answer that is remembered.
_TELLING = frozenset(
    {
        "etag", "last-modified", "location", "link", "retry-after", "content-range", "deprecation",
        "sunset", "warning", "set-cookie",
    }
)  # fmt: skip
_COUNTING = ("total", "count", "next", "prev", "page", "cursor", "offset")
# What a header that only says "string" usually holds.
_USUAL: Mapping[str, Any] = {
    "etag": '"1"',
    "last-modified": "Sat, 24 Aug 2019 14:15:22 GMT",
    "expires": "Sat, 24 Aug 2019 14:15:22 GMT",
    "date": "Sat, 24 Aug 2019 14:15:22 GMT",
    "deprecation": "@1566656122",
    "sunset": "Sat, 24 Aug 2019 14:15:22 GMT",
    "link": '</>; rel="self"',
    "cache-control": "no-store",
    "www-authenticate": "Bearer",
    "content-disposition": "inline",
    "content-range": "bytes 0-0/1",
    "accept-ranges": "bytes",
    "content-language": "en",
    "vary": "accept",
    "allow": "GET",
    "set-cookie": "mock=1",
    "retry-after": 1,
}


@dataclass(frozen=True, slots=True)
class _Field:
    """A header field that was made: whether it has to be sent, and whether it says something."""

    name: bytes
    value: bytes
    required: bool
    telling: bool


class DeclaredHeaders:
    """The declared header fields of replies, made once for each reply."""

    def __init__(self, judge: Judge, examples: Examples, *, fill: bool) -> None:
        self._judge = judge
        self._examples = examples
        self._fill = fill
        self._known: dict[tuple[str, str], tuple[_Field, ...]] = {}

    def beside(
        self, operation: Operation, reply: Reply, given: frozenset[bytes], *, remembered: bool
    ) -> RawHeaders:
        """The declared fields that are not `given`, names in lower case.

        Beside an answer that is `remembered`, optional ones that would say something of it are
        left out: it says itself whether there is a next page.
        """
        if not reply.headers:
            return []
        key = (operation.id, reply.status)
        if key not in self._known:
            self._known[key] = tuple(self._made(operation, reply))
        return [
            (field.name, field.value)
            for field in self._known[key]
            if field.name not in given and (field.required or not (field.telling and remembered))
        ]

    def _made(self, operation: Operation, reply: Reply) -> Iterator[_Field]:
        for header in reply.headers.values():
            plain = header.name.lower()
            if header.required or (self._fill and not _left_to_others(plain)):
                telling = plain in _TELLING or any(word in plain for word in _COUNTING)
                made = self._field(operation, header)
                if made is not None:
                    yield _Field(*made, header.required, telling)

    def _field(self, operation: Operation, header: Header) -> tuple[bytes, bytes] | None:
        """Its name and a value, of the first candidate that a header can hold."""
        for value in self._candidates(operation, header):
            try:
                if value is not None:
                    return field_name(header.name), header_bytes(value, header)
            except (UndeclaredReply, ValueError):
                continue
        self._examples.say(
            operation, "no-valid-value", f"no value for the header {header.name!r} was found"
        )
        return None

    def _candidates(self, operation: Operation, header: Header) -> Iterator[Any]:
        content = header.content
        schema = content.schema if content is not None else header.schema
        shown = [*header.examples.values(), *(content.examples.values() if content else ())]
        known = [_location(operation)] if header.name.lower() == "location" else []
        found = _USUAL.get(header.name.lower())
        usual = [*known, *([] if found is None else [found, str(found)])]
        if schema is None:
            yield from (*shown, *usual, "string")
            return
        try:
            validator = self._judge.validator(schema, Direction.REPLY)
            yield from (value for value in (*shown, *usual) if validator.is_valid(value))
        except (KeyError, ValueError):
            yield from (*shown, *usual)
        if shown:
            yield self._examples.fitted(operation, schema, shown[0])
        yield self._examples.sample(operation, schema, Direction.REPLY)


def _left_to_others(name: str) -> bool:
    return name in _NEVER or name in _OF_EDGES or name.startswith("access-control-")


def _location(operation: Operation) -> str:
    """Where something would stand that an operation made: below it, with the ids that are 1."""
    segments = ["1" if "{" in segment else segment for segment in operation.path.split("/")]
    path = "/".join(segments).rstrip("/")
    return f"{path}/1" if operation.method == "POST" else path or "/"
