"""A shop that calls back, and a receiver of what it sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract import Contract
from tenon.mock.callbacks import Callbacks
from tenon.mock.deliveries import Deliveries
from tenon.mock.values import Values
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.judge import Judge
from tenon.runtime.service import Service
from tests.tiny import body, contract, operation, parameter, reply

ORDER = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"type": "string"}, "other": {}, "id": {"type": "integer"}},
}
NEWS = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "state": {"enum": ["paid", "open"]},
        "secret": {"type": "string", "writeOnly": True},
    },
}


def ordering(
    expression: str = "{$request.body#/url}", sent: Mapping[str, Any] | None = None
) -> Contract:
    told = operation("told", **(sent or {"body": body(NEWS)}))
    order = operation(
        "order",
        parameter("at", "query", {"type": "string"}),
        parameter("X-Back", "header", {"type": "string"}),
        parameter("shop", "path", {"type": "string"}),
        body=body(ORDER),
        replies={"201": reply({"type": "object"}), "409": reply()},
        callbacks={"news": {expression: {"post": told}}},
    )
    return contract({"/shops/{shop}/orders": {"post": order}}, webhooks={"opened": {"post": told}})


class Receiver:
    """Takes what is sent to it, on a port of its own; statuses it answers, the last for good."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses) or ["204 No Content"]
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *fields = head.strip().split("\r\n")
        headers = dict(field.lower().split(": ", 1) for field in fields)
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        self.requests.append((line, headers, content))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        answer = f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        writer.write(answer.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()


Receive = Callable[..., Any]


class Calling(Direct):
    """Answers orders, and calls back."""

    def __init__(self, callbacks: Callbacks, status: int = 201, answer: Any = None) -> None:
        self.callbacks, self.status, self.answer = callbacks, status, answer or {}

    def __call__(self, asked: Asked) -> Any:
        headers = [(b"location", b"/orders/9")]
        written = Written(self.status, headers, json.dumps(self.answer).encode())
        return self.callbacks.after(asked, written)


def calling(found: Contract, deliveries: Deliveries) -> Callbacks:
    return Callbacks(found, Values(found.schemas, Judge(found.schemas)), deliveries)


def shop(found: Contract, deliveries: Deliveries, **how: Any) -> Service:
    return Service(found, {"order": Calling(calling(found, deliveries), **how)})
