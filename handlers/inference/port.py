"""What every provider of a model takes and gives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was said; the role is user, assistant or system."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A conversation to go on with, oldest message first, and how."""

    messages: Sequence[Message]
    max_tokens: int
    temperature: float
    seed: int | None = None


class Provider(Protocol):
    """A model that goes on with a conversation.

    It raises BadGateway when what it stands on refuses or talks nonsense, ServiceUnavailable when
    that cannot be had now; neither tells a secret, an address or the other's own words.
    """

    def converse(self, prompt: Prompt) -> AsyncIterator[str]:
        """The answer, piece by piece; closing the iterator stops the model."""

    async def close(self) -> None:
        """Let go of connections and threads."""
