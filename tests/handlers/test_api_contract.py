"""What the tools infer from the Book contract: its resources, and how each is listed."""

from __future__ import annotations

from tenon.contract.resource import Filter, Match, Paging, PagingStyle, Sort
from tests.handlers.book_api import contract

RESOURCES = {resource.name: resource for resource in contract().resources}
BY_PAGE = Paging(PagingStyle.PAGE, "page", "per_page")
BOOK_FILTERS = {
    "search": (None, Match.SEARCH),
    "genre": ("genre", Match.ANY),
    "author": ("author_name", Match.CONTAINS),
    "status": ("status", Match.ANY),
    "tags": ("tags", Match.ALL),
    "any_tags": ("tags", Match.ANY),
    "min_price": ("price", Match.MINIMUM),
    "max_price": ("price", Match.MAXIMUM),
    "published_after": ("published_year", Match.MINIMUM),
    "published_before": ("published_year", Match.MAXIMUM),
}


def settled(filters: tuple[Filter, ...]) -> dict[str, tuple[str | None, Match]]:
    return {f.parameter: (f.field, f.match) for f in filters}


def test_the_contract_has_three_resources() -> None:
    assert list(RESOURCES) == ["books", "authors", "reviews"]


def test_books_have_the_five_operations_and_more() -> None:
    books = RESOURCES["books"]
    assert (books.collection, books.item) == ("/api/v1/books", "/api/v1/books/{book_id}")
    assert (books.id_parameter, books.id_field, books.parent) == ("book_id", "id", None)
    assert (books.create, books.read, books.replace) == ("createBook", "getBook", "replaceBook")
    assert (books.change, books.delete) == ("changeBook", "deleteBook")
    assert {listing.operation for listing in books.listings} == {
        "listBooks",
        "listBooksByCursor",
        "exportBooks",
        "listAuthorBooks",
    }


def test_books_are_filtered_sorted_and_paged() -> None:
    listings = {listing.operation: listing for listing in RESOURCES["books"].listings}
    books, cursor = listings["listBooks"], listings["listBooksByCursor"]
    export, of_author = listings["exportBooks"], listings["listAuthorBooks"]
    assert settled(books.filters) == settled(export.filters) == BOOK_FILTERS
    assert {f.field for f in books.filters if f.parameter == "author"} == {"author_name"}
    fields = ("title", "author_name", "price", "created_at", "published_year")
    assert books.sort == Sort("sort_by", fields, "sort_order")
    assert (books.paging, books.items, books.total) == (BY_PAGE, "items", "total")
    assert cursor.paging == Paging(PagingStyle.CURSOR, "cursor", "limit")
    assert (cursor.filters, cursor.sort, cursor.items) == ((), None, "items")
    assert (export.paging, export.sort, export.items) == (None, None, None)
    assert (of_author.parent, of_author.paging, of_author.filters) == ("authors", BY_PAGE, ())


def test_authors_have_the_five_operations() -> None:
    authors = RESOURCES["authors"]
    assert (authors.collection, authors.item) == ("/api/v1/authors", "/api/v1/authors/{author_id}")
    assert (authors.id_parameter, authors.id_field, authors.parent) == ("author_id", "id", None)
    assert (authors.create, authors.read) == ("createAuthor", "getAuthor")
    assert (authors.replace, authors.change) == ("replaceAuthor", "changeAuthor")
    assert authors.delete == "deleteAuthor"
    (listing,) = authors.listings
    assert (listing.operation, listing.paging, listing.total) == ("listAuthors", BY_PAGE, "total")


def test_reviews_belong_to_a_book() -> None:
    reviews = RESOURCES["reviews"]
    assert (reviews.collection, reviews.item) == (
        "/api/v1/books/{book_id}/reviews",
        "/api/v1/reviews/{review_id}",
    )
    assert (reviews.parent, reviews.parent_parameter) == ("books", "book_id")
    assert (reviews.create, reviews.read) == ("createReview", "getReview")
    assert (reviews.replace, reviews.change) == (None, "changeReview")
    assert reviews.delete == "deleteReview"
    (listing,) = reviews.listings
    assert (listing.operation, listing.parent, listing.paging) == ("listReviews", "books", BY_PAGE)


def test_every_error_that_an_operation_is_known_for_is_declared() -> None:
    for operation in contract().operations:
        declared = set(operation.replies)
        assert {"422", "default"} <= declared, operation.id
        if operation.body:
            assert {"400", "413", "415"} <= declared, operation.id
        if "{" in operation.path:
            assert "404" in declared, operation.id
        if any(p.name == "If-Match" for p in operation.parameters):
            assert "412" in declared, operation.id
        errors = [reply for status, reply in operation.replies.items() if status[0] in "45d"]
        assert {tuple(reply.media) for reply in errors} == {("application/problem+json",)}
