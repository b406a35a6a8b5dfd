"""What answers an operation: a typed function, or what takes a judged request as it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from tenon.contract import Media, Operation
from tenon.runtime.headers import RawHeaders
from tenon.runtime.parameter import Values
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Stream


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that passed the gate.

    `headers` are its header fields, names in lower case; `values` are the judged values by
    argument: path, header and cookie parameters by name, `query` and `body`. `media` is the
    declared media type of its body, None where none was sent.
    """

    operation: Operation
    scope: MutableMapping[str, Any]
    headers: Mapping[bytes, bytes]
    values: Values
    media: Media | None = None
    principal: Principal | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as it is sent, whatever the contract says of it."""

    status: int
    headers: RawHeaders
    body: bytes | Stream = b""


class Direct(ABC):
    """A handler that writes its own reply, as a mock does: it is neither negotiated nor judged."""

    @abstractmethod
    def __call__(self, asked: Asked) -> Written | Awaitable[Written]:
        """Answer one request. Raises Problem."""


class AsWritten:
    """Takes the replies of direct handlers as they are, where other replies are written."""

    def negotiate(self, _: bytes | None) -> None:
        """Nothing: what writes a reply reads `Accept` itself."""

    def write(self, result: Written, _: str | None) -> tuple[int, RawHeaders, bytes | Stream]:
        """Status, headers and body of a result."""
        return result.status, result.headers, result.body


# A function of judged values by argument, built as its annotations say; or one of the above.
Handler = Callable[..., Awaitable[Any] | AsyncIterator[Any]] | Direct
