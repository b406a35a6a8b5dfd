"""What reports tell, read from one snapshot; money in cents throughout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from handlers.store.job_tables import sales
from handlers.store.tables import authors, books

MOST_ROWS = 10_000

Document = dict[str, Any]
Make = Callable[[Connection, Mapping[str, Any]], Document]

_GROUPS: Mapping[str, ColumnElement[Any]] = {"genre": books.c.genre, "status": books.c.status}
_SOLD_GROUPS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "month": [func.substr(sales.c.sold_on, 1, 7)],
    "genre": [sales.c.genre],
    "book": [sales.c.title, sales.c.book_id],  # two books may have one title
}


def inventory(connection: Connection, asked: Mapping[str, Any]) -> Document:
    """What the catalogue holds of each group: `group_by` genre or status."""
    group = _GROUPS[asked.get("group_by", "genre")]
    figures = select(group, func.count(), func.sum(books.c.price_cents))
    rows = [
        {"group": name, "books": count, "value": int(cents)}
        for name, count, cents in connection.execute(figures.group_by(group).order_by(group))
    ]
    return {
        "rows": rows,
        "books": sum(row["books"] for row in rows),
        "value": sum(row["value"] for row in rows),
    }


def sold(connection: Connection, asked: Mapping[str, Any]) -> Document:
    """What was sold from `first_day` to `last_day`, both included, by month, genre or book."""
    first, last = str(asked["first_day"]), str(asked["last_day"])
    groups = _SOLD_GROUPS[asked.get("group_by", "month")]
    period = (sales.c.sold_on >= first, sales.c.sold_on <= last)
    figures = _sums(select(groups[0])).where(*period).group_by(*groups).order_by(*groups)
    rows = [
        {"group": name, "copies": int(copies), "amount": int(cents)}
        for name, copies, cents in connection.execute(figures.limit(MOST_ROWS + 1))
    ]
    copies, cents = connection.execute(_sums(select()).where(*period)).one()
    return {
        "first_day": first,
        "last_day": last,
        "rows": rows[:MOST_ROWS],
        "truncated": len(rows) > MOST_ROWS,
        "copies": int(copies or 0),
        "amount": int(cents or 0),
    }


def popular(connection: Connection, asked: Mapping[str, Any]) -> Document:
    """The books that are liked best, by rating, number of reviews or sales."""
    copies = func.coalesce(_COPIES.c.copies, 0)
    mean = 1.0 * books.c.rating_sum / func.nullif(books.c.review_count, 0)
    orders = {
        "rating": [mean.desc().nulls_last(), books.c.review_count.desc()],
        "reviews": [books.c.review_count.desc(), mean.desc().nulls_last()],
        "sales": [copies.desc(), books.c.review_count.desc()],
    }
    figures = (
        select(
            books.c.id,
            books.c.title,
            authors.c.name,
            books.c.rating_sum,
            books.c.review_count,
            copies,
        )
        .select_from(books.join(authors).outerjoin(_COPIES, _COPIES.c.book_id == books.c.id))
        .order_by(*orders[asked.get("by", "rating")], books.c.id)
        .limit(asked.get("limit", 10))
    )
    found = enumerate(connection.execute(figures), 1)
    return {"rows": [_popular(rank, row) for rank, row in found]}


def _popular(rank: int, row: Any) -> dict[str, Any]:
    book_id, title, author_name, stars, count, copies = row
    return {
        "rank": rank,
        "book_id": book_id,
        "title": title,
        "author_name": author_name,
        "average_rating": round(stars / count, 2) if count else None,
        "review_count": count,
        "copies": int(copies),
    }


def _sums(statement: Select[Any]) -> Select[Any]:
    return statement.add_columns(func.sum(sales.c.copies), func.sum(sales.c.amount_cents))


_COPIES = (
    select(sales.c.book_id, func.sum(sales.c.copies).label("copies"))
    .group_by(sales.c.book_id)
    .subquery()
)

MAKERS: Mapping[str, Make] = {"inventory": inventory, "sales": sold, "popular": popular}
