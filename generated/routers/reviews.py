# Generated from openapi/paths/reviews.yaml by `tenon generate`. Do not edit.
"""The Reviews operations, routed."""

from generated.models.books import BookId
from generated.models.reviews import (
    ListReviewsQuery,
    Review,
    ReviewChanges,
    ReviewDraft,
    ReviewId,
    ReviewModeration,
)
from generated.stubs.reviews import CreateReviewCreated, ListReviewsOk, ReviewsStub
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def reviews_router(reviews: ReviewsStub) -> ContractRouter:
    """Routes to what answers the Reviews operations."""
    router = ContractRouter(reviews, tags=["reviews"])

    @router.get("/api/v1/books/{book_id}/reviews", status_code=200, operation_id="listReviews")
    async def list_reviews(book_id: BookId, query: ListReviewsQuery) -> ListReviewsOk:
        return await reviews.list_reviews(book_id, query)

    @router.post("/api/v1/books/{book_id}/reviews", status_code=201, operation_id="createReview")
    async def create_review(
        book_id: BookId, body: ReviewDraft, *, principal: Principal
    ) -> CreateReviewCreated:
        return await reviews.create_review(book_id, body, principal=principal)

    @router.get("/api/v1/reviews/{review_id}", status_code=200, operation_id="getReview")
    async def get_review(review_id: ReviewId, *, principal: Principal | None = None) -> Review:
        return await reviews.get_review(review_id, principal=principal)

    @router.delete("/api/v1/reviews/{review_id}", status_code=204, operation_id="deleteReview")
    async def delete_review(review_id: ReviewId, *, principal: Principal) -> None:
        return await reviews.delete_review(review_id, principal=principal)

    @router.patch("/api/v1/reviews/{review_id}", status_code=200, operation_id="changeReview")
    async def change_review(
        review_id: ReviewId, body: ReviewChanges, *, principal: Principal
    ) -> Review:
        return await reviews.change_review(review_id, body, principal=principal)

    @router.post(
        "/api/v1/reviews/{review_id}/moderate", status_code=200, operation_id="moderateReview"
    )
    async def moderate_review(
        review_id: ReviewId, body: ReviewModeration, *, principal: Principal
    ) -> Review:
        return await reviews.moderate_review(review_id, body, principal=principal)

    return router
