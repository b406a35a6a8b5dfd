from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.store import (
    AuthorDraft,
    BookDraft,
    HasBooksError,
    MissingError,
    StaleError,
    Store,
    TakenError,
)

Draft = Callable[..., BookDraft]


async def test_an_added_author_reads_back_with_all_fields(store: Store) -> None:
    added = await store.authors.add(
        AuthorDraft(name="Stanisław Lem", bio="Poet.", born_year=1921), by="ann"
    )
    assert added.fields == {
        "id": 1,
        "name": "Stanisław Lem",
        "bio": "Poet.",
        "born_year": 1921,
        "book_count": 0,
        "created_at": added.fields["created_at"],
        "updated_at": added.fields["created_at"],
    }
    assert await store.authors.get(1) == added
    assert await store.authors.get(2) is None


async def test_a_name_is_taken_in_any_case(store: Store) -> None:
    first = await store.authors.add(AuthorDraft(name="Émile Zola"), by="ann")
    other = await store.authors.add(AuthorDraft(name="Other"), by="ann")
    with pytest.raises(TakenError) as taken:
        await store.authors.add(AuthorDraft(name="éMILE  ZOLA"), by="ann")
    assert taken.value.existing == first.id
    with pytest.raises(TakenError):
        await store.authors.change(other.id, {"name": "émile zola"}, by="ann")
    renamed = await store.authors.change(first.id, {"name": "ÉMILE ZOLA"}, by="ann")
    assert renamed.fields["name"] == "ÉMILE ZOLA"


async def test_authors_are_listed_by_name(store: Store) -> None:
    for name in ("bob", "Ann", "Émile", "Cy"):
        await store.authors.add(AuthorDraft(name=name), by="ann")
    pages = [await store.authors.page(number, 3) for number in (1, 2, 3)]
    names = [[row["name"] for row in page.rows] for page in pages]
    assert names == [["Ann", "bob", "Cy"], ["Émile"], []]
    assert [page.total for page in pages] == [4, 4, 4]


async def test_replacing_resets_and_changing_leaves(store: Store) -> None:
    added = await store.authors.add(AuthorDraft(name="A", bio="b", born_year=1900), by="ann")
    changed = await store.authors.change(added.id, {"born_year": None}, by="ann")
    assert (changed.fields["bio"], changed.fields["born_year"]) == ("b", None)
    replaced = await store.authors.replace(added.id, AuthorDraft(name="B"), by="ann")
    assert (replaced.fields["name"], replaced.fields["bio"]) == ("B", None)


async def test_an_author_with_books_stays(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    author_id = book.fields["author_id"]
    with pytest.raises(HasBooksError) as refused:
        await store.authors.delete(author_id, by="ann")
    assert refused.value.count == 1
    await store.books.delete(book.id, by="ann")
    await store.authors.delete(author_id, by="ann")
    assert await store.authors.get(author_id) is None


async def test_an_authors_revision_moves_with_the_count_of_books(
    store: Store, draft: Draft
) -> None:
    before = await store.authors.add(AuthorDraft(name="Frank Herbert"), by="ann")
    book = await store.books.add(draft(), by="ann")
    after = await store.authors.get(before.id)
    assert after is not None
    assert after.fields["book_count"] == 1
    assert after.revision != before.revision
    with pytest.raises(StaleError):
        await store.authors.change(before.id, {"bio": "x"}, if_match={before.revision}, by="ann")
    await store.books.delete(book.id, by="ann")
    await store.authors.delete(before.id, if_match={before.revision}, by="ann")


async def test_a_new_name_shows_on_the_books_and_revises_them(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    await store.authors.change(book.fields["author_id"], {"bio": "Unseen on books."}, by="ann")
    assert await store.books.get(book.id) == book
    await store.authors.change(book.fields["author_id"], {"name": "F. Herbert"}, by="ann")
    after = await store.books.get(book.id)
    assert after is not None
    assert after.fields == book.fields | {"author_name": "F. Herbert"}
    assert after.revision != book.revision


async def test_writing_a_missing_author_says_so(store: Store) -> None:
    for write in (
        store.authors.change(1, {"bio": "x"}, by="ann"),
        store.authors.delete(1, by="ann"),
    ):
        with pytest.raises(MissingError):
            await write
