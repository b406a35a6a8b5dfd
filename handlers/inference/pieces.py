"""The pieces of an answer on their way to the caller."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator

from tenon.runtime.problem import ServiceUnavailable
from tenon.runtime.streaming import close

_SURROGATE = re.compile("[\ud800-\udfff]")


async def paced(pieces: AsyncIterator[str], silence_s: float) -> AsyncIterator[str]:
    """The pieces; ServiceUnavailable when one takes longer than `silence_s` seconds."""
    try:
        while True:
            try:
                async with asyncio.timeout(silence_s):
                    piece = await anext(pieces, None)
            except TimeoutError:
                raise ServiceUnavailable("The model takes too long to answer.") from None
            if piece is None:
                return
            yield piece
    finally:
        await close(pieces)


async def whole(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
    """The pieces without the empty ones, none of which ends within a character.

    JSON may part a character beyond U+FFFF between two texts, as half a surrogate pair each (RFC
    8259, section 7). A half that stays alone becomes U+FFFD.
    """
    held = ""
    try:
        async for piece in pieces:
            text, held = _parted(held + piece)
            if text:
                yield text
    finally:
        await close(pieces)
    if held:
        yield "\ufffd"


def _parted(text: str) -> tuple[str, str]:
    """A text without surrogates, and the half of a pair that it ended with."""
    if not _SURROGATE.search(text):
        return text, ""
    held = text[-1] if "\ud800" <= text[-1] <= "\udbff" else ""
    rest = text[: len(text) - len(held)]
    return rest.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), held
