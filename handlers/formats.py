"""The string formats of the Book contract: `isbn`, `cursor` and `continuation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from handlers.cursor import CONTINUATION, CursorCodec, Position
from handlers.isbn import is_isbn, sample_isbn
from tenon.runtime.formats import Format

__all__ = ["FORMATS", "CursorCodec", "Position", "cursor_codec", "formats", "is_isbn"]


def formats(codec: Callable[[], CursorCodec]) -> Mapping[str, Format]:
    """The formats by name; `codec` is first called when the first cursor is met."""

    def check_cursor(text: str) -> bool:
        return codec().decode(text) is not None

    def sample_cursor(random: Random) -> str:
        return codec().encode(_sample_position(random)._replace(backward=random.random() < 0.5))

    def check_continuation(text: str) -> bool:
        return codec().apart(CONTINUATION).decode(text) is not None

    def sample_continuation(random: Random) -> str:
        return codec().apart(CONTINUATION).encode(_sample_position(random))

    return {
        "isbn": Format(is_isbn, sample_isbn),
        "cursor": Format(check_cursor, sample_cursor),
        "continuation": Format(check_continuation, sample_continuation),
    }


def _sample_position(random: Random) -> Position:
    return Position(random.randrange(2**51), random.randrange(1, 2**31))


@cache
def cursor_codec() -> CursorCodec:
    """The codec that the settings name, made when first asked for."""
    from handlers.settings import Settings  # 0.2 s to import: not for tools that meet no cursor

    return CursorCodec(Settings().cursor_secret())


FORMATS = formats(cursor_codec)
