"""Numbered pages: their envelope, and the links between them (RFC 8288)."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode

from handlers.store import Page
from tenon.runtime.model import Model

P = TypeVar("P", bound=Model)


def page_of(kind: type[P], item: type[Model], found: Page, page: int, per_page: int) -> P:
    """A page document: its items, and where it stands among the others."""
    items = {"items": [item.trusted(row) for row in found.rows]}
    return kind.trusted(items | standing(found.total, page, per_page))


def standing(total: int, page: int, per_page: int) -> dict[str, int | bool]:
    """Where a page stands among the others."""
    total_pages = pages_in(total, per_page)
    return {
        "total": total,
        "page": page,
        "per_page": per_page,
        "total_pages": total_pages,
        "has_next": page < total_pages,
        "has_prev": page > 1,
    }


def links(path: str, query: Model, page: int, per_page: int, total: int) -> str:
    """The `Link` header of a page: first, prev, next and last, keeping what else was asked."""
    last = max(pages_in(total, per_page), 1)
    start = f"<{path}?{_kept(query)}page="
    pages = (("first", 1), ("prev", min(page - 1, last)), ("next", page + 1), ("last", last))
    return ", ".join(
        [f'{start}{number}>; rel="{rel}"' for rel, number in pages if 1 <= number <= last]
    )


def _kept(query: Model) -> str:
    """What else was asked, as the beginning of a query."""
    said = query.model_fields_set - {"page"}
    if not said:
        return ""
    asked = [(name, value) for name, value in vars(query).items() if name in said]
    return urlencode(asked, doseq=True) + "&"


def pages_in(total: int, per_page: int) -> int:
    """How many pages hold so many items."""
    return -(-total // per_page)
