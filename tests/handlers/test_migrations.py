"""What was written before a migration is there after it."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from handlers.store import ReviewDraft, Store
from handlers.store.database import database
from handlers.store.migration import SCRIPTS

OLD = """
INSERT INTO authors (id, name, name_key, revision, created_at, updated_at)
VALUES (1, 'A', 'a', 1, 1, 1);
INSERT INTO books (id, title, title_key, author_id, isbn, isbn13, genre, price_cents, tags,
                   status, rating_sum, review_count, revision, created_at, updated_at)
VALUES (1, 'B', 'b', 1, '9780306406157', '9780306406157', 'fiction', 1, '',
        'available', 7, 2, 3, 1, 1);
INSERT INTO reviews (book_id, rating, title, reviewer_name, revision, created_at, updated_at)
VALUES (1, 5, 'Good', 'Mei Lin', 1, 1, 1), (1, 2, NULL, 'Mei Lin', 1, 2, 2),
       (1, 3, NULL, 'Gone', 1, 3, 3);
DELETE FROM reviews WHERE rating = 3
"""


async def test_reviews_from_before_reviewers_were_known_stay(empty_url: str) -> None:
    opened = database(empty_url)
    await opened.open()
    await opened.transact(_upgrade, "0003")
    await opened.transact(_fill)
    await opened.close()
    store = Store(empty_url)
    await store.open()
    rows = (await store.reviews.page(1, 1, 20)).rows
    assert [(row["id"], row["rating"], row["reviewer"], row["title"]) for row in rows] == [
        (2, 2, "Mei Lin", None),
        (1, 5, "Mei Lin", "Good"),
    ]
    assert {(row["status"], row["reason"]) for row in rows} == {("published", None)}
    book = await store.books.get(1)
    assert book is not None
    assert (book.fields["average_rating"], book.fields["review_count"]) == (3.5, 2)
    new = await store.reviews.add(1, ReviewDraft(rating=5), by="user:1", reviewer="Mei Lin")
    assert new.id == 4, "the id of a deleted review was given again"
    await store.reviews.delete(1, by="mod", moderates=True)
    await store.close()


async def test_every_script_can_be_taken_back(empty_url: str) -> None:
    opened = database(empty_url)
    await opened.open()
    await opened.transact(_upgrade, "0001")
    first = await opened.scan(_names)
    await opened.transact(_upgrade, "0004")
    await opened.transact(_downgrade, "0001")
    assert await opened.scan(_names) == first
    await opened.close()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, to: str) -> None:
    command.upgrade(_config(connection), to)


def _downgrade(connection: Connection, to: str) -> None:
    command.downgrade(_config(connection), to)


def _fill(connection: Connection) -> None:
    for statement in OLD.split(";"):
        connection.execute(text(statement))


def _names(connection: Connection) -> list[str]:
    """Tables, columns and indexes, as one sorted list."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        return sorted(f"{name}: {' '.join(str(sql).split())}" for name, sql in rows)
    columns = "SELECT table_name, column_name FROM information_schema.columns"
    indexes = "SELECT indexname, indexdef FROM pg_indexes"
    asked = (f"{query} WHERE {{}} = 'public'" for query in (columns, indexes))
    schemas = ("table_schema", "schemaname")
    found = [
        f"{row[0]}: {row[1]}"
        for query, schema in zip(asked, schemas, strict=True)
        for row in connection.execute(text(query.format(schema)))
    ]
    return sorted(found)
