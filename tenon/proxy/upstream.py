"""The service behind the proxy: asked over kept connections, whatever it does."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncGenerator
from urllib.parse import SplitResult, urlsplit

from tenon.finding import ContractError, Finding, Place
from tenon.proxy.connection import Connection, Content, Stale
from tenon.runtime.headers import RawHeaders
from tenon.runtime.problem import BadGateway, problem_of
from tenon.runtime.target import below

_CONNECTIONS = 512
_KEPT_S = 4.0  # less than most servers keep a connection that nobody uses
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})  # RFC 9110, 9.2.2
_PORTS = {"http": 80, "https": 443}


class Received:
    """A reply that has begun: its status, its fields, and its body as it comes."""

    def __init__(self, upstream: Upstream, connection: Connection, timeout_s: float) -> None:
        self.status = connection.status
        self.headers = connection.headers
        self._upstream = upstream
        self._connection = connection
        self._timeout_s = timeout_s

    def pieces(self, *, patient: bool = False) -> AsyncGenerator[bytes, None]:
        """The body as it was sent; a `patient` reader waits however long nothing comes.

        Raises Problem when the upstream breaks off.
        """
        return self._connection.pieces(None if patient else self._timeout_s)

    def close(self) -> None:
        """Let go of the connection; one whose reply is not read to its end is closed."""
        self._upstream.take_back(self._connection)


class Upstream:
    """One service at one address."""

    def __init__(self, url: str, timeout_s: float = 30.0) -> None:
        """Take the address, whose path comes before those of requests that lack it.

        Raises ContractError when it is no http or https URL of a host.
        """
        self.url = url
        split = _split(url)
        self.authority = split.netloc.encode()
        self._host = split.hostname or ""
        self._port = split.port or _PORTS[split.scheme]
        self._tls = ssl.create_default_context() if split.scheme == "https" else None
        self._path = split.path.rstrip("/").encode()
        self._timeout_s = timeout_s
        self._idle: deque[Connection] = deque()
        self._free = asyncio.Semaphore(_CONNECTIONS)

    async def send(
        self, method: str, target: bytes, headers: RawHeaders, content: Content
    ) -> Received:
        """Ask the upstream. Raises Problem: 502 when it cannot, 504 when it does not answer."""
        kept = self._kept()
        if kept is not None:
            try:
                return await self._asked(kept, method, target, headers, content)
            except Stale:  # it was kept for too long
                if method not in _IDEMPOTENT or not isinstance(content, bytes):
                    raise
        fresh = await self._connected()
        return await self._asked(fresh, method, target, headers, content)

    def take_back(self, connection: Connection) -> None:
        """Keep a connection for the next request, if it is good for another one."""
        self._free.release()
        if connection.reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    async def _asked(
        self,
        connection: Connection,
        method: str,
        target: bytes,
        headers: RawHeaders,
        content: Content,
    ) -> Received:
        await self._admitted()
        try:
            await connection.ask(method, self._target(target), headers, content, self._timeout_s)
        except BaseException:
            connection.close()
            self._free.release()
            raise
        return Received(self, connection, self._timeout_s)

    async def _admitted(self) -> None:
        """Wait until the upstream has not more than so many requests at a time."""
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._free.acquire()
        except TimeoutError:
            raise problem_of(503, "Too many requests wait for the upstream.") from None

    def _kept(self) -> Connection | None:
        """The connection that was used last, if any is good; those kept for too long go."""
        oldest = asyncio.get_running_loop().time() - _KEPT_S
        while self._idle and (self._idle[0].closed or self._idle[0].idle_since < oldest):
            self._idle.popleft().close()
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed:
                return connection
        return None

    async def _connected(self) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                _, connection = await loop.create_connection(
                    Connection, self._host, self._port, ssl=self._tls
                )
        except TimeoutError:
            raise problem_of(504, "The upstream cannot be reached in time.") from None
        except (OSError, ssl.SSLError) as error:
            said = error.strerror or str(error)
            raise BadGateway(f"The upstream cannot be reached: {said}.") from None
        return connection

    def _target(self, target: bytes) -> bytes:
        path, mark, query = target.partition(b"?")
        if not path.startswith(b"/") or (self._path and below(path, self._path) is not None):
            return target
        return self._path + path + mark + query


def _split(url: str) -> SplitResult:
    message = ""
    try:
        split = urlsplit(url)
        split.port  # noqa: B018  it is looked at only when it is asked for
    except ValueError as error:
        message = str(error)
    else:
        if split.scheme not in _PORTS or not split.hostname:
            message = "it is no http or https URL of a host"
        elif split.username is not None or split.query or split.fragment:
            message = "it holds more than a scheme, a host, a port and a path"
    if message:
        remedy = "write one such as http://127.0.0.1:8000"
        raise ContractError([Finding(Place(url), "bad-upstream", message, remedy)])
    return split
