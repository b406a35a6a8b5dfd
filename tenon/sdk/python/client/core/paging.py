"""Pages: where the next one begins, and whether there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx

from .calls import Call
from .replies import Reply

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pages(Generic[Item]):
    """How a list is cut into pages.

    `style` is `page`, `offset` or `cursor`; `position` is the argument that says where a page
    begins, `parameter` its name in the query. `items`, `total` and `next` are fields of the body:
    the items, how many there are in all, and the cursor of the next page; None where there are
    none. Where `items` is None, the body itself is the list.
    """

    call: Call[Any]
    style: str
    position: str
    parameter: str
    items: str | None = None
    total: str | None = None
    next: str | None = None
    first: int = 1

    def walk(self, arguments: Mapping[str, Any]) -> Walk[Item]:
        """A walk from where the arguments say, or from the beginning."""
        return Walk(self, dict(arguments))


class Walk(Generic[Item]):
    """One walk through the pages of a list."""

    def __init__(self, pages: Pages[Item], arguments: dict[str, Any]) -> None:
        self._pages = pages
        self._arguments: dict[str, Any] | None = arguments
        self._seen = 0

    def next(self) -> dict[str, Any] | None:
        """The arguments for the next page; None after the last one."""
        return self._arguments

    def taken(self, answer: Any, response: httpx.Response) -> list[Item]:
        """The items of a page that came; notes where the next one begins."""
        body = answer.body if isinstance(answer, Reply) else answer
        items: list[Item] = list(body if self._pages.items is None else self._field("items", body))
        self._seen += len(items)
        position = self._following(body, items, response) if self._arguments is not None else None
        asked = self._arguments or {}
        same = position is None or position == asked.get(self._pages.position)
        self._arguments = None if same else {**asked, self._pages.position: position}
        return items

    def _field(self, role: str, body: Any) -> Any:
        name = getattr(self._pages, role)
        return None if name is None else getattr(body, name, None)

    def _following(self, body: Any, items: list[Item], response: httpx.Response) -> Any:
        """Where the next page begins; None when this one is the last."""
        linked = response.links.get("next", {}).get("url")
        if self._pages.style == "cursor":
            cursor = self._field("next", body)
            if cursor is None and linked is not None:
                return self._linked(linked)
            return cursor if isinstance(cursor, (str, int)) and cursor != "" else None
        total = self._field("total", body)
        if not items or (isinstance(total, int) and self._reached(total)):
            return None
        if "link" in response.headers and linked is None:
            return None
        asked = self._arguments or {}
        if self._pages.style == "page":
            return int(asked.get(self._pages.position) or self._pages.first) + 1
        return int(asked.get(self._pages.position) or 0) + len(items)

    def _reached(self, total: int) -> bool:
        """Whether all items were seen, of a walk from the beginning."""
        return self._seen >= total

    def _linked(self, url: str) -> str | None:
        return next(iter(parse_qs(urlsplit(url).query).get(self._pages.parameter, ())), None)
