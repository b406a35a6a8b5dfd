"""Groups of operations, and the ways to call one: for a value, a stream, bytes, or all pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from typing import Any, TypeVar

import httpx

from . import replies
from .calls import Call, Download, StreamCall
from .connection import Connection, exchange, exchange_async
from .downloads import AsyncDownloaded, Downloaded
from .paging import Pages
from .streams import AsyncStream, Stream

T = TypeVar("T")
Item = TypeVar("Item")
Arguments = Mapping[str, Any]


class Group:
    """Operations that belong together, called over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class AsyncGroup:
    """Operations that belong together, awaited over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


def send(group: Group, call: Call[T], arguments: Arguments) -> T:
    """The answer to a call."""
    response = exchange(group._connection, call, arguments)  # noqa: SLF001  hidden from users
    with closing(response):
        response.read()
    return replies.read(call, response)


async def send_async(group: AsyncGroup, call: Call[T], arguments: Arguments) -> T:
    """The answer to a call."""
    response = await exchange_async(group._connection, call, arguments)  # noqa: SLF001
    try:
        await response.aread()
    finally:
        await response.aclose()
    return replies.read(call, response)


def stream(group: Group, call: StreamCall[T], arguments: Arguments) -> Stream[T]:
    """The items that answer a call; it is sent when the first one is asked for."""
    connection = group._connection  # noqa: SLF001

    def ask(more: Arguments) -> httpx.Response:
        return exchange(connection, call, {**arguments, **more}, streams=True)

    return Stream(call, ask, connection.retries)


def stream_async(group: AsyncGroup, call: StreamCall[T], arguments: Arguments) -> AsyncStream[T]:
    """The items that answer a call; it is sent when the first one is asked for."""
    connection = group._connection  # noqa: SLF001

    async def ask(more: Arguments) -> httpx.Response:
        return await exchange_async(connection, call, {**arguments, **more}, streams=True)

    return AsyncStream(call, ask, connection.retries)


def download(group: Group, call: Download, arguments: Arguments) -> Downloaded:
    """The bytes that answer a call, still to be read."""
    return Downloaded(exchange(group._connection, call, arguments))  # noqa: SLF001


async def download_async(
    group: AsyncGroup, call: Download, arguments: Arguments
) -> AsyncDownloaded:
    """The bytes that answer a call, still to be read."""
    return AsyncDownloaded(await exchange_async(group._connection, call, arguments))  # noqa: SLF001


def iterate(group: Group, pages: Pages[Item], arguments: Arguments) -> Iterator[Item]:
    """Every item of a list, asked for page by page."""
    walk = pages.walk(arguments)
    while (asked := walk.next()) is not None:
        response = exchange(group._connection, pages.call, asked)  # noqa: SLF001
        with closing(response):
            response.read()
        yield from walk.taken(replies.read(pages.call, response), response)


async def iterate_async(
    group: AsyncGroup, pages: Pages[Item], arguments: Arguments
) -> AsyncIterator[Item]:
    """Every item of a list, asked for page by page."""
    walk = pages.walk(arguments)
    while (asked := walk.next()) is not None:
        response = await exchange_async(group._connection, pages.call, asked)  # noqa: SLF001
        try:
            await response.aread()
        finally:
            await response.aclose()
        for item in walk.taken(replies.read(pages.call, response), response):
            yield item
