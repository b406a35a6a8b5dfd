"""Sales of the sample books, made up: the same in every new catalogue, none of them real."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

_FIRST_DAY, _DAYS = date(2025, 1, 1), 365
_MOST_SALES, _MOST_COPIES = 8, 4
_DISCOUNTS = (100, 100, 100, 90, 75)  # per cent of the price


def made_up_sales(numbered: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Rows for `sales`: some for each book, over the year 2025."""
    source = random.Random(2025)  # noqa: S311 - the same every time is the point
    for book_id, book in numbered:
        for _ in range(source.randrange(_MOST_SALES + 1)):
            copies = source.randint(1, _MOST_COPIES)
            each = book["price_cents"] * source.choice(_DISCOUNTS) // 100
            yield {
                "book_id": book_id,
                "title": book["title"],
                "genre": book["genre"],
                "sold_on": (_FIRST_DAY + timedelta(source.randrange(_DAYS))).isoformat(),
                "copies": copies,
                "amount_cents": copies * each,
            }
