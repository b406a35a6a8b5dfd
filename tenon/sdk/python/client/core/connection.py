"""The connection to a service: where it is, with which credentials, and how often it is asked."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import httpx

from . import credentials, files, requests
from .calls import Asked, Scheme
from .errors import error
from .retries import Retries, repeatable


@dataclass(frozen=True, slots=True)
class Connection:
    """What every call of a client shares. `held` are the credentials by scheme."""

    base_url: str
    schemes: Mapping[str, Scheme]
    held: Mapping[str, Any]
    http: httpx.Client | httpx.AsyncClient
    retries: Retries = field(default_factory=Retries)
    timeout_s: float = 30.0

    def timeout(self, *, streams: bool) -> httpx.Timeout:
        """How long is waited for each part of an exchange; between items, without end."""
        return httpx.Timeout(self.timeout_s, read=None if streams else self.timeout_s)


def exchange(
    connection: Connection, call: Asked, arguments: Mapping[str, Any], *, streams: bool = False
) -> httpx.Response:
    """Ask until there is an answer; its body is still to be read.

    Raises ApiError for an answer that is no success, httpx.TransportError when there is none.
    """
    http = connection.http
    if not isinstance(http, httpx.Client):
        raise TypeError("an asynchronous client answers awaited calls only")
    sending = _Sending(connection, call, arguments, streams)
    while True:
        try:
            with ExitStack() as stack:
                request = sending.request(stack)
                for name in sending.schemes:
                    secret = credentials.given(connection.held[name])
                    credentials.lay(request, connection.schemes[name], secret)
                response = http.send(request, stream=True)
        except httpx.TransportError as failure:
            wait = sending.failed(failure)
        else:
            if not sending.refused(response):
                return response
            with closing(response):
                response.read()
            wait = sending.answered(response)
        time.sleep(wait)


async def exchange_async(
    connection: Connection, call: Asked, arguments: Mapping[str, Any], *, streams: bool = False
) -> httpx.Response:
    """The same as `exchange`, without blocking."""
    http = connection.http
    if not isinstance(http, httpx.AsyncClient):
        raise TypeError("a synchronous client has nothing to await")
    sending = _Sending(connection, call, arguments, streams)
    while True:
        try:
            with ExitStack() as stack:
                request = sending.request(stack)
                for name in sending.schemes:
                    secret = await credentials.given_async(connection.held[name])
                    credentials.lay(request, connection.schemes[name], secret)
                response = await http.send(request, stream=True)
        except httpx.TransportError as failure:
            wait = sending.failed(failure)
        else:
            if not sending.refused(response):
                return response
            try:
                await response.aread()
            finally:
                await response.aclose()
            wait = sending.answered(response)
        await asyncio.sleep(wait)


class _Sending:
    """One call on its way: its attempts, all with the same key."""

    def __init__(
        self, connection: Connection, call: Asked, arguments: Mapping[str, Any], streams: bool
    ) -> None:
        self._connection = connection
        self._call = call
        self._arguments = dict(arguments)
        self._timeout = connection.timeout(streams=streams)
        self._attempt = 0
        self.schemes = credentials.chosen(call, connection.held)
        key = call.idempotency_argument
        if key is not None and self._arguments.get(key) is None:
            self._arguments[key] = str(uuid.uuid4())
        self._repeatable = repeatable(call.method, key is not None)
        self._replayable = all(map(files.replayable, self._arguments.values()))

    def request(self, stack: ExitStack) -> httpx.Request:
        """The request of the next attempt."""
        self._attempt += 1
        c = self._connection
        return requests.build(c.http, c.base_url, self._call, self._arguments, stack, self._timeout)

    def refused(self, response: httpx.Response) -> bool:
        """Whether a reply is no success; one whose body the caller has already is none."""
        return response.is_error or response.status_code == httpx.codes.NOT_MODIFIED

    def answered(self, response: httpx.Response) -> float:
        """The seconds to wait before the next attempt. Raises ApiError where there is none."""
        wait = self._connection.retries.after(self._attempt, self._repeatable, response)
        if wait is None or not self._replayable:
            raise error(self._call, response)
        return wait

    def failed(self, failure: httpx.TransportError) -> float:
        """The seconds to wait before the next attempt. Raises the failure where there is none."""
        # Where no connection came about, nothing was sent that could happen twice.
        again = self._repeatable or isinstance(failure, httpx.ConnectError)
        wait = self._connection.retries.after_failure(self._attempt, again)
        if wait is None or not self._replayable:
            raise failure
        return wait
