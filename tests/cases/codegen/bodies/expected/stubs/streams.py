# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Streams operations must do."""

from collections.abc import AsyncIterator
from typing import Protocol

from expected.models.schemas import Line
from tenon.runtime.reply import Reply


class ReadEventsOk(Reply[AsyncIterator[str]]):
    """200: Events as they come."""

    status = 200

    def __init__(self, body: AsyncIterator[str], *, x_source: str | None = None) -> None:
        super().__init__(body, x_source=x_source)


class StreamsStub(Protocol):
    """Answers the Streams operations."""

    def read_lines(self) -> AsyncIterator[Line]:
        """Follow the log. readLines: GET /lines"""

    async def read_events(self) -> ReadEventsOk:
        """readEvents: GET /events"""
