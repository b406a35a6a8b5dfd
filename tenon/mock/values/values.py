"""Values that schemas allow: made of nothing, or of what is there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge

if TYPE_CHECKING:
    from tenon.mock.values.ladder import Ladder

_MOST_SAID = 300


@dataclass(frozen=True, slots=True)
class Made:
    """A value; `fault` says why nothing valid could be made, then the value is a best effort."""

    value: Any
    fault: str = ""


class Values:
    """Makes values for the schemas of one contract.

    The same seed, key and schema make the same value. `fill` also makes properties that an
    object need not have; `formats` are custom string formats by name; `items` is the least and the
    most that an array has whose schema does not say.
    """

    def __init__(
        self,
        schemas: Schemas,
        judge: Judge,
        formats: Mapping[str, Format] | None = None,
        *,
        seed: int = 0,
        fill: bool = True,
        items: tuple[int, int] = (1, 3),
        told: Callable[[Schema, str], None] = lambda *_: None,
    ) -> None:
        """`told` is what `tell` is handed on to."""
        self.tell = told
        self._schemas = schemas
        self._judge = judge
        self._formats = formats or {}
        self._seed = seed
        self._fill = fill
        self._items = items

    def made(
        self,
        schema: Schema,
        key: str,
        *,
        direction: Direction | None = Direction.REPLY,
        name: str = "",
        varied: bool = False,
    ) -> Made:
        """A value that the schema allows, valid as the judge has it.

        What the schema shows as example, default or constant is used first, unless the value is
        to be `varied`: then examples are only imitated, and optional alternatives are mixed.
        `name` is what the value goes by, so that its words suit it.
        """
        try:
            planned = self._ladder.planned(schema, direction)
        except (KeyError, ValueError) as error:
            return Made(None, _uncompiled(error))
        return Made(*self._ladder.made(planned, key, varied, name))

    def fitted(
        self,
        schema: Schema,
        given: Any,
        key: str,
        *,
        direction: Direction | None = Direction.REPLY,
        name: str = "",
        varied: bool = False,
    ) -> Made:
        """A value that the schema allows and that keeps what it can of a given one.

        Members that are allowed stay as they are, others are dropped, what is missing is made.
        A value that is valid already is returned itself.
        """
        try:
            if self._judge.validator(schema, direction).is_valid(given):
                return Made(given)
            planned = self._ladder.planned(schema, direction)
        except (KeyError, ValueError) as error:
            return Made(given, _uncompiled(error))
        return Made(*self._ladder.fitted(planned, key, varied, name, given))

    @cached_property
    def _ladder(self) -> Ladder:
        # What makes values is first imported when one has to be made: a mock that has examples
        # for everything starts without it.
        from tenon.mock.values.ladder import Ladder

        return Ladder(
            self._schemas, self._judge, self._formats, self._seed, self._fill, self._items
        )


def _uncompiled(error: Exception) -> str:
    return f"the schema cannot be compiled: {error}"[:_MOST_SAID]
