"""Amazon Bedrock, by `converse_stream` of boto3 (the extra `aws`).

boto3 blocks, so each step is taken in a thread. A thread that waits for the next event cannot be
cancelled: its socket is shut down under it, which ends the wait, and then closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, TypeVar

from handlers.inference.port import Message, Prompt
from tenon.runtime.problem import BadGateway, ServiceUnavailable

T = TypeVar("T")
Event = Mapping[str, Any]

log = logging.getLogger(__name__)

_THREADS = 64  # answers at a time; further ones wait
_CONNECT_SECONDS = 5
_HOTTEST = 1.0  # the highest temperature that every model of Bedrock takes
_BUSY = frozenset(
    {
        "modelnotreadyexception",
        "modeltimeoutexception",
        "serviceunavailableexception",
        "throttlingexception",
    }
)


class Bedrock:
    """One model of Bedrock. It takes no seed, so an answer cannot be repeated."""

    def __init__(
        self, model: str, *, region: str | None, url: str | None, silence_s: float
    ) -> None:
        """Ask `model`, that may be silent for so many seconds; credentials are AWS's own."""
        self._model = model
        self._region = region
        self._url = url
        self._silence_s = silence_s
        self._threads = ThreadPoolExecutor(_THREADS, "bedrock")
        self._making = Lock()
        self._client: Any = None

    async def converse(self, prompt: Prompt) -> AsyncIterator[str]:
        """The answer, piece by piece; the connection is closed when the iterator is."""
        stream = await self._open(prompt)
        ended = False
        try:
            while (event := await self._run(stream.next)) is not None:
                ended |= "messageStop" in event
                if piece := event.get("contentBlockDelta", {}).get("delta", {}).get("text"):
                    yield piece
        finally:
            self._threads.submit(stream.stop)
        if not ended:
            raise BadGateway("The model's provider broke off its answer.")

    async def close(self) -> None:
        """Wait for the threads, then close all connections."""
        await asyncio.to_thread(self._threads.shutdown)
        if self._client is not None:
            self._client.close()

    async def _open(self, prompt: Prompt) -> _Stream:
        opening = self._threads.submit(self._ask, prompt)
        try:
            return await asyncio.wrap_future(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_abandon)
            raise

    async def _run(self, step: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, step)

    def _ask(self, prompt: Prompt) -> _Stream:
        with _failures():
            reply = self._connected().converse_stream(modelId=self._model, **request(prompt))
        return _Stream(reply["stream"])

    def _connected(self) -> Any:
        with self._making:
            if self._client is None:
                self._client = self._made()
            return self._client

    def _made(self) -> Any:
        import boto3  # type: ignore[import-untyped]  # 0.5 s to import
        from botocore.config import Config  # type: ignore[import-untyped]

        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=self._silence_s,
            max_pool_connections=_THREADS,
            retries={"total_max_attempts": 2, "mode": "standard"},
        )
        session = boto3.session.Session(region_name=self._region)
        return session.client("bedrock-runtime", endpoint_url=self._url, config=config)


class _Stream:
    """The events of one answer, read by one thread at a time."""

    def __init__(self, events: Any) -> None:
        self._events = events
        self._iterator = iter(events)
        self._reading = Lock()

    def next(self) -> Event | None:
        """The next event; None after the last."""
        with self._reading, _failures():
            found: Event | None = next(self._iterator, None)
            return found

    def stop(self) -> None:
        """Close the connection, also under a thread that reads from it."""
        raw = getattr(self._events, "_raw_stream", None)
        with suppress(AttributeError, OSError, RuntimeError, ValueError):
            raw.shutdown()  # type: ignore[union-attr]  # not closed yet, but nothing comes
        with self._reading:
            self._events.close()


def request(prompt: Prompt) -> dict[str, Any]:
    """A prompt as Bedrock takes it: it begins with the user, and who speaks alternates."""
    system = [{"text": said.content} for said in prompt.messages if said.role == "system"]
    spoken = [said for said in prompt.messages if said.role != "system"]
    first = next((n for n, said in enumerate(spoken) if said.role == "user"), len(spoken))
    system += [{"text": f"You began by saying: {said.content}"} for said in spoken[:first]]
    config = {
        "maxTokens": prompt.max_tokens,
        "temperature": min(float(prompt.temperature), _HOTTEST),
    }
    asked = {"messages": _turns(spoken[first:]), "inferenceConfig": config}
    return asked | {"system": system} if system else asked


def _turns(spoken: Sequence[Message]) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for said in spoken:
        if not turns or turns[-1]["role"] != said.role:
            turns.append({"role": said.role, "content": []})
        turns[-1]["content"].append({"text": said.content})
    return turns


@contextmanager
def _failures() -> Iterator[None]:
    """Tell what goes wrong on the way as problems, without the words of others."""
    from botocore.eventstream import ParserError  # type: ignore[import-untyped]
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))[:64]
        log.warning("Bedrock answers %r", code)
        if code.lower() in _BUSY:
            raise ServiceUnavailable("The model's provider is too busy.") from None
        raise BadGateway("The model's provider refused to answer.") from None
    except BotoCoreError as error:
        log.warning("Bedrock cannot be reached: %s", type(error).__name__)
        raise ServiceUnavailable("The model's provider does not answer.") from None
    except (ParserError, HTTPError, OSError, ValueError) as error:
        log.warning("Bedrock broke off: %s", type(error).__name__)
        raise BadGateway("The model's provider broke off its answer.") from None


def _abandon(opening: Future[_Stream]) -> None:
    """Close what was opened for one who has left."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().stop()
