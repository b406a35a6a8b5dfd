"""Requests that a mock sends to others: in the background, tried again, and remembered."""

from __future__ import annotations

import asyncio
import ipaddress
import itertools
import re
import socket
import time
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

KEPT = 100
_MOST_WAITING = 100
_WORKERS = 4
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})  # answers after which to try again
_LONGEST_WAIT_S = 10.0
_LONGEST_SHOWN = 2_000
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")


class Refused(ValueError):
    """A URL to which nothing is sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One request to be sent."""

    name: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    session: str = ""
    operation: str = ""


class Deliveries:
    """Sends letters, a few at a time, and keeps what became of the last `KEPT` of them.

    A letter that nobody takes is sent again, up to `attempts` times, after `backoff_s` seconds,
    then twice as many, or as many as `Retry-After` says. More than a hundred do not wait.
    """

    def __init__(
        self, *, attempts: int = 4, backoff_s: float = 0.5, timeout_s: float = 5.0
    ) -> None:
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._timeout_s = timeout_s
        self._kept: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self._numbers = itertools.count(1)
        self._waiting: deque[tuple[int, Letter]] = deque()
        self._working: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None

    @property
    def records(self) -> Sequence[Mapping[str, Any]]:
        """What became of the last letters, oldest first; a record is never changed, but replaced.

        `state` is waiting, delivered, failed, refused or dropped; `attempts` tell each try.
        """
        return tuple(self._kept.values())

    def send(self, letter: Letter) -> Mapping[str, Any]:
        """Send a letter in the background; its record. To be called where a loop runs."""
        number = next(self._numbers)
        try:
            check_url(letter.url)
        except Refused as refused:
            return self._note(number, letter, "refused", error=str(refused))
        if len(self._waiting) >= _MOST_WAITING:
            return self._note(number, letter, "dropped", error="too many are waiting")
        self._waiting.append((number, letter))
        record = self._note(number, letter, "waiting")
        if len(self._working) < _WORKERS:
            task = asyncio.get_running_loop().create_task(self._work())
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return record

    def refuse(self, letter: Letter, reason: str) -> Mapping[str, Any]:
        """Note a letter that is not sent, and why."""
        return self._note(next(self._numbers), letter, "refused", error=reason)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._working:
            await asyncio.wait(self._working)

    async def close(self) -> None:
        """Send no more."""
        self._waiting.clear()
        for task in tuple(self._working):
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _work(self) -> None:
        while self._waiting:
            number, letter = self._waiting.popleft()
            await self._deliver(number, letter)

    async def _deliver(self, number: int, letter: Letter) -> None:
        attempts: list[dict[str, Any]] = []
        for attempt in range(self._attempts):
            attempts = [*attempts, tried := await self._tried(letter)]
            if "status" in tried and tried["status"] not in _LATER:
                break
            if attempt + 1 < self._attempts:
                self._note(number, letter, "waiting", attempts=attempts)
                await asyncio.sleep(tried.get("retry_after_s") or self._backoff_s * 2**attempt)
        state = "delivered" if 200 <= tried.get("status", 0) < 300 else "failed"
        self._note(number, letter, state, attempts=attempts)

    async def _tried(self, letter: Letter) -> dict[str, Any]:
        began, at = time.perf_counter(), _now()
        told: dict[str, Any] = {}
        try:
            client = self._client or await self._opened()
            async with asyncio.timeout(self._timeout_s):
                request = client.stream(
                    letter.method, letter.url, headers=dict(letter.headers), content=letter.body
                )
                async with request as answer:
                    told = {"status": answer.status_code, **_asked_to_wait(answer.headers)}
        except Exception as error:  # whatever it is, it must not end what sends
            told = {"error": (str(error) or type(error).__name__)[:300]}
        return {"at": at, "ms": round((time.perf_counter() - began) * 1000, 1), **told}

    async def _opened(self) -> httpx.AsyncClient:
        """The client, opened aside: it is a library to import and certificates to read."""

        def opened() -> httpx.AsyncClient:
            import httpx

            return httpx.AsyncClient(timeout=self._timeout_s, trust_env=False)

        client = await asyncio.to_thread(opened)
        if self._client is None:
            self._client = client
        return self._client

    def _note(self, number: int, letter: Letter, state: str, **more: Any) -> Mapping[str, Any]:
        known = self._kept.get(number) or _record(number, letter)
        record = self._kept[number] = {**known, "state": state, **more}
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return record


def check_url(url: str) -> None:
    """Raises Refused for a URL to which nothing is sent.

    It must be http or https with a host. Addresses of the link itself, where clouds keep the
    secrets of their machines, are no receivers.
    """
    if _CONTROLS.search(url):
        raise Refused("the URL holds a space or a control character")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused(f"the URL cannot be read: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("the URL must begin with http:// or https:// and name a host")
    if _is_link_local(host):
        raise Refused(f"{host} is an address of the link itself")


def host_of(url: str) -> str:
    """The host that a URL names, in lower case; empty where it names none."""
    return urlsplit(url).hostname or ""


def is_near(url: str) -> bool:
    """Whether a URL leads to this very machine."""
    host = host_of(url)
    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback


def _is_link_local(host: str) -> bool:
    address = _address(host)
    return address is not None and (address.is_link_local or address.is_multicast)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is, however it is written: also as one number, as sockets read it."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None
    return getattr(found, "ipv4_mapped", None) or found


def _asked_to_wait(headers: Mapping[str, str]) -> dict[str, float]:
    """How long an answer asks to wait (RFC 9110, section 10.2.3), in seconds, within reason."""
    said = headers.get("retry-after", "")
    return {"retry_after_s": min(float(said), _LONGEST_WAIT_S)} if said.isdecimal() else {}


def _record(number: int, letter: Letter) -> dict[str, Any]:
    return {
        "number": number,
        "at": _now(),
        "name": letter.name,
        "operation": letter.operation,
        "session": letter.session,
        "method": letter.method,
        "url": letter.url,
        "body": letter.body[:_LONGEST_SHOWN].decode("utf-8", "replace"),
        "attempts": [],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
