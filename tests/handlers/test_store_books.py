from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.store import (
    BookDraft,
    BookFilters,
    BookSort,
    MissingError,
    ReviewDraft,
    StaleError,
    Store,
    TakenError,
)

Draft = Callable[..., BookDraft]


async def test_an_added_book_reads_back_with_all_its_fields(store: Store, draft: Draft) -> None:
    before = datetime.now(UTC)
    added = await store.books.add(
        draft(
            isbn="9780441172719",
            price=Decimal("19.9"),
            published_year=1965,
            description="Spice.",
            tags=["Desert", "  far   Future ", "desert"],
            status="reserved",
        ),
        by="ann",
    )
    read = await store.books.get(added.id)

    assert read == added
    created_at = added.fields["created_at"]
    assert before - timedelta(seconds=1) < created_at < datetime.now(UTC) + timedelta(seconds=1)
    assert added.fields == {
        "id": 1,
        "title": "Dune",
        "author_id": 1,
        "author_name": "Frank Herbert",
        "isbn": "9780441172719",
        "genre": "science_fiction",
        "published_year": 1965,
        "price": Decimal("19.90"),
        "description": "Spice.",
        "tags": ["desert", "far future"],
        "status": "reserved",
        "created_at": created_at,
        "updated_at": created_at,
        "average_rating": None,
        "review_count": 0,
        "cover_url": None,
    }
    assert added.etag == '"1"'


async def test_a_list_shows_the_summary_fields(store: Store, draft: Draft) -> None:
    await store.books.add(draft(), by="ann")
    page = await store.books.page(BookFilters(), BookSort(), 1, 20)
    assert list(page.rows[0]) == [
        "id",
        "title",
        "author_id",
        "author_name",
        "isbn",
        "genre",
        "published_year",
        "price",
        "tags",
        "status",
        "created_at",
    ]


@pytest.mark.parametrize(
    "price", ["0", "0.01", "0.07", "0.1", "0.29", "1.10", "19.99", "4.35", "99999.99"]
)
async def test_a_price_is_kept_exactly(store: Store, draft: Draft, price: str) -> None:
    added = await store.books.add(draft(price=Decimal(price)), by="ann")
    assert added.fields["price"] == Decimal(price)


async def test_a_book_that_is_not_there_is_none(store: Store) -> None:
    assert await store.books.get(9_007_199_254_740_991) is None


async def test_any_text_is_kept_as_it_was_given(store: Store, draft: Draft) -> None:
    title = "  Ça — 𝄞𝄢 漢字 'quoted' \"twice\" \\ % _ \n\t; DROP TABLE books;-- 🂡 "
    added = await store.books.add(draft(title, description=title, author_name=title), by="ann")
    shown = [added.fields[name] for name in ("title", "description", "author_name")]
    assert shown == [title] * 3


async def test_text_that_grows_when_folded_is_kept_as_well(store: Store, draft: Draft) -> None:
    title = "".join(chr(0x1D15E + i % 7) for i in range(300))
    added = await store.books.add(draft(title, author_name=title[:200]), by="ann")
    assert added.fields["title"] == title


async def test_a_taken_isbn_names_the_book_that_has_it(store: Store, draft: Draft) -> None:
    first = await store.books.add(draft(isbn="9780306406157"), by="ann")
    for same in ("9780306406157", "0306406152"):
        with pytest.raises(TakenError) as taken:
            await store.books.add(draft(isbn=same, author_name="Nobody Else"), by="ann")
        assert taken.value.existing == first.id
    assert (await store.authors.page(1, 20)).total == 1


async def test_a_book_finds_its_author_in_any_case(store: Store, draft: Draft) -> None:
    first = await store.books.add(draft(author_name="Stanisław Lem"), by="ann")
    second = await store.books.add(draft(author_name="STANISŁAW  lem "), by="ann")
    assert second.fields["author_id"] == first.fields["author_id"]
    assert second.fields["author_name"] == "Stanisław Lem"


async def test_replacing_resets_what_the_draft_leaves_out(store: Store, draft: Draft) -> None:
    before = await store.books.add(
        draft(description="Spice.", tags=["a"], status="archived", published_year=1965), by="ann"
    )
    after = await store.books.replace(
        before.id, draft("Dune Messiah", author_name="F. Herbert"), by="ann"
    )
    assert after.fields["title"] == "Dune Messiah"
    assert after.fields["author_id"] != before.fields["author_id"]
    assert after.fields["description"] is None
    assert after.fields["published_year"] is None
    assert after.fields["tags"] == []
    assert after.fields["status"] == "available"
    assert after.fields["created_at"] == before.fields["created_at"]
    assert after.fields["updated_at"] > before.fields["updated_at"]


async def test_changing_leaves_what_it_does_not_name(store: Store, draft: Draft) -> None:
    before = await store.books.add(draft(description="Spice.", tags=["a", "b"]), by="ann")
    after = await store.books.change(before.id, {"tags": ["B", "c"], "description": None}, by="ann")
    changed = {"tags": ["b", "c"], "description": None}
    assert after.fields == before.fields | changed | {"updated_at": after.fields["updated_at"]}
    assert await _titles(store, tags=["a"]) == []
    assert await _titles(store, tags=["c"]) == ["Dune"]


async def test_a_book_may_keep_its_isbn_but_not_take_anothers(store: Store, draft: Draft) -> None:
    first = await store.books.add(draft(isbn="9780306406157"), by="ann")
    second = await store.books.add(draft(), by="ann")
    await store.books.change(first.id, {"isbn": "0306406152"}, by="ann")
    with pytest.raises(TakenError) as taken:
        await store.books.change(second.id, {"isbn": "9780306406157", "title": "Lost"}, by="ann")
    assert taken.value.existing == first.id
    assert await store.books.get(second.id) == second


async def test_a_write_at_a_stale_revision_changes_nothing(store: Store, draft: Draft) -> None:
    first = await store.books.add(draft(), by="ann")
    second = await store.books.change(first.id, {"title": "2"}, if_match={first.revision}, by="ann")
    for write in (
        store.books.change(first.id, {"title": "3"}, if_match={first.revision}, by="ann"),
        store.books.replace(first.id, draft("3"), if_match={"x", ""}, by="ann"),
        store.books.delete(first.id, if_match={first.revision}, by="ann"),
    ):
        with pytest.raises(StaleError) as stale:
            await write
        assert stale.value.revision == second.revision
    assert await store.books.get(first.id) == second
    await store.books.delete(first.id, if_match={"x", second.revision}, by="ann")
    assert await store.books.get(first.id) is None


async def test_writing_a_missing_book_says_so(store: Store, draft: Draft) -> None:
    for write in (
        store.books.change(1, {"title": "x"}, by="ann"),
        store.books.replace(1, draft(), if_match={"1"}, by="ann"),
        store.books.delete(1, by="ann"),
    ):
        with pytest.raises(MissingError):
            await write


async def test_a_deleted_book_takes_its_reviews_along_and_frees_its_isbn(
    store: Store, draft: Draft
) -> None:
    book = await store.books.add(draft(isbn="9780306406157", tags=["a"]), by="ann")
    review = await store.reviews.add(book.id, ReviewDraft(rating=5), by="ann", reviewer="Ann")
    await store.books.delete(book.id, by="ann")
    assert await store.reviews.get(review.id) is None
    again = await store.books.add(draft(isbn="9780306406157"), by="ann")
    assert again.id > book.id


async def test_a_batch_adds_what_it_can_and_names_the_rest(store: Store, draft: Draft) -> None:
    known = await store.books.add(draft(isbn="9780306406157"), by="ann")
    outcomes = await store.books.add_many(
        [
            draft("One", isbn="9780441172719"),
            draft("Known", isbn="0306406152", author_name="Left Out"),
            draft("Two", author_name="Somebody New", tags=["t"]),
            draft("One again", isbn="9780441172719"),
        ],
        by="ann",
    )
    one, taken, two, again = outcomes
    assert not isinstance(one, TakenError)
    assert not isinstance(two, TakenError)
    assert [one.fields["title"], two.fields["title"]] == ["One", "Two"]
    assert isinstance(taken, TakenError)
    assert taken.existing == known.id
    assert isinstance(again, TakenError)
    assert again.existing == one.id
    assert await _titles(store) == ["Two", "One", "Dune"]
    assert (await store.authors.page(1, 20)).total == 2


async def test_deleting_many_tells_which_were_not_there(store: Store, draft: Draft) -> None:
    ids = [(await store.books.add(draft(), by="ann")).id for _ in range(4)]
    deleted, missing = await store.books.delete_many([ids[2], 99, ids[0], ids[2], 98], by="ann")
    assert deleted == [ids[2], ids[0]]
    assert missing == [99, 98]
    assert (await store.books.page(BookFilters(), BookSort(), 1, 20)).total == 2


async def test_a_store_opened_again_still_has_its_books(url: str, draft: Draft) -> None:
    for expected in (1, 2):
        store = Store(url)
        await store.open()
        await store.ping()
        await store.books.add(
            draft(isbn=("9780306406157", "9780441172719")[expected - 1]), by="ann"
        )
        assert len(await _titles(store)) == expected
        await store.close()


async def _titles(store: Store, **filters: object) -> list[str]:
    page = await store.books.page(BookFilters.of(filters), BookSort(), 1, 100)
    return [row["title"] for row in page.rows]
