# Generated from the contract by `tenon sdk python`. Do not edit.
"""The clients of the service."""

from __future__ import annotations

from harbour_client import core as _core
from harbour_client.groups.log import AsyncLogOperations, LogOperations
from harbour_client.groups.ships import AsyncShipsOperations, ShipsOperations


_SCHEMES = {
    "pass": _core.Scheme("bearer"),
}


class Client(_core.SyncClient):
    """A client of Harbour, for blocking calls."""

    def __init__(
        self,
        base_url: str = "https://harbour.example/api",
        *,
        pass_: _core.Token | None = None,
        retries: _core.Retries | None = None,
        timeout_s: float = 30.0,
        http: _core.Http | None = None,
    ) -> None:
        connection = _core.connect(
            self,
            base_url,
            _SCHEMES,
            {"pass": pass_},
            retries,
            timeout_s,
            http,
        )
        self.ships = ShipsOperations(connection)
        self.log = LogOperations(connection)


class AsyncClient(_core.AsyncClient):
    """A client of Harbour, to be awaited."""

    def __init__(
        self,
        base_url: str = "https://harbour.example/api",
        *,
        pass_: _core.AsyncToken | None = None,
        retries: _core.Retries | None = None,
        timeout_s: float = 30.0,
        http: _core.AsyncHttp | None = None,
    ) -> None:
        connection = _core.connect_async(
            self,
            base_url,
            _SCHEMES,
            {"pass": pass_},
            retries,
            timeout_s,
            http,
        )
        self.ships = AsyncShipsOperations(connection)
        self.log = AsyncLogOperations(connection)
