# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Streams operations, routed."""

from collections.abc import AsyncIterator

from expected.models.schemas import Line
from expected.stubs.streams import ReadEventsOk, StreamsStub
from tenon.runtime.router import ContractRouter


def streams_router(streams: StreamsStub) -> ContractRouter:
    """Routes to what answers the Streams operations."""
    router = ContractRouter(streams, tags=["streams"])

    @router.get("/lines", status_code=200, operation_id="readLines")
    def read_lines() -> AsyncIterator[Line]:
        return streams.read_lines()

    @router.get("/events", status_code=200, operation_id="readEvents")
    async def read_events() -> ReadEventsOk:
        return await streams.read_events()

    return router
