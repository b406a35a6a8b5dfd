"""The bodies of one exchange that keep the contract, and where it declares them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenon.contract import Media, Operation, pointer
from tenon.contract.schemas import Direction
from tenon.finding import Severity
from tenon.proxy.exchange import Exchange
from tenon.proxy.replies import NO_VALUE
from tenon.proxy.violation import Side

_REFUSALS = 400


@dataclass(frozen=True, slots=True)
class ValidBody:
    """The value of a body; `at` is the pointer of its media type, where that itself stands."""

    at: str
    media: Media
    value: Any
    direction: Direction


def valid_bodies(document: Any, operation: Operation, exchange: Exchange) -> Iterator[ValidBody]:
    """The body of the request, where it was accepted, and that of the reply."""
    wrong = {v.side for v in exchange.violations if v.severity is Severity.ERROR}
    if exchange.sent is not None and exchange.status < _REFUSALS and Side.REQUEST not in wrong:
        media, value = exchange.sent
        at = _declared(document, pointer.join(operation.pointer, "requestBody"), media)
        yield ValidBody(at, media, value, Direction.REQUEST)
    key = _status(document, operation, exchange.status)
    if (
        exchange.media is None
        or exchange.value is NO_VALUE
        or key is None
        or Side.RESPONSE in wrong
    ):
        return
    at = _declared(document, pointer.join(operation.pointer, "responses", key), exchange.media)
    yield ValidBody(at, exchange.media, exchange.value, Direction.REPLY)


def _status(document: Any, operation: Operation, status: int) -> str | None:
    """How the document writes the status of a declared reply."""
    reply = operation.reply(status)
    declared = pointer.resolve(document, operation.pointer).get("responses") or {}
    return next((key for key in declared if reply and key.upper() == reply.status.upper()), None)


def _declared(document: Any, at: str, media: Media) -> str:
    """The pointer of a media type below a request body or a reply, references followed."""
    found, at = pointer.follow(document, pointer.resolve(document, at), at)
    at = pointer.join(at, "content", media.type)
    return pointer.follow(document, found["content"][media.type], at)[1]
