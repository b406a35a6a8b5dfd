"""Replies as ASGI messages: sent whole, without their body, with headers that were added."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from tenon.runtime.headers import RawHeaders
from tenon.runtime.streaming import Send


def with_headers(scope: MutableMapping[str, Any], send: Send) -> Send:
    """A reply that is not made here, with the headers that were added for it."""
    added = scope.get("tenon.headers")
    if not added:
        return send

    async def adding(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return adding


async def send_whole(send: Send, status: int, headers: RawHeaders, body: bytes) -> None:
    """Send a reply whose body is known."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def without_body(send: Send) -> Send:
    """HEAD is GET without its body (RFC 9110, section 9.3.2)."""

    async def silent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return silent
