"""The sample catalogue, loaded once into a catalogue that is still empty.

Titles, authors and years are real; prices, tags, reviews and sales are made up. So are the ISBNs
that begin with 97999: they pass the check, and no agency has been given that prefix.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from handlers.store.book_columns import columns, tag_rows
from handlers.store.database import Database
from handlers.store.job_tables import sales
from handlers.store.passenger_sample import fill_passengers
from handlers.store.reviews import PUBLISHED
from handlers.store.sample_sales import made_up_sales
from handlers.store.sample_set import load_once
from handlers.store.tables import authors, book_tags, books, reviews
from handlers.store.text import name_key

DATA = Path(__file__).parent.parent / "data"
_HOUR = 3_600_000_000

Rows = list[dict[str, Any]]


async def load_sample(database: Database) -> None:
    """Fill what is empty the first time this is asked; never again, whatever was deleted since."""
    await load_once(database, "tutorial", _fill_catalogue)
    await load_once(database, "passengers", fill_passengers)


def _fill_catalogue(connection: Connection, moment: int) -> None:
    if not connection.scalar(select(func.count()).select_from(books)):
        _fill(connection, _read("authors"), _read("books"), moment)


def _fill(connection: Connection, people: Rows, volumes: Rows, moment: int) -> None:
    connection.execute(insert(authors), [_author(person, moment) for person in people])
    ids = _ids(connection, authors.c.name_key)
    # An hour apart, the last line of the file newest: pages and cursors have an order to show.
    times = range(moment - len(volumes) * _HOUR, moment, _HOUR)
    pairs = zip(volumes, times, strict=True)
    rows = [_book(book, ids[name_key(book["author_name"])], time) for book, time in pairs]
    connection.execute(insert(books), rows)
    numbers = _ids(connection, books.c.isbn13)
    numbered = [(numbers[row["isbn13"]], book) for row, book in zip(rows, volumes, strict=True)]
    tags = [row for id_, book in numbered for row in tag_rows(id_, book["tags"])]
    connection.execute(insert(book_tags), tags)
    connection.execute(insert(reviews), list(_reviews(numbered, moment)))
    connection.execute(insert(sales), list(made_up_sales(numbered)))


def _author(person: dict[str, Any], moment: int) -> dict[str, Any]:
    return person | {"name_key": name_key(person["name"])} | _new(moment)


def _book(book: dict[str, Any], author_id: int, moment: int) -> dict[str, Any]:
    stars = [review["rating"] for review in book["reviews"]]
    row = columns({name: book[name] for name in book if name not in ("price_cents", "reviews")})
    row |= {"price_cents": book["price_cents"], "author_id": author_id}
    return row | {"rating_sum": sum(stars), "review_count": len(stars)} | _new(moment)


def _reviews(numbered: Iterable[tuple[int, dict[str, Any]]], moment: int) -> Iterable[Any]:
    for book_id, book in numbered:
        for review in book["reviews"]:
            yield review | {"book_id": book_id, "status": PUBLISHED} | _new(moment)


def _new(moment: int) -> dict[str, int]:
    return {"revision": 1, "created_at": moment, "updated_at": moment}


def _ids(connection: Connection, key: Any) -> dict[str, int]:
    table = key.table
    return {name: id_ for id_, name in connection.execute(select(table.c.id, key))}


def _read(name: str) -> Rows:
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
