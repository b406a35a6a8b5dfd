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
    ReviewModeration,
    ReviewPage,
)
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListReviewsOk(Reply[ReviewPage]):
    """200: A page of reviews."""

    status = 200

    def __init__(self, body: ReviewPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateReviewCreated(Reply[Review]):
    """201: The review as it was added."""

    status = 201

    def __init__(self, body: Review, *, location: str) -> None:
        self.body = body
        self.headers = {"location": location}


class ReviewsStub(Protocol):
    """Answers the Reviews operations."""

    async def list_reviews(self, book_id: BookId, query: ListReviewsQuery) -> ListReviewsOk:
        """List a book's reviews.

        Answers a page of the published reviews of this book, newest first.

        listReviews: GET /api/v1/books/{book_id}/reviews
        """

    async def create_review(
        self, book_id: BookId, body: ReviewDraft, *, principal: Principal
    ) -> CreateReviewCreated:
        """Review a book.

        Adds the caller's review, which counts in the book's average rating at once; each may
        review a book once.

        createReview: POST /api/v1/books/{book_id}/reviews
        """

    async def get_review(
        self, review_id: ReviewId, *, principal: Principal | None = None
    ) -> Review:
        """Read a review.

        Answers the review; one that is not published is there only for its writer and for
        moderators, whom their credentials make known.

        getReview: GET /api/v1/reviews/{review_id}
        """

    async def delete_review(self, review_id: ReviewId, *, principal: Principal) -> None:
        """Delete a review.

        Deletes the review, which leaves the book's average rating at once; only its writer
        and moderators may.

        deleteReview: DELETE /api/v1/reviews/{review_id}
        """

    async def change_review(
        self, review_id: ReviewId, body: ReviewChanges, *, principal: Principal
    ) -> Review:
        """Change a review.

        Sets the fields that are present and leaves the others; only its writer and moderators
        may, and an empty change is a 400.

        changeReview: PATCH /api/v1/reviews/{review_id}
        """

    async def moderate_review(
        self, review_id: ReviewId, body: ReviewModeration, *, principal: Principal
    ) -> Review:
        """Moderate a review.

        Publishes, hides or rejects the review; only a published one is shown to all and
        counts in the book's average rating.

        moderateReview: POST /api/v1/reviews/{review_id}/moderate
        """
