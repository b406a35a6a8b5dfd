"""Where the nodes of a bundle stand in the files it was made of, found when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.document.raise_30 import ANNOTATIONS
from tenon.document.reference import Target
from tenon.finding import Place

_RENAMED = ("/x-", "/examples/0", "/anyOf/0")


class Places(Mapping[str, Place]):
    """The place of every node of a bundle, by JSON Pointer.

    `origins` maps the pointers at which something was brought in to where it came from; all
    below them stands where it stood there. A path item that was brought in (`inlined`) stands
    where its path does. A node that no file holds, such as one made by
    raising from OpenAPI 3.0, stands where the nearest node around it does.
    """

    def __init__(
        self, document: Any, origins: Mapping[str, Target], inlined: frozenset[str] = frozenset()
    ) -> None:
        self._document = document
        self._origins = origins
        self._inlined = inlined

    def __getitem__(self, at: str) -> Place:
        prefix = at.rpartition("/")[0] if at in self._inlined else at
        while prefix not in self._origins:
            prefix = prefix.rpartition("/")[0]
        source, start = self._origins[prefix]
        below = at[len(prefix) :]
        return source.place(start + _as_written(source.value, start, below))

    def __iter__(self) -> Iterator[str]:
        stack: list[tuple[str, Any]] = [("", self._document)]
        while stack:
            at, value = stack.pop()
            yield at
            if isinstance(value, dict):
                stack += [(pointer.join(at, key), item) for key, item in value.items()]
            elif isinstance(value, list):
                stack += [(pointer.join(at, index), item) for index, item in enumerate(value)]

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _as_written(root: Any, start: str, below: str) -> str:
    """A pointer with the keys that lowering and raising renamed as the author wrote them.

    Lowering makes `x-itemSchema` of `itemSchema`; raising from OpenAPI 3.0 makes `examples/0` of
    `example`, and puts what is nullable into the first branch of an `anyOf`.
    """
    if not any(renamed in below for renamed in _RENAMED):
        return below
    value, written, left = pointer.resolve(root, start), "", pointer.tokens(below)
    while left:
        used, names = _step(value, left)
        left = left[used:]
        written = pointer.join(written, *names)
        try:
            value = pointer.resolve(value, pointer.join("", *names))
        except KeyError:
            value = None
    return written


def _step(value: Any, left: list[str]) -> tuple[int, tuple[str, ...]]:
    """How many tokens the next key of the author stands for, and that key."""
    first = left[0]
    if isinstance(value, dict) and first not in value:
        plain = first.removeprefix("x-")
        if plain in value:
            return 1, (plain,)
        if left[:2] == ["examples", "0"] and "example" in value:
            return 2, ("example",)
        if left[:2] == ["anyOf", "0"] and value.get("nullable") is True:
            return 2, ("allOf", "0") if _is_one_of_all(value) else ()
    return 1, (first,)


def _is_one_of_all(value: dict[str, Any]) -> bool:
    """Whether a nullable schema judges by nothing but a single member of its `allOf`."""
    judging = [k for k in value if k not in ANNOTATIONS and not k.startswith("x-")]
    listed = value.get("allOf")
    return (
        sorted(judging) == ["allOf", "nullable"] and isinstance(listed, list) and len(listed) == 1
    )
