"""The embedded provider: it needs nothing, and knows nothing but the catalogue's descriptions.

It is honest about that in the first piece of every answer. With a seed, or at temperature 0, it
repeats itself while the service runs, for it learns once, when it is first asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from random import Random

from handlers.inference.grams import Grams, words
from handlers.inference.port import Prompt

PREFACE = (
    "[I am a small n-gram model of this catalogue's descriptions: "
    "I string their words together and understand none.]"
)
NOTHING_LEARNT = " The catalogue describes no books yet."

Texts = Callable[[], Awaitable[Sequence[str]]]


class Ngram:
    """A model of some texts, learnt when it is first asked."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._learning: asyncio.Task[Grams] | None = None

    async def converse(self, prompt: Prompt) -> AsyncIterator[str]:
        """The answer, word by word, after a word about itself."""
        grams = await self._learnt()
        yield PREFACE
        random = Random(prompt.seed)  # noqa: S311 - it is to be repeated, not to be secret
        said = [each.content for each in prompt.messages if each.role == "user"]
        written = 0
        for word in grams.written(words(said[-1] if said else ""), prompt.temperature, random):
            if written == prompt.max_tokens:
                return
            written += 1
            yield word
            await asyncio.sleep(0)  # others have their turn between two words
        if not written:
            yield NOTHING_LEARNT

    async def close(self) -> None:
        """Stop learning."""
        if self._learning is not None:
            self._learning.cancel()

    async def _learnt(self) -> Grams:
        """The model; all who ask meanwhile wait for the same one, and one who leaves stops none."""
        if self._learning is None or _failed(self._learning):
            self._learning = asyncio.ensure_future(self._learn())
        return await asyncio.shield(self._learning)

    async def _learn(self) -> Grams:
        return await asyncio.to_thread(Grams, await self._texts())


def _failed(task: asyncio.Task[Grams]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
