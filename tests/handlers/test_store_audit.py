"""Who did what: there with every change, absent with every failure, and only ever added to."""

from __future__ import annotations

import ast
import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.store import (
    Answer,
    AuditFilters,
    AuthorDraft,
    BookDraft,
    Entry,
    Fresh,
    HasBooksError,
    LostClaimError,
    MissingError,
    NotYoursError,
    Receipt,
    ReviewDraft,
    StaleError,
    Store,
    TakenError,
)

ROOT = Path(__file__).parents[2]
ISBN = "9780306406157"
NASTY = 'x\'); DROP TABLE audit;--\r\n{"by":"root"}\t\x1b[31m%s${jndi}'

Draft = Callable[..., BookDraft]
Told = tuple[str, str, str, str]


async def test_every_change_is_told_with_who_and_what(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(author_name="A"), by="user:1")
    await store.books.change(book.id, {"title": "x", "author_name": "B"}, by="user:2")
    await store.books.replace(book.id, draft(author_name="B"), by="user:3")
    many = await store.books.add_many(
        [draft(isbn=ISBN, author_name="B"), draft(isbn=ISBN), draft(author_name="B")], by="user:4"
    )
    author = await store.authors.add(AuthorDraft(name="C"), by="key:ci")
    await store.authors.change(author.id, {"bio": "x"}, by="key:ci")
    await store.authors.replace(author.id, AuthorDraft(name="D"), by="key:ci")
    await store.authors.delete(author.id, by="key:ci")
    review = await store.reviews.add(book.id, ReviewDraft(rating=5), by="u", reviewer="U")
    await store.reviews.change(review.id, {"rating": 4}, by="u")
    await store.moderation.decide(review.id, "hidden", "Because.", by="mod")
    await store.reviews.delete(review.id, by="u")
    await store.admin_books.replace(book.id, internal_notes="x", cost=None, by="boss")
    await store.admin_books.change(book.id, {"cost": None}, by="boss")
    added = [outcome.id for outcome in many if isinstance(outcome, Entry)]
    await store.books.delete_many([99, *added[::-1]], by="user:5")
    await store.books.delete(book.id, by="user:6")
    assert await _told(store) == [
        ("user:1", "createAuthor", "author", "1"),
        ("user:1", "createBook", "book", "1"),
        ("user:2", "createAuthor", "author", "2"),
        ("user:2", "changeBook", "book", "1"),
        ("user:3", "replaceBook", "book", "1"),
        ("user:4", "createBooks", "book", "2"),
        ("user:4", "createBooks", "book", "3"),
        ("key:ci", "createAuthor", "author", "3"),
        ("key:ci", "changeAuthor", "author", "3"),
        ("key:ci", "replaceAuthor", "author", "3"),
        ("key:ci", "deleteAuthor", "author", "3"),
        ("u", "createReview", "review", "1"),
        ("u", "changeReview", "review", "1"),
        ("mod", "moderateReview", "review", "1"),
        ("u", "deleteReview", "review", "1"),
        ("boss", "replaceAdminBook", "book", "1"),
        ("boss", "changeAdminBook", "book", "1"),
        ("user:5", "deleteBooks", "book", "3"),
        ("user:5", "deleteBooks", "book", "2"),
        ("user:6", "deleteBook", "book", "1"),
    ]


async def test_what_is_refused_is_not_told(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(isbn=ISBN), by="ann")
    review = await store.reviews.add(book.id, ReviewDraft(rating=5), by="ann", reviewer="Ann")
    before = await _told(store)
    author_id, stale = book.fields["author_id"], {"0"}
    refused: list[tuple[type[Exception], Any]] = [
        (TakenError, store.books.add(draft(isbn=ISBN, author_name="New"), by="eve")),
        (MissingError, store.books.change(99, {"title": "x"}, by="eve")),
        (StaleError, store.books.delete(book.id, by="eve", if_match=stale)),
        (TakenError, store.authors.add(AuthorDraft(name="frank herbert"), by="eve")),
        (HasBooksError, store.authors.delete(author_id, by="eve")),
        (NotYoursError, store.reviews.delete(review.id, by="eve")),
        (TakenError, store.reviews.add(book.id, ReviewDraft(rating=1), by="ann", reviewer="A")),
        (MissingError, store.moderation.decide(99, "hidden", None, by="eve")),
        (StaleError, store.admin_books.change(book.id, {"cost": None}, by="eve", if_match=stale)),
    ]
    for kind, write in refused:
        with pytest.raises(kind):
            await write
    await store.books.delete_many([98, 99], by="eve")
    assert await _told(store) == before


async def test_a_write_that_fails_at_its_end_is_not_told(store: Store, draft: Draft) -> None:
    """The receipt is written after the record: when it fails, both are gone."""
    lost = Receipt(Fresh("createBook", "never claimed", 1), lambda _: Answer(201, {}, b""))
    with pytest.raises(LostClaimError):
        await store.books.add(draft(), by="ann", receipt=lost)
    assert await _told(store) == []


async def test_a_process_that_dies_before_its_commit_tells_nothing(url: str, draft: Draft) -> None:
    code = f"""
import asyncio, os, signal
from decimal import Decimal
from handlers.store import BookDraft, Receipt, Fresh, Store
def die(entry):
    os.kill(os.getpid(), signal.SIGKILL)
async def main():
    store = Store({url!r})
    await store.open()
    draft = BookDraft(title="T", author_name="A", isbn={ISBN!r}, price=Decimal(1), genre="fiction")
    await store.books.add(draft, by="ann")
    other = BookDraft(title="T", author_name="A", isbn="9780441172719", price=Decimal(1), genre="x")
    await store.books.add(other, by="ann", receipt=Receipt(Fresh("o", "k", 1), die))
asyncio.run(main())
"""
    command = [sys.executable, "-c", code]
    died = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, timeout=60)
    assert died.returncode == -signal.SIGKILL
    store = Store(url)
    await store.open()
    assert [target for _, _, _, target in await _told(store)] == ["1", "1"]
    assert await store.books.get(2) is None
    await store.close()


async def test_records_keep_any_text_as_it_is(store: Store, draft: Draft) -> None:
    await store.books.add(draft(), by=NASTY)
    await store.books.add(draft(), by="ann")
    told = await _told(store, by=NASTY)
    assert {by for by, *_ in told} == {NASTY}
    assert len(told) == 2
    assert await _told(store, by="x' OR '1'='1") == []
    assert await _told(store, by="%") == []
    assert len(await _told(store)) == 3


async def test_records_are_found_by_each_filter(store: Store, draft: Draft) -> None:
    for by in ("ann", "bob"):
        book = await store.books.add(draft(), by=by)
        await store.books.change(book.id, {"title": "x"}, by=by)
    everything = await _told(store)
    assert len(everything) == 5
    assert await _told(store, by="bob") == everything[3:]
    assert await _told(store, by="Bob") == []
    assert await _told(store, action="changeBook") == [everything[2], everything[4]]
    assert await _told(store, kind="author") == everything[:1]
    assert await _told(store, kind="book", target="2") == everything[3:]
    assert await _told(store, target="1") == everything[:3]
    assert await _told(store, by="ann", target="2") == []


async def test_the_bounds_of_time_are_inclusive(store: Store, draft: Draft) -> None:
    for _ in range(3):
        await store.books.add(draft(), by="ann")
        await asyncio.sleep(0.002)  # so that no two are of one moment
    rows = (await store.audit.page(AuditFilters(action="createBook"), None, 9)).rows
    first, second, third = [row["at"] for row in rows[::-1]]
    moment = timedelta(microseconds=1)

    async def targets(after: datetime | None, before: datetime | None) -> list[str]:
        told = await _told(store, action="createBook", after=after, before=before)
        return [target for *_, target in told]

    assert await targets(second, None) == ["2", "3"]
    assert await targets(second + moment, None) == ["3"]
    assert await targets(None, second) == ["1", "2"]
    assert await targets(None, second - moment) == ["1"]
    assert await targets(first, third) == ["1", "2", "3"]
    assert await targets(third, first) == []
    assert await targets(datetime.min.replace(tzinfo=UTC), None) == ["1", "2", "3"]
    assert await targets(None, datetime.max.replace(tzinfo=UTC)) == ["1", "2", "3"]


async def test_pages_follow_each_other_while_more_is_done(store: Store, draft: Draft) -> None:
    await store.books.add_many([draft() for _ in range(7)], by="ann")  # of one moment
    walked: list[str] = []
    at, filters = None, AuditFilters(kind="book")
    while True:
        page = await store.audit.page(filters, at, 3)
        walked += [row["target"] for row in page.rows]
        await store.books.add(draft(), by="ann")
        if page.next is None:
            break
        at = page.next
    assert walked == ["7", "6", "5", "4", "3", "2", "1"]


def test_nothing_changes_or_deletes_a_record() -> None:
    """Records have no other verb than insert, and no other writer than `record`."""
    using = {
        path.name
        for path in (ROOT / "handlers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module == "handlers.store.audit_tables"
    }
    assert using == {"audit.py", "audit_log.py"}
    for name in using:
        source = (ROOT / "handlers" / "store" / name).read_text()
        assert "update(" not in source
        assert "delete(" not in source


async def _told(store: Store, **filters: Any) -> list[Told]:
    """The matching records, oldest first."""
    page = await store.audit.page(AuditFilters(**filters), None, 100)
    rows = page.rows[::-1]
    return [(row["by"], row["action"], row["kind"], row["target"]) for row in rows]
