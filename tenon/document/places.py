"""Where the nodes of a bundle stand in the files it was made of, found when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.document.reference import Target
from tenon.finding import Place


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
    """A pointer with the keys that lowering renamed (`x-itemSchema`) as the author wrote them."""
    if "/x-" not in below:
        return below
    value, written = pointer.resolve(root, start), ""
    for token in pointer.tokens(below):
        name = token
        if isinstance(value, dict) and token not in value and token.removeprefix("x-") in value:
            name = token.removeprefix("x-")
        written = pointer.join(written, name)
        try:
            value = pointer.resolve(value, pointer.join("", name))
        except KeyError:
            value = None
    return written
