"""Streams of a server that goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from tenon.runtime.service import Service
from tests.conftest import Serve
from tests.runtime.streamed import EVENTS, LINES, Caller, streaming


def end_streams(service: Service) -> None:
    for pump in tuple(service.streams):
        pump.end()


async def waiting() -> AsyncIterator[Any]:
    """Events of which the second never comes."""
    yield {"n": 1}
    await asyncio.Event().wait()


async def test_a_server_that_goes_ends_event_streams_in_order(serve: Serve) -> None:
    service, caller = streaming(serve, waiting, EVENTS), Caller()
    call = caller.call(service)
    await caller.hear(b'data: {"n":1}\n\n')
    assert len(service.streams) == 1
    end_streams(service)
    await asyncio.wait_for(call, 5)
    assert caller.complete
    assert caller.body == b'data: {"n":1}\n\n: the server goes; ask again\n\n'
    assert service.streams == set()


async def test_a_server_that_goes_also_ends_streams_that_have_not_begun(serve: Serve) -> None:
    async def silent() -> AsyncIterator[Any]:
        await asyncio.Event().wait()
        yield {"n": 1}

    service, caller = streaming(serve, silent, EVENTS), Caller()
    call = caller.call(service)
    await asyncio.sleep(0.01)
    assert len(service.streams) == 1
    end_streams(service)
    await asyncio.wait_for(call, 5)
    assert caller.complete
    assert caller.messages[0]["status"] == 200
    assert caller.body == b": the server goes; ask again\n\n"


async def test_streams_that_cannot_be_asked_for_again_go_on(serve: Serve) -> None:
    gate = asyncio.Event()

    async def slow() -> AsyncIterator[Any]:
        yield {"n": 1}
        await gate.wait()
        yield {"n": 2}

    service, caller = streaming(serve, slow, LINES), Caller()
    call = caller.call(service)
    await caller.hear(b'{"n":1}\n')
    end_streams(service)
    await asyncio.sleep(0.01)
    gate.set()
    await asyncio.wait_for(call, 5)
    assert caller.body == b'{"n":1}\n{"n":2}\n'
