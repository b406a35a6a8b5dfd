"""What only admins see of a book: kept beside it, counted exactly, shown nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from handlers.store import BookDraft, BookFilters, BookSort, Entry, MissingError, StaleError, Store
from handlers.store.money import percent

Draft = Callable[..., BookDraft]


@pytest.mark.parametrize(
    ("price", "cost", "margin", "share"),
    [
        ("39.99", "22.50", "17.49", 43.74),
        ("10.00", "0", "10.00", 100.0),
        ("10.00", "10.00", "0.00", 0.0),
        ("10.00", "12.34", "-2.34", -23.4),
        ("0", "0", "0.00", None),
        ("0", "5.00", "-5.00", None),
        ("0.01", "99999.99", "-99999.98", -999_999_800.0),
        ("99999.99", "0.01", "99999.98", 100.0),
        ("0.10", "0.07", "0.03", 30.0),
        ("80.00", "79.99", "0.01", 0.01),
        ("80.00", "80.01", "-0.01", -0.01),
        ("12.00", None, None, None),
        ("0", None, None, None),
    ],
)
async def test_the_margin_is_exact(
    store: Store,
    draft: Draft,
    price: str,
    cost: str | None,
    margin: str | None,
    share: float | None,
) -> None:
    book = await store.books.add(draft(price=Decimal(price)), by="ann")
    fields = (await _replace(store, book.id, cost=cost)).fields
    assert fields["cost"] == (None if cost is None else Decimal(cost))
    assert fields["margin"] == (None if margin is None else Decimal(margin))
    assert fields["margin_percent"] == share


def test_a_share_is_rounded_half_away_from_zero() -> None:
    assert percent(1, 800) == 0.13  # 0.125
    assert percent(-1, 800) == -0.13
    assert percent(1, 3) == 33.33
    assert percent(2, 3) == 66.67


async def test_a_book_begins_without_notes_and_cost(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    found = await store.admin_books.get(book.id)
    assert found is not None
    assert found.fields == book.fields | {
        "internal_notes": None,
        "cost": None,
        "margin": None,
        "margin_percent": None,
    }
    assert await store.admin_books.get(99) is None


async def test_a_change_leaves_what_it_does_not_name(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    await store.admin_books.change(book.id, {"internal_notes": "a"}, by="boss")
    both = await store.admin_books.change(book.id, {"cost": Decimal("1.50")}, by="boss")
    assert (both.fields["internal_notes"], both.fields["cost"]) == ("a", Decimal("1.50"))
    cleared = await store.admin_books.change(book.id, {"cost": None}, by="boss")
    assert (cleared.fields["internal_notes"], cleared.fields["cost"]) == ("a", None)
    replaced = await _replace(store, book.id, cost="2")
    assert (replaced.fields["internal_notes"], replaced.fields["cost"]) == (None, Decimal(2))
    with pytest.raises(MissingError):
        await store.admin_books.change(99, {"cost": None}, by="boss")


async def test_the_revision_moves_with_the_book_and_with_what_is_beside_it(
    store: Store, draft: Draft
) -> None:
    book = await store.books.add(draft(), by="ann")
    seen = [await _revision(store, book.id)]
    await store.admin_books.change(book.id, {"cost": Decimal(1)}, by="boss")
    seen.append(await _revision(store, book.id))
    await store.books.change(book.id, {"price": Decimal(2)}, by="ann")
    seen.append(await _revision(store, book.id))
    await store.admin_books.change(book.id, {"cost": Decimal(2)}, by="boss")
    seen.append(await _revision(store, book.id))
    assert len(set(seen)) == 4
    for stale in seen[:3]:
        with pytest.raises(StaleError):
            await store.admin_books.change(book.id, {"cost": None}, by="boss", if_match={stale})
    await store.admin_books.change(book.id, {"cost": None}, by="boss", if_match={seen[3]})


async def test_the_public_book_and_its_revision_tell_nothing(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    await store.admin_books.change(book.id, {"internal_notes": "secret"}, by="boss")
    await store.admin_books.change(book.id, {"cost": Decimal(1)}, by="boss")
    assert await store.books.get(book.id) == book
    (listed,) = (await store.books.page(BookFilters(), BookSort(), 1, 20)).rows
    streamed = [row async for row in store.books.stream(BookFilters())]
    assert streamed == [book.fields]
    assert listed.items() <= book.fields.items()


async def test_of_racing_changes_with_one_revision_exactly_one_wins(
    store: Store, draft: Draft
) -> None:
    book = await store.books.add(draft(), by="ann")
    revision = await _revision(store, book.id)
    outcomes = await asyncio.gather(
        *(
            store.admin_books.change(
                book.id, {"internal_notes": f"{i}"}, by="boss", if_match={revision}
            )
            for i in range(10)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(Entry) == 1
    assert [type(outcome) for outcome in outcomes].count(StaleError) == 9


async def test_a_deleted_book_takes_its_notes_along(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    await store.admin_books.change(book.id, {"internal_notes": "secret"}, by="boss")
    await store.books.delete(book.id, by="ann")
    assert await store.admin_books.get(book.id) is None


async def _replace(store: Store, book_id: int, **fields: Any) -> Entry:
    cost = fields.get("cost")
    return await store.admin_books.replace(
        book_id,
        internal_notes=fields.get("internal_notes"),
        cost=None if cost is None else Decimal(cost),
        by="boss",
    )


async def _revision(store: Store, book_id: int) -> str:
    found = await store.admin_books.get(book_id)
    assert found is not None
    return found.revision
