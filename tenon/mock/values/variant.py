"""One way to meet the schemas of a place, and what makes values that way."""

from __future__ import annotations

from typing import Any

from tenon.mock.values import arrays, constants, numbers, objects, texts
from tenon.mock.values.equality import kind_of
from tenon.mock.values.gathering import ImpossibleError
from tenon.mock.values.run import Maker, MakerOf, Plan
from tenon.mock.values.shape import Shape

_MAKERS: dict[str, MakerOf] = {
    "object": objects.Objects,
    "array": arrays.Arrays,
    "string": texts.Texts,
    "number": numbers.NumberMaker,
    "boolean": constants.Booleans,
    "null": constants.Nulls,
}


class Variant:
    """One way to meet the schemas of a place."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self.shape = shape
        self.kinds = sorted(shape.types, key=lambda kind: kind == "null")
        self._plan = plan
        self._makers: dict[str, Maker] = {}
        self.examples = [one for one in shape.examples if shape.admits(one)]

    def maker(self, kind: str) -> Maker:
        """What makes values of one of the types."""
        if kind not in self._makers:
            of = constants.Constants if self.shape.candidates is not None else _MAKERS[kind]
            self._makers[kind] = of(self._plan, self.shape)
        return self._makers[kind]

    def keeps(self, given: Any) -> bool:
        """Whether a value without members and items is as it should be this way."""
        return self.shape.admits(given) and self.maker(kind_of(given)).keeps(given)

    def likeness(self, given: Any) -> int:
        """How much of a value can be kept this way."""
        kind = kind_of(given)
        if kind not in self.shape.types:
            return -1_000
        try:
            return self.maker(kind).likeness(given)
        except ImpossibleError:
            return -1_000
