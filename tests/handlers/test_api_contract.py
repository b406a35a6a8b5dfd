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


def test_the_contract_has_these_resources() -> None:
    assert list(RESOURCES) == [
        *("books", "authors", "reviews", "admin-books", "books-v2", "passengers"),
        *("jobs", "job-events", "reports", "uploads", "users"),
    ]


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
        "searchBooks",
        "listAuthorBooks",
    }


def test_books_are_filtered_sorted_and_paged() -> None:
    listings = {listing.operation: listing for listing in RESOURCES["books"].listings}
    books, cursor = listings["listBooks"], listings["listBooksByCursor"]
    export, of_author = listings["exportBooks"], listings["listAuthorBooks"]
    assert settled(books.filters) == settled(export.filters) == BOOK_FILTERS
    assert {f.field for f in books.filters if f.parameter == "author"} == {"author_name"}
    fields = ("title", "author_name", "price", "created_at", "published_year")
    assert books.sort == Sort("sort_by", fields, "sort_order", falling=True)
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
    listing, moderated = reviews.listings
    assert (listing.operation, listing.parent, listing.paging) == ("listReviews", "books", BY_PAGE)
    assert (moderated.operation, moderated.parent) == ("listModeratedReviews", None)
    assert (moderated.paging, settled(moderated.filters)) == (
        BY_PAGE,
        {"status": ("status", Match.ANY)},
    )


def test_passengers_are_known_by_their_ticket() -> None:
    passengers = RESOURCES["passengers"]
    item = "/api/v1/passengers/{ticket}"
    assert (passengers.collection, passengers.item) == ("/api/v1/passengers", item)
    assert (passengers.id_parameter, passengers.id_field) == ("ticket", "ticket")
    assert (passengers.create, passengers.read) == ("createPassenger", "getPassenger")
    assert (passengers.replace, passengers.change) == ("replacePassenger", None)
    assert passengers.delete == "deletePassenger"
    (listing,) = passengers.listings
    assert (listing.operation, listing.items, listing.sort) == ("listPassengers", "items", None)
    assert listing.paging == Paging(PagingStyle.CURSOR, "continuation", "limit")
    assert settled(listing.filters) == {
        name: (name, Match.EQUALS) for name in ("pclass", "survived", "sex")
    }


def test_the_second_version_of_books_is_a_resource_of_its_own() -> None:
    books = RESOURCES["books-v2"]
    assert (books.collection, books.item) == ("/api/v2/books", "/api/v2/books/{book_id}")
    assert (books.create, books.read, books.delete) == ("createBookV2", "getBookV2", None)
    listing = next(found for found in books.listings if found.operation == "listBooksV2")
    assert (listing.items, listing.paging) == ("data", BY_PAGE)


def test_what_admins_see_of_a_book_has_no_list_of_its_own() -> None:
    books = RESOURCES["admin-books"]
    assert (books.item, books.collection) == ("/api/v1/admin/books/{book_id}", None)
    assert (books.id_parameter, books.id_field) == ("book_id", "id")
    assert (books.read, books.replace, books.change) == (
        "getAdminBook",
        "replaceAdminBook",
        "changeAdminBook",
    )
    assert (books.create, books.delete, books.listings) == (None, None, ())


def test_users_have_the_five_operations() -> None:
    users = RESOURCES["users"]
    assert (users.collection, users.item) == ("/api/v1/users", "/api/v1/users/{user_id}")
    assert (users.id_parameter, users.id_field, users.parent) == ("user_id", "id", None)
    assert (users.create, users.read, users.replace) == ("createUser", "getUser", "replaceUser")
    assert (users.change, users.delete) == ("changeUser", "deleteUser")
    (listing,) = users.listings
    assert (listing.operation, listing.paging, listing.total) == ("listUsers", BY_PAGE, "total")
    assert settled(listing.filters) == {
        "search": (None, Match.SEARCH),
        "role": ("role", Match.EQUALS),
        "is_active": ("is_active", Match.EQUALS),
    }


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
