"""Callbacks and webhooks: what the service would send by itself, sent by its mock.

A callback is sent when the operation that declares it succeeds, to the URL that its expression
yields (OpenAPI 3.1, Callback Object); both are sent on demand to any URL. The body comes from the
contract, examples first, with what the exchange knows already laid into it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic_core import to_json

from tenon.contract import Callback, Contract, Location, Media, Operation, Parameter
from tenon.contract.schemas import Direction
from tenon.contract.types import properties
from tenon.mock.condition import session_of
from tenon.mock.deliveries import Deliveries, Letter, Refused, check_url, host_of, is_near
from tenon.mock.expression import Exchange, Unknown
from tenon.mock.outcome import ABSENT
from tenon.mock.values import Values
from tenon.runtime.handler import Asked, Written
from tenon.runtime.headers import field_name, field_value
from tenon.runtime.negotiation import essence, is_json
from tenon.runtime.problem import FieldError, Unprocessable

log = logging.getLogger("tenon")

_FORM = "application/x-www-form-urlencoded"


class Callbacks:
    """Sends the callbacks and webhooks of one contract."""

    def __init__(
        self, contract: Contract, values: Values, deliveries: Deliveries | None = None
    ) -> None:
        """`deliveries` are those of the mock whose place this one takes."""
        self._contract = contract
        self._values = values
        self.sender = deliveries or Deliveries()

    @property
    def deliveries(self) -> Sequence[Mapping[str, Any]]:
        """The records of the last deliveries, oldest first."""
        return self.sender.records

    def after(
        self, asked: Asked, answer: Written | Awaitable[Written]
    ) -> Written | Awaitable[Written]:
        """The answer to a request; the callbacks of its operation are on their way then."""
        if not isinstance(answer, Written):
            return self._awaited(asked, answer)
        if 200 <= answer.status < 300:
            for callback in asked.operation.callbacks:
                self._called(callback, Exchange(asked, answer))
        return answer

    async def send(self, callback: Callback, url: str, body: Any = ABSENT) -> Mapping[str, Any]:
        """Send a callback or a webhook to a URL; the record of its delivery.

        A body that is ABSENT is made as the contract says. Raises Unprocessable for a URL to
        which nothing can be sent.
        """
        try:
            check_url(url)
        except Refused as refused:
            fault = FieldError("body", str(refused), "format", pointer="/url")
            raise Unprocessable(f"/url: {refused}", errors=[fault]) from None
        return self.sender.send(self._letter(callback, url, {}, body))

    async def _awaited(self, asked: Asked, answer: Awaitable[Written]) -> Written:
        written = await answer
        self.after(asked, written)
        return written

    def _called(self, callback: Callback, exchange: Exchange) -> None:
        asked = exchange.asked
        unsent = Letter(
            callback.name,
            callback.request.method,
            callback.expression,
            operation=asked.operation.id,
            session=session_of(asked),
        )
        try:
            self._sent(callback, exchange, unsent)
        except (Refused, Unknown) as reason:
            self.sender.refuse(unsent, str(reason))
        except Exception:  # what is sent beside an answer must not spoil it
            log.exception("the callback %s cannot be made", callback.name)
            self.sender.refuse(unsent, "the contract says nothing that can be sent")

    def _sent(self, callback: Callback, exchange: Exchange, unsent: Letter) -> None:
        url = exchange.url(callback.expression)
        check_url(url)
        if not is_near(url) and not exchange.names(callback.expression, host_of(url)):
            # A contract must not make a mock call strangers.
            raise Refused("the contract names this host, not the request: send it on demand")
        letter = self._letter(callback, url, _known(exchange), ABSENT)
        self.sender.send(replace(letter, operation=unsent.operation, session=unsent.session))

    def _letter(self, callback: Callback, url: str, known: Mapping[str, Any], body: Any) -> Letter:
        request = callback.request
        media = _media(request)
        headers = dict(self._headers(request))
        content = b""
        if media is not None:
            value = self._body(media, request, known) if body is ABSENT else body
            content = _encoded(media, value)
            headers["content-type"] = _concrete(media)
        elif body is not ABSENT:
            content, headers["content-type"] = to_json(body), "application/json"
        url = _with_query(url, self._query(request))
        return Letter(callback.name, request.method, url, headers, content)

    def _body(self, media: Media, request: Operation, known: Mapping[str, Any]) -> Any:
        """A body by the contract. It is the service that speaks: what is kept from replies
        (`writeOnly`) is kept from it, and what only the service sets (`readOnly`) is there.
        """
        key = f"callback {request.id}"
        example = next(iter(media.examples.values()), ABSENT)
        if media.schema is None:
            return {} if example is ABSENT else example
        if example is not ABSENT:
            return self._values.fitted(media.schema, example, key, direction=Direction.REPLY).value
        made = self._values.made(media.schema, key, direction=Direction.REPLY).value
        if not isinstance(made, dict):
            return made
        names = properties(self._contract.schemas, media.schema.value)
        laid = {**made, **{name: known[name] for name in names if name in known}}
        return self._values.fitted(media.schema, laid, key, direction=Direction.REPLY).value

    def _headers(self, request: Operation) -> Iterator[tuple[str, str]]:
        yield "user-agent", "tenon-mock"
        for parameter in request.located(Location.HEADER):
            text = self._text(parameter, request)
            if text is not None:
                field_name(parameter.name)
                field_value(text)
                yield parameter.name, text

    def _query(self, request: Operation) -> list[tuple[str, str]]:
        texts = [(p.name, self._text(p, request)) for p in request.located(Location.QUERY)]
        return [(name, text) for name, text in texts if text is not None]

    def _text(self, parameter: Parameter, request: Operation) -> str | None:
        """The text of a parameter that must be sent, or that the contract has an example of."""
        if not parameter.required and not parameter.examples:
            return None
        value = next(iter(parameter.examples.values()), None)
        if value is None and parameter.schema is not None:
            key = f"callback {request.id} {parameter.name}"
            value = self._values.made(parameter.schema, key, direction=None).value
        return value if isinstance(value, str) else to_json(value).decode()


def _known(exchange: Exchange) -> dict[str, Any]:
    """The members of a request and of its reply, which those of a callback may repeat."""
    known: dict[str, Any] = {}
    for side in ("$request", "$response"):
        try:
            body = exchange.value(f"{side}.body")
        except Unknown:
            continue
        known |= body if isinstance(body, dict) else {}
    return known


def _media(request: Operation) -> Media | None:
    declared = list(request.body.media.values()) if request.body is not None else []
    return next((media for media in declared if is_json(media.type)), next(iter(declared), None))


def _concrete(media: Media) -> str:
    return "application/json" if "*" in media.type else media.type


def _encoded(media: Media, value: Any) -> bytes:
    if essence(media.type) == _FORM and isinstance(value, Mapping):
        return urlencode({k: _plain(v) for k, v in value.items()}, quote_via=quote).encode()
    if isinstance(value, str) and not is_json(_concrete(media)):
        return value.encode()
    return to_json(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def _with_query(url: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return url
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(pairs, quote_via=quote))))
    return parts._replace(query=query).geturl()
