"""Redis as a wire: PUBLISH and SUBSCRIBE (https://redis.io/docs/latest/develop/pubsub/)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from handlers.jobs.wire import Connect

_CHANNEL = "book_jobs"
_CONNECT_S = 5
_CHECK_S = 10.0


def redis_wire(url: str) -> Connect:
    """Connects to the Redis of a `redis://` or `rediss://` URL."""

    @asynccontextmanager
    async def connect(hear: Callable[[str], None]) -> AsyncIterator[_RedisWire]:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        # Whoever holds the wire makes it anew: a connection that came back by itself would hide
        # that words were missed.
        client = Redis.from_url(
            url,
            socket_connect_timeout=_CONNECT_S,
            socket_timeout=_CONNECT_S,
            retry=Retry(NoBackoff(), 0),
        )
        listener = client.pubsub()
        try:
            await listener.subscribe(_CHANNEL)
            yield _RedisWire(client, listener, hear)
        finally:
            await listener.aclose()  # type: ignore[no-untyped-call]
            await client.aclose()

    return connect


class _RedisWire:
    def __init__(self, client: Any, listener: Any, hear: Callable[[str], None]) -> None:
        self._client = client
        self._listener = listener
        self._hear = hear

    async def send(self, words: Sequence[str]) -> None:
        async with self._client.pipeline(transaction=False) as pipeline:
            for word in words:
                pipeline.publish(_CHANNEL, word)
            await pipeline.execute()

    async def broken(self) -> None:
        """Hear until it breaks."""
        heard_at = asyncio.get_running_loop().time
        checked = heard_at()
        while True:
            message = await self._listener.get_message(timeout=1.0)
            if message is not None and message["type"] == "message":
                self._hear(message["data"].decode())
            if heard_at() - checked > _CHECK_S:
                checked = heard_at()
                await self._client.ping()
                await self._listener.ping()
