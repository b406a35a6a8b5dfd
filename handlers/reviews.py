"""The reviews of books, answered from the store."""

from __future__ import annotations

from generated.models.reviews import (
    ListReviewsQuery,
    Review,
    ReviewChanges,
    ReviewDraft,
    ReviewPage,
)
from generated.stubs.reviews import CreateReviewCreated, ListReviewsOk
from handlers import store
from handlers.books import PATH as BOOKS
from handlers.pages import links, page_of
from handlers.store import Store
from tenon.runtime.problem import NotFound

PATH = "/api/v1/reviews"


class Reviews:
    """The reviews."""

    def __init__(self, store: Store) -> None:
        self._reviews = store.reviews

    async def list_reviews(self, book_id: int, query: ListReviewsQuery) -> ListReviewsOk:
        """A page of a book's reviews, newest first."""
        page, per_page = query.page, query.per_page
        found = await self._reviews.page(book_id, page, per_page)
        return ListReviewsOk(
            page_of(ReviewPage, Review, found, page, per_page),
            link=links(f"{BOOKS}/{book_id}/reviews", query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_review(self, book_id: int, body: ReviewDraft) -> CreateReviewCreated:
        """Review a book."""
        entry = await self._reviews.add(book_id, store.ReviewDraft(**body.model_dump()))
        review = Review.trusted(entry.fields)
        return CreateReviewCreated(review, location=f"{PATH}/{review.id}")

    async def get_review(self, review_id: int) -> Review:
        """A review."""
        entry = await self._reviews.get(review_id)
        if entry is None:
            raise NotFound("There is no review with this id.")
        return Review.trusted(entry.fields)

    async def change_review(self, review_id: int, body: ReviewChanges) -> Review:
        """Give a review the fields that were sent."""
        entry = await self._reviews.change(review_id, body.model_dump())
        return Review.trusted(entry.fields)

    async def delete_review(self, review_id: int) -> None:
        """Delete a review."""
        await self._reviews.delete(review_id)
