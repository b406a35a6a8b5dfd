"""What every generated client is: something to close."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from .calls import Scheme
from .connection import Connection
from .retries import Retries

_AGENT = "python-sdk"


class SyncClient:
    """A client that is closed at the end of a `with` block."""

    _connection: Connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        if isinstance(self._connection.http, httpx.Client):
            self._connection.http.close()


class AsyncClient:
    """A client that is closed at the end of an `async with` block."""

    _connection: Connection

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close its connections."""
        if isinstance(self._connection.http, httpx.AsyncClient):
            await self._connection.http.aclose()


def connect(
    client: SyncClient,
    base_url: str,
    schemes: Mapping[str, Scheme],
    held: Mapping[str, Any],
    retries: Retries | None,
    timeout_s: float,
    http: httpx.Client | None,
) -> Connection:
    """The connection of a client; `http` takes the place of an own one, with its settings."""
    made = http or httpx.Client(headers={"User-Agent": _AGENT})
    client._connection = _connection(base_url, schemes, held, made, retries, timeout_s)  # noqa: SLF001
    return client._connection  # noqa: SLF001


def connect_async(
    client: AsyncClient,
    base_url: str,
    schemes: Mapping[str, Scheme],
    held: Mapping[str, Any],
    retries: Retries | None,
    timeout_s: float,
    http: httpx.AsyncClient | None,
) -> Connection:
    """The connection of a client; `http` takes the place of an own one, with its settings."""
    made = http or httpx.AsyncClient(headers={"User-Agent": _AGENT})
    client._connection = _connection(base_url, schemes, held, made, retries, timeout_s)  # noqa: SLF001
    return client._connection  # noqa: SLF001


def _connection(
    base_url: str,
    schemes: Mapping[str, Scheme],
    held: Mapping[str, Any],
    http: httpx.Client | httpx.AsyncClient,
    retries: Retries | None,
    timeout_s: float,
) -> Connection:
    kept = {name: secret for name, secret in held.items() if secret is not None}
    return Connection(base_url.rstrip("/"), schemes, kept, http, retries or Retries(), timeout_s)
