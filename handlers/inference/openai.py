"""Any server that speaks the chat completions of OpenAI, asked to stream."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any

from handlers.inference.port import Prompt
from handlers.inference.sse import events
from tenon.runtime.problem import BadGateway, Problem, ServiceUnavailable

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

_PATH = "chat/completions"
_CONNECT_SECONDS = 5.0
_DONE = "[DONE]"
_BUSY = frozenset({408, 429, 503, 504, 529})
_WAIT = re.compile(r"[0-9]{1,5}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)  # what may be logged of another's error


class OpenAI:
    """The model of one server."""

    def __init__(self, url: str, model: str, *, key: str | None, silence_s: float) -> None:
        """Ask `model` at `url`, that may be silent for so many seconds."""
        self._url = url
        self._model = model
        self._key = key
        self._silence_s = silence_s
        self._client: httpx.AsyncClient | None = None

    async def converse(self, prompt: Prompt) -> AsyncIterator[str]:
        """The answer, piece by piece; the connection is closed when the iterator is."""
        client = self._client or await self._connect()
        finished = False
        with _failures():
            async with client.stream("POST", _PATH, json=self._body(prompt)) as reply:
                _refuse(reply)
                async with aclosing(events(reply.aiter_bytes())) as told:  # type: ignore[type-var]
                    async for data in told:
                        if data == _DONE:
                            return
                        piece, ended = _read(data)
                        finished |= ended
                        if piece:
                            yield piece
        # Some servers leave out the last event, but none the reason why the answer ends.
        if not finished:
            raise BadGateway("The model's provider broke off its answer.")

    async def close(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _connect(self) -> httpx.AsyncClient:
        made = await asyncio.to_thread(self._made)  # importing takes 0.2 s, TLS some more
        self._client = self._client or made
        return self._client

    def _made(self) -> httpx.AsyncClient:
        import httpx

        headers = {"accept": "text/event-stream"}
        if self._key is not None:
            headers["authorization"] = f"Bearer {self._key}"
        timeout = httpx.Timeout(self._silence_s, connect=_CONNECT_SECONDS)
        return httpx.AsyncClient(base_url=self._url, headers=headers, timeout=timeout)

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        said = [{"role": each.role, "content": each.content} for each in prompt.messages]
        body = {
            "model": self._model,
            "messages": said,
            "max_tokens": prompt.max_tokens,
            "temperature": prompt.temperature,
            "stream": True,
        }
        return body if prompt.seed is None else body | {"seed": prompt.seed}


@contextmanager
def _failures() -> Iterator[None]:
    """Tell what goes wrong on the way as problems, without the words of others."""
    import httpx

    try:
        yield
    except (httpx.ProtocolError, httpx.DecodingError, ValueError) as error:
        log.warning("the model's provider talks nonsense: %s", type(error).__name__)
        raise BadGateway("The model's provider failed to answer.") from None
    except httpx.HTTPError as error:
        log.warning("the model's provider cannot be reached: %s", type(error).__name__)
        raise ServiceUnavailable("The model's provider does not answer.") from None


def _refuse(reply: httpx.Response) -> None:
    """Raise the problem of a reply that is no event stream."""
    if reply.status_code in _BUSY:
        log.warning("the model's provider answers %s", reply.status_code)
        wait = reply.headers.get("retry-after", "")
        headers = {"Retry-After": wait} if _WAIT.fullmatch(wait) else None
        raise ServiceUnavailable("The model's provider is too busy.", headers=headers)
    if reply.status_code != 200:
        log.error("the model's provider answers %s", reply.status_code)
        raise BadGateway("The model's provider refused to answer.")
    if not reply.headers.get("content-type", "").lower().startswith("text/event-stream"):
        raise ValueError("not an event stream")


def _read(data: str) -> tuple[str, bool]:
    """The text of an event, and whether it says that the answer ends. Raises ValueError."""
    try:
        document = json.loads(data)
        if (error := document.get("error")) is not None:
            raise _problem(error)
        if not document.get("choices"):
            return "", False  # what was used up, say
        choice = document["choices"][0]
        text = choice.get("delta", {}).get("content")
    except (AttributeError, KeyError, TypeError, RecursionError) as odd:
        raise ValueError("an event of another kind") from odd
    if not isinstance(text, str | None):
        raise ValueError("text that is none")
    return text or "", choice.get("finish_reason") is not None


def _problem(error: Any) -> Problem:
    """The problem of an error that comes instead of an answer, or within one."""
    named = error if isinstance(error, dict) else {}
    words = (str(named.get(name, "")) for name in ("type", "code"))
    kind = next((word for word in words if _WORD.fullmatch(word)), "unknown")
    log.warning("the model's provider tells an error: %s", kind)
    if "rate_limit" in kind or "overloaded" in kind or kind == "429":
        return ServiceUnavailable("The model's provider is too busy.")
    return BadGateway("The model's provider failed to answer.")
