"""What items mean to each other: authors and their books, books and their reviews, conflicts."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.meaning.conftest import AUTHORS, BOOKS, Add, Json

NEVER = 9_007_199_254_740_991


def test_a_taken_isbn_is_a_conflict(
    client: httpx.Client, add_book: Add, book_draft: Callable[..., Json], word: str
) -> None:
    first, other = add_book(word), add_book(word)
    for reply in (
        client.post(BOOKS, json=book_draft(word, isbn=first["isbn"])),
        client.put(f"{BOOKS}/{other['id']}", json=book_draft(word, isbn=first["isbn"])),
        client.patch(f"{BOOKS}/{other['id']}", json={"isbn": first["isbn"]}),
    ):
        assert reply.status_code == 409, reply.text
        assert reply.json()["status"] == 409
    assert client.get(BOOKS, params={"search": word}).json()["total"] == 2
    assert client.get(f"{BOOKS}/{other['id']}").json() == other


def test_a_book_may_keep_its_own_isbn(client: httpx.Client, add_book: Add) -> None:
    book = add_book()
    reply = client.patch(f"{BOOKS}/{book['id']}", json={"isbn": book["isbn"], "price": 3})
    assert (reply.status_code, reply.json()["price"]) == (200, 3)


def test_an_isbn_is_free_again_once_its_book_is_deleted(
    client: httpx.Client, add_book: Add
) -> None:
    book = add_book()
    assert client.delete(f"{BOOKS}/{book['id']}").status_code == 204
    again = add_book(isbn=book["isbn"])
    assert again["id"] != book["id"]


def test_the_author_of_a_book_is_there(client: httpx.Client, add_book: Add, word: str) -> None:
    book = add_book(author_name=f"Ann {word}")
    author = client.get(f"{AUTHORS}/{book['author_id']}")
    assert (author.status_code, author.json()["name"]) == (200, f"Ann {word}")


def test_a_book_is_linked_to_the_author_of_its_name(
    client: httpx.Client, add_author: Add, add_book: Add, word: str
) -> None:
    author = add_author(f"Ann {word}")
    assert author["book_count"] == 0
    books = [add_book(word, author_name=f"Ann {word}") for _ in range(2)]
    assert {book["author_id"] for book in books} == {author["id"]}
    path = f"{AUTHORS}/{author['id']}"
    assert client.get(path).json()["book_count"] == 2
    listed = client.get(f"{path}/books").json()
    assert {one["id"] for one in listed["items"]} == {book["id"] for book in books}
    assert listed["total"] == 2


def test_books_show_the_new_name_of_their_author(
    client: httpx.Client, add_book: Add, word: str
) -> None:
    book = add_book(author_name=f"Ann {word}")
    renamed = client.patch(f"{AUTHORS}/{book['author_id']}", json={"name": f"Beth {word}"})
    assert renamed.status_code == 200, renamed.text
    assert client.get(f"{BOOKS}/{book['id']}").json()["author_name"] == f"Beth {word}"


def test_an_author_who_has_books_cannot_be_deleted(
    client: httpx.Client, add_author: Add, add_book: Add, word: str
) -> None:
    author = add_author(f"Ann {word}")
    book = add_book(author_name=f"Ann {word}")
    path = f"{AUTHORS}/{author['id']}"
    assert client.delete(path).status_code == 409
    assert client.delete(f"{BOOKS}/{book['id']}").status_code == 204
    assert client.delete(path).status_code == 204
    assert client.get(f"{path}/books").status_code == 404


def test_every_book_there_is_has_an_author_that_is_there(client: httpx.Client) -> None:
    books = client.get(BOOKS, params={"per_page": 100}).json()["items"]
    assert books
    for author_id, name in {(book["author_id"], book["author_name"]) for book in books}:
        author = client.get(f"{AUTHORS}/{author_id}")
        assert (author.status_code, author.json()["name"]) == (200, name)


def test_reviews_stand_under_their_book_only(
    client: httpx.Client, add_book: Add, add_review: Add
) -> None:
    one, other = add_book()["id"], add_book()["id"]
    reviews = [add_review(one, rating) for rating in (5, 4, 3)]
    assert {review["book_id"] for review in reviews} == {one}
    listed = client.get(f"{BOOKS}/{one}/reviews").json()
    assert {review["id"] for review in listed["items"]} == {review["id"] for review in reviews}
    assert listed["total"] == 3
    assert client.get(f"{BOOKS}/{other}/reviews").json()["items"] == []


def test_reviews_tile_in_pages(client: httpx.Client, add_book: Add, add_review: Add) -> None:
    book_id = add_book()["id"]
    ids = {add_review(book_id)["id"] for _ in range(5)}
    walked = []
    for page in (1, 2, 3):
        body = client.get(f"{BOOKS}/{book_id}/reviews", params={"page": page, "per_page": 2}).json()
        assert (body["total"], body["total_pages"]) == (5, 3)
        walked += [review["id"] for review in body["items"]]
    assert len(walked) == 5
    assert set(walked) == ids


def test_a_book_counts_its_reviews(client: httpx.Client, add_book: Add, add_review: Add) -> None:
    book = add_book()
    assert book["review_count"] == 0
    reviews = [add_review(book["id"]) for _ in range(3)]
    path = f"{BOOKS}/{book['id']}"
    assert client.get(path).json()["review_count"] == 3
    assert client.delete(f"/api/v1/reviews/{reviews[0]['id']}").status_code == 204
    assert client.get(path).json()["review_count"] == 2


def test_the_reviews_of_an_unknown_book_are_not_found(client: httpx.Client) -> None:
    path = f"{BOOKS}/{NEVER}/reviews"
    assert client.get(path).status_code == 404
    assert client.post(path, json={"rating": 5}).status_code == 404


def test_a_deleted_book_takes_its_reviews_with_it(
    client: httpx.Client, add_book: Add, add_review: Add
) -> None:
    book_id = add_book()["id"]
    review = add_review(book_id)
    assert client.delete(f"{BOOKS}/{book_id}").status_code == 204
    assert client.get(f"/api/v1/reviews/{review['id']}").status_code == 404
    assert client.get(f"{BOOKS}/{book_id}/reviews").status_code == 404
