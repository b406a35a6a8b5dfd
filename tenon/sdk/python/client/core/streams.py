"""Streams: typed items as they come, resumed where the contract lets them be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import closing, suppress
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx

from . import values
from .calls import StreamCall
from .decoding import DONE, Event, Events, Lines
from .errors import StreamFailed, UnexpectedReply
from .retries import Retries

T = TypeVar("T")


class _Reading(Generic[T]):
    """What both kinds of stream know of where they are."""

    def __init__(self, call: StreamCall[T], retries: Retries) -> None:
        self._call = call
        self._retries = retries
        self._decoder: Events | Lines = Lines()
        self._failures = 0
        self.done = False
        self.last_event_id: str | None = None
        """The id of the last event that had one; a later call may resume after it."""

    def _opened(self, response: httpx.Response) -> None:
        events = response.headers.get("content-type", "").startswith("text/event-stream")
        self._decoder = Events() if events else Lines()

    def _items(self, events: Iterator[Event]) -> Iterator[T]:
        for event in events:
            if event.data == DONE:
                self.done = True
                return
            item = self._item(event)
            self._failures = 0
            if event.id is not None:
                self.last_event_id = event.id
            yield item

    def _item(self, event: Event) -> T:
        if event.name == "error":
            self.done = True
            raise StreamFailed(_problem(event.data))
        try:
            item: T = _read(self._call.item, event.data)
        except ValueError as error:
            raise UnexpectedReply(f"an item of {self._call.id}: {error}") from error
        return item

    def _resumption(self, failure: httpx.TransportError) -> float:
        """The seconds to wait before resuming. Raises the failure where that cannot be."""
        self._failures += 1
        can = self._call.resumption_argument is not None and self.last_event_id is not None
        wait = self._retries.after_failure(self._failures, can)
        if wait is None:
            raise failure
        asked = self._decoder.retry_s if isinstance(self._decoder, Events) else None
        return wait if asked is None else min(asked, self._retries.longest_s)

    def _more(self) -> Mapping[str, Any]:
        argument = self._call.resumption_argument
        known = argument is not None and self.last_event_id is not None
        return {str(argument): self.last_event_id} if known else {}


def _read(type_: Any, data: str) -> Any:
    """An item; of texts, also one that is sent as it is."""
    try:
        return values.from_json(type_, data)
    except ValueError:
        if type_ is str:
            return data
        raise


def _problem(data: str) -> Any:
    try:
        return values.from_json(Any, data)
    except ValueError:
        return data


class Stream(_Reading[T]):
    """Items of a reply as they come. Leaving a `with` block ends it early."""

    def __init__(
        self,
        call: StreamCall[T],
        ask: Callable[[Mapping[str, Any]], httpx.Response],
        retries: Retries,
    ) -> None:
        super().__init__(call, retries)
        self._ask = ask
        self._walk = self._run()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._walk)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the stream."""
        self._walk.close()

    def _run(self) -> Generator[T, None, None]:
        while True:
            try:
                yield from self._once()
            except httpx.TransportError as failure:
                time.sleep(self._resumption(failure))
            else:
                return

    def _once(self) -> Generator[T, None, None]:
        with closing(self._ask(self._more())) as response:
            self._opened(response)
            for data in response.iter_bytes():
                yield from self._items(self._decoder.feed(data))
                if self.done:
                    return
            yield from self._items(self._decoder.end())


class AsyncStream(_Reading[T]):
    """Items of a reply as they come. Leaving an `async with` block ends it early."""

    def __init__(
        self,
        call: StreamCall[T],
        ask: Callable[[Mapping[str, Any]], Awaitable[httpx.Response]],
        retries: Retries,
    ) -> None:
        super().__init__(call, retries)
        self._ask = ask
        self._walk = self._run()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return await anext(self._walk)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Leave the stream."""
        with suppress(RuntimeError):  # it is being read elsewhere, and closed there
            await self._walk.aclose()

    async def _run(self) -> AsyncGenerator[T, None]:
        while True:
            inner = self._once()
            try:
                async for item in inner:
                    yield item
            except httpx.TransportError as failure:
                await asyncio.sleep(self._resumption(failure))
            else:
                return
            finally:
                await inner.aclose()

    async def _once(self) -> AsyncGenerator[T, None]:
        response = await self._ask(self._more())
        try:
            self._opened(response)
            async for data in response.aiter_bytes():
                for item in self._items(self._decoder.feed(data)):
                    yield item
                if self.done:
                    return
            for item in self._items(self._decoder.end()):
                yield item
        finally:
            await response.aclose()
