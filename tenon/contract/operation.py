"""One operation of a contract: what may be sent to it and what it may answer.

The words are those of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tenon.finding import Place


class Location(StrEnum):
    """Where a parameter travels (OpenAPI 3.1, Parameter Object, `in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema of the contract: what it says, and its JSON Pointer in the bundle."""

    pointer: str
    value: Mapping[str, Any] | bool = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Media:
    """A body in one media type. `item_schema` describes each item of a stream (OpenAPI 3.2).

    `stream` bodies are bytes handed on as they come (`x-stream`); `max_bytes` is the most that a
    request may send, where that is not the limit of the service (`x-max-bytes`).
    """

    type: str
    schema: Schema | None = None
    item_schema: Schema | None = None
    encoding: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    examples: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    stream: bool = False
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A declared response header."""

    name: str
    argument: str
    required: bool = False
    schema: Schema | None = None
    content: Media | None = None
    explode: bool = False
    description: str = ""
    examples: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter; `argument` is its name in Python, unique within its operation.

    Either `schema` (with `style` and `explode`) or `content` says how its text is read.
    """

    name: str
    location: Location
    argument: str
    required: bool = False
    schema: Schema | None = None
    content: Media | None = None
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    deprecated: bool = False
    description: str = ""
    examples: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    extensions: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Body:
    """A declared request body, by media type, in the order of the contract."""

    media: Mapping[str, Media]
    required: bool = False
    description: str = ""

    @property
    def streams(self) -> bool:
        """Whether it may come in a media type that is handed on as it comes."""
        return any(media.stream for media in self.media.values())


@dataclass(frozen=True, slots=True)
class Reply:
    """A declared reply. `status` is "200", a range such as "4XX", or "default"."""

    status: str
    description: str = ""
    media: Mapping[str, Media] = field(default_factory=dict)
    headers: Mapping[str, Header] = field(default_factory=dict)

    @property
    def successful(self) -> bool:
        """Whether a handler returns it rather than raising a problem: 1xx, 2xx and 3xx."""
        return self.status[0] in "123"


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be done with one method on one path.

    `function` is its name in Python; `group` names the module it is generated into (its first
    tag, or the first fixed segment of its path); `pointer` is its JSON Pointer in the bundle.
    """

    id: str
    function: str
    method: str
    path: str
    group: str
    pointer: str
    place: Place | None = None
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    replies: Mapping[str, Reply] = field(default_factory=dict)
    security: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    callbacks: tuple[Callback, ...] = ()

    @property
    def secured(self) -> bool:
        """Whether it asks who calls: some alternative of its security names a scheme."""
        return any(self.security)

    @property
    def anonymous(self) -> bool:
        """Whether it may be called without being known: `security: []`, or `{}` among others."""
        return not self.security or not all(self.security)

    def located(self, location: Location) -> tuple[Parameter, ...]:
        """Its parameters of one location, in the order of the contract."""
        return tuple(p for p in self.parameters if p.location is location)

    def reply(self, status: int) -> Reply | None:
        """The reply that covers a status: exact, then its range, then `default`."""
        exact, kind = str(status), f"{status // 100}XX"
        return self.replies.get(exact) or self.replies.get(kind) or self.replies.get("default")


@dataclass(frozen=True, slots=True)
class Callback:
    """A request that the service sends by itself: a callback of an operation, or a webhook.

    `expression` is the runtime expression of its URL (OpenAPI 3.1, "Runtime Expressions"), empty
    for a webhook, whose receiver the contract does not know. `request` says what is sent, and its
    replies what the receiver may answer.
    """

    name: str
    expression: str
    request: Operation
