"""What goes around every request, and who counts for the limits of the contract."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from handlers.settings import Settings
from tenon.contract import Contract
from tenon.runtime.edges import (
    Compression,
    Cors,
    EdgeSettings,
    Hardening,
    Observer,
    Patience,
    Proxies,
)
from tenon.runtime.edges.deprecation import Deprecations
from tenon.runtime.edges.limits import Breaker, Limiter, MemoryLimits, RateLimits, RedisLimits
from tenon.runtime.security import Guard

log = logging.getLogger("books")

PREFIX = "books:limit:"  # of the keys in Redis
_CONNECTIONS = 16
_PATIENCE_S = 0.25  # less would take a busy process for a Redis that is away


def edges(settings: Settings, observers: Sequence[Observer] = ()) -> EdgeSettings:
    """The edges that the settings ask for; `observers` hear of every reply."""
    cors = Cors(
        settings.cors_origins,
        credentials=settings.cors_credentials,
        exposed=("ratelimit", "ratelimit-policy", "deprecation", "sunset"),
        max_age_s=settings.cors_max_age_s,
    )
    proxies = Proxies(settings.trusted_proxies, settings.proxy_headers)
    return EdgeSettings(
        root_path=settings.root_path,
        request_ids=settings.request_ids,
        server_timing=settings.server_timing,
        slashes=settings.trailing_slash,
        cors=cors if cors.origins else None,
        hardening=_hardening(settings) if settings.security_headers else None,
        compression=_compression(settings) if settings.compression else None,
        proxies=proxies if proxies.trusted else None,
        patience=Patience(settings.body_idle_s, settings.body_total_s, settings.body_bytes_per_s),
        observers=tuple(observers),
    )


def _hardening(settings: Settings) -> Hardening:
    return Hardening(resource=settings.resource_policy, hsts_s=settings.hsts_s)


def _compression(settings: Settings) -> Compression:
    return Compression(minimum=settings.compression_minimum)


class Limits:
    """The limits of the contract, counted where the settings say."""

    def __init__(self, settings: Settings) -> None:
        self._redis: Any = None
        self._limiter: Limiter | None = None
        if settings.rate_limits == "memory":
            self._limiter = MemoryLimits()
            if settings.web_workers > 1:
                log.warning(
                    "RATE_LIMITS=memory: each of the %d processes counts for itself; "
                    "set REDIS_URL to count for all together.",
                    settings.web_workers,
                )
        elif settings.rate_limits == "redis":
            self._redis = _redis(str(settings.redis_url))
            self._limiter = Breaker(RedisLimits(self._redis, PREFIX), patience_s=_PATIENCE_S)

    @property
    def available(self) -> bool:
        """Whether they are kept at present; they are not while Redis is away."""
        return not isinstance(self._limiter, Breaker) or self._limiter.available

    def guards(self, contract: Contract) -> list[Guard]:
        """What looks at requests: for limits, and for what the contract says of an end."""
        ends: list[Guard] = [Deprecations(contract)]
        return [RateLimits(contract, self._limiter), *ends] if self._limiter is not None else ends

    async def close(self) -> None:
        """Let go of Redis."""
        if self._redis is not None:
            await self._redis.aclose()


def _redis(url: str) -> Any:
    """A client that gives up at once: whoever waits for it is a request."""
    # Imported here: it takes its time, and most who run this have no Redis.
    from redis.asyncio import BlockingConnectionPool, Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=1,
        socket_connect_timeout=1,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)
