# Generated from openapi/paths/reviews.yaml by `tenon generate`. Do not edit.
"""What a handler of the Reviews operations must do."""

from typing import Protocol

from generated.models.books import BookId
from generated.models.pages import Total
from generated.models.reviews import (
    ListReviewsQuery,
    Review,
    ReviewChanges,
    ReviewDraft,
    ReviewId,
    ReviewPage,
)
from tenon.runtime.reply import Reply


class ListReviewsOk(Reply[ReviewPage]):
    """200: A page of reviews."""

    status = 200

    def __init__(self, body: ReviewPage, *, link: str, x_total_count: Total) -> None:
        super().__init__(body, link=link, x_total_count=x_total_count)


class CreateReviewCreated(Reply[Review]):
    """201: The review as it was added."""

    status = 201

    def __init__(self, body: Review, *, location: str) -> None:
        super().__init__(body, location=location)


class ReviewsStub(Protocol):
    """Answers the Reviews operations."""

    async def list_reviews(self, book_id: BookId, query: ListReviewsQuery) -> ListReviewsOk:
        """List a book's reviews.

        Answers a page of the reviews of this book, newest first.

        listReviews: GET /api/v1/books/{book_id}/reviews
        """

    async def create_review(self, book_id: BookId, body: ReviewDraft) -> CreateReviewCreated:
        """Review a book.

        Adds a review, which counts in the book's average rating at once.

        createReview: POST /api/v1/books/{book_id}/reviews
        """

    async def get_review(self, review_id: ReviewId) -> Review:
        """Read a review.

        Answers the review.

        getReview: GET /api/v1/reviews/{review_id}
        """

    async def delete_review(self, review_id: ReviewId) -> None:
        """Delete a review.

        Deletes the review, which leaves the book's average rating at once.

        deleteReview: DELETE /api/v1/reviews/{review_id}
        """

    async def change_review(self, review_id: ReviewId, body: ReviewChanges) -> Review:
        """Change a review.

        Sets the fields that are present and leaves the others; an empty change is a 400.

        changeReview: PATCH /api/v1/reviews/{review_id}
        """
