"""One HTTP/1.1 connection to an upstream: a request, its reply, and the next one if all is well.

What the other side says is taken apart by httptools (llhttp), piece by piece; no more is read than
is asked for.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

import httptools

from tenon.runtime.headers import RawHeaders
from tenon.runtime.problem import BadGateway, BadRequest, Problem, problem_of

Content = bytes | AsyncIterator[bytes]
_MOST_WAITING = 262_144  # bytes of a body that nobody has taken yet
_MOST_HEADERS = 65_536  # bytes
_STATUSES = range(200, 600)
_BODILESS = frozenset({204, 304})


class Stale(BadGateway):
    """The connection broke before the upstream said anything."""


class Connection(asyncio.Protocol):
    """A connection; `used` counts the replies that came over it."""

    def __init__(self) -> None:
        self.used = 0
        self.closed = False
        self.idle_since = 0.0
        self.status = 0
        self.headers: RawHeaders = []
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._pieces: deque[bytes] = deque()
        self._waiting = self._read = 0
        self._begun = self._complete = self._sent = self._clean = False
        self._headless = False  # the reply to HEAD has no body, whatever its headers say
        self._problem: Problem | None = None
        self._news = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    async def ask(
        self, method: str, target: bytes, headers: RawHeaders, content: Content, timeout_s: float
    ) -> None:
        """Send a request, until its reply has begun: `status` and `headers` tell of it.

        Raises Problem: 502 for a reply that is none, 504 for none in time; what `content` raises.
        """
        self._reset(method)
        self._write(_head(method, target, headers, content))
        if isinstance(content, bytes):
            self._sent = True
            if not self._writable.is_set():
                await self._drained(timeout_s)
        else:
            await self._send(content, chunked=not _length(headers), timeout_s=timeout_s)
        while not self._begun:
            await self._wait(timeout_s)

    async def pieces(self, timeout_s: float | None) -> AsyncGenerator[bytes, None]:
        """The body of the reply as it comes, with no more than a time between two pieces.

        Raises Problem where it breaks off.
        """
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._waiting -= len(piece)
                yield piece
            if self._complete:
                return
            if self._transport is not None:
                self._transport.resume_reading()
            await self._wait(timeout_s)

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent: both sides have said all, and no more than that."""
        return self._complete and self._sent and self._clean and not self.closed

    def close(self) -> None:
        """Close it at once."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It stands."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone: whoever waits for it learns why."""
        self.closed = True
        self._transport = None
        self._writable.set()
        if self._parser is None or self._complete:
            return
        if self._begun and not self._framed():
            self._complete = True  # a body that ends with its connection (RFC 9112, section 6.3)
        elif not self._read:
            self._fail(Stale("The upstream breaks off without an answer."))
        else:
            self._fail(BadGateway("The upstream breaks off before its answer is complete."))
        self._news.set()

    def pause_writing(self) -> None:
        """The upstream takes less than is sent."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The upstream took enough."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Take apart what the upstream says."""
        self._read += len(data)
        if self._parser is None or self._complete:
            self._clean = False  # it speaks without being asked
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._fail(BadGateway("The upstream changes to a protocol that nobody asked for."))
        except httptools.HttpParserError as error:
            self._clean = False
            if not self._complete:
                said = error.__context__ or error
                self._fail(BadGateway(f"The upstream does not speak HTTP: {said}."))
        if not self._begun and self._read > _MOST_HEADERS:
            self._fail(BadGateway("The upstream sends more header fields than are read."))
        if self._waiting > _MOST_WAITING and self._transport is not None:
            self._transport.pause_reading()
        self._news.set()

    def on_message_begin(self) -> None:
        """A reply begins; a second one is too many, and the fields of the first one stay."""
        if self._complete:
            self._clean = False
        else:
            self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of it."""
        if not self._complete:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        assert self._parser is not None  # noqa: S101
        if self._complete:
            return
        self.status = self._parser.get_status_code()
        if self.status in range(100, 200):
            return  # what is only said meanwhile (RFC 9110, section 15.2)
        if self.status not in _STATUSES:
            self._fail(BadGateway(f"The upstream answers {self.status}, which is no status."))
            return
        self._begun = True
        if self._headless:
            self._end(self._parser.should_keep_alive())

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        if self._complete:
            self._clean = False
        else:
            self._pieces.append(body)
            self._waiting += len(body)

    def on_message_complete(self) -> None:
        """It is all there."""
        assert self._parser is not None  # noqa: S101
        if self._begun and not self._complete:
            self._end(self._parser.should_keep_alive())

    def _end(self, keeps: bool) -> None:
        self._complete, self._clean = True, keeps
        self.used += 1

    def _framed(self) -> bool:
        """Whether the reply tells where it ends."""
        named = {name for name, _ in self.headers}
        return bool(named & {b"content-length", b"transfer-encoding"})

    def _reset(self, method: str) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._pieces.clear()
        self._waiting = self._read = 0
        self._begun = self._complete = self._sent = self._clean = False
        self._headless = method == "HEAD"
        self._problem = None

    def _fail(self, problem: Problem) -> None:
        self._problem = self._problem or problem
        self.close()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    async def _send(self, content: AsyncIterator[bytes], chunked: bool, timeout_s: float) -> None:
        """Send a body as it comes, until the upstream answers: then it wants no more of it."""
        sending = asyncio.ensure_future(self._pass(content, chunked, timeout_s))
        try:
            while not (self._begun or self._problem or sending.done()):
                self._news.clear()
                news = asyncio.ensure_future(self._news.wait())
                await asyncio.wait({sending, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
            if sending.done():
                sending.result()
        finally:
            sending.cancel()

    async def _pass(self, content: AsyncIterator[bytes], chunked: bool, timeout_s: float) -> None:
        async for piece in content:
            self._write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            if not self._writable.is_set():
                await self._drained(timeout_s)
        self._write(b"0\r\n\r\n" if chunked else b"")
        self._sent = True

    async def _drained(self, timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self._writable.wait()
        except TimeoutError:
            raise problem_of(504, "The upstream does not take the request in time.") from None

    async def _wait(self, timeout_s: float | None) -> None:
        """Wait until there is more to say. Raises Problem."""
        self._news.clear()
        if self._problem is None and not self._complete:
            if self.closed:
                raise Stale("The upstream has closed the connection.")
            try:
                async with asyncio.timeout(timeout_s):
                    await self._news.wait()
            except TimeoutError:
                self.close()
                raise problem_of(504, "The upstream does not answer in time.") from None
        if self._problem is not None:
            raise self._problem


def _head(method: str, target: bytes, headers: RawHeaders, content: Content) -> bytes:
    """The beginning of a request, and a body that is all there.

    Raises BadRequest for what cannot stand in one.
    """
    lines = [b"%b: %b" % field for field in _framing(method, headers, content)]
    head = b"\r\n".join([b"%b %b HTTP/1.1" % (method.encode(), target), *lines, b"\r\n"])
    odd = head.count(b"\n") != len(lines) + 2 or head.count(b"\r") != len(lines) + 2
    if odd or b"\0" in head or b" " in target:
        raise BadRequest("The request holds characters that cannot be passed on.")
    return head + content if isinstance(content, bytes) else head


_LENGTH = b"content-length"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def _framing(method: str, headers: RawHeaders, content: Content) -> RawHeaders:
    """The fields of a request with those that tell where its body ends."""
    if not isinstance(content, bytes):
        return headers if _length(headers) else [*headers, (b"transfer-encoding", b"chunked")]
    kept = [field for field in headers if field[0] != _LENGTH]
    if content or method in _WITH_BODY:
        kept.append((_LENGTH, b"%d" % len(content)))
    return kept


def _length(headers: RawHeaders) -> bool:
    return any(name == _LENGTH for name, _ in headers)
