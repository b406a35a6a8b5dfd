# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Streams operations must do."""

from collections.abc import AsyncIterator
from typing import Protocol

from expected.models.schemas import Line
from tenon.runtime.reply import Reply
from tenon.runtime.streaming import Event as ServerSentEvent


class ReadEventsOk(Reply[AsyncIterator[str | ServerSentEvent]]):
    """200: Events as they come."""

    status = 200

    def __init__(
        self, body: AsyncIterator[str | ServerSentEvent], *, x_source: str | None = None
    ) -> None:
        self.body = body
        self.headers = {"x_source": x_source}


class StreamsStub(Protocol):
    """Answers the Streams operations."""

    def read_lines(self) -> AsyncIterator[Line]:
        """Follow the log. readLines: GET /lines"""

    async def read_events(self) -> ReadEventsOk:
        """readEvents: GET /events"""
