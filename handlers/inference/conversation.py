"""The two operations that converse, answered by the provider."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from generated.models.inference import Conversation, Delta
from handlers.inference.pieces import paced, whole
from handlers.inference.port import Message, Prompt, Provider
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event

_DONE = Event("[DONE]")


class Inference:
    """Conversations with the model of a provider."""

    def __init__(self, provider: Provider, silence_s: float) -> None:
        """Let `provider` answer, that may be silent for so many seconds."""
        self._provider = provider
        self._silence_s = silence_s

    async def converse(
        self, body: Conversation, *, principal: Principal
    ) -> AsyncIterator[Delta | Event]:
        """The answer as events, the last of which says that it is whole."""
        async with aclosing(self._pieces(body)) as pieces:
            async for piece in pieces:
                yield Delta(text=piece)
        yield _DONE

    async def converse_in_lines(
        self, body: Conversation, *, principal: Principal
    ) -> AsyncIterator[Delta]:
        """The answer as lines."""
        async with aclosing(self._pieces(body)) as pieces:
            async for piece in pieces:
                yield Delta(text=piece)

    def _pieces(self, body: Conversation) -> AsyncGenerator[str]:
        prompt = Prompt(
            [Message(said.role, said.content) for said in body.messages],
            max_tokens=body.max_tokens,
            temperature=body.temperature,
            seed=body.seed,
        )
        return whole(paced(self._provider.converse(prompt), self._silence_s))
