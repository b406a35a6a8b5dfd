"""The reviews of books, answered from the store."""

from __future__ import annotations

from generated.models.reviews import (
    ListReviewsQuery,
    Review,
    ReviewChanges,
    ReviewDraft,
    ReviewModeration,
    ReviewPage,
)
from generated.stubs.reviews import CreateReviewCreated, ListReviewsOk
from handlers import store
from handlers.books import PATH as BOOKS
from handlers.pages import links, page_of
from handlers.store import Store, TakenError
from tenon.runtime.problem import Conflict, NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/reviews"
_MODERATE = "reviews:moderate"
_LONGEST_NAME = 200
_NAMELESS = "A reader"


class Reviews:
    """The reviews."""

    def __init__(self, store: Store) -> None:
        self._reviews = store.reviews
        self._moderation = store.moderation

    async def list_reviews(self, book_id: int, query: ListReviewsQuery) -> ListReviewsOk:
        """A page of a book's published reviews, newest first."""
        page, per_page = query.page, query.per_page
        found = await self._reviews.page(book_id, page, per_page)
        return ListReviewsOk(
            page_of(ReviewPage, Review, found, page, per_page),
            link=links(f"{BOOKS}/{book_id}/reviews", query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_review(
        self, book_id: int, body: ReviewDraft, *, principal: Principal
    ) -> CreateReviewCreated:
        """Review a book, in the caller's name."""
        draft = store.ReviewDraft(**body.model_dump())
        by, reviewer = principal.subject, _display_name(principal)
        try:
            entry = await self._reviews.add(book_id, draft, by=by, reviewer=reviewer)
        except TakenError as error:
            raise _reviewed_already(error.existing) from None
        review = Review.trusted(entry.fields)
        return CreateReviewCreated(review, location=f"{PATH}/{review.id}")

    async def get_review(self, review_id: int, *, principal: Principal | None = None) -> Review:
        """A review that is published, or that the caller wrote or may moderate."""
        by, moderates = (principal.subject, _moderates(principal)) if principal else (None, False)
        entry = await self._reviews.get(review_id, by=by, moderates=moderates)
        if entry is None:
            raise NotFound("There is no review with this id.")
        return Review.trusted(entry.fields)

    async def change_review(
        self, review_id: int, body: ReviewChanges, *, principal: Principal
    ) -> Review:
        """Give a review the fields that were sent."""
        changes, by, moderates = body.model_dump(), principal.subject, _moderates(principal)
        entry = await self._reviews.change(review_id, changes, by=by, moderates=moderates)
        return Review.trusted(entry.fields)

    async def delete_review(self, review_id: int, *, principal: Principal) -> None:
        """Delete a review."""
        by, moderates = principal.subject, _moderates(principal)
        await self._reviews.delete(review_id, by=by, moderates=moderates)

    async def moderate_review(
        self, review_id: int, body: ReviewModeration, *, principal: Principal
    ) -> Review:
        """Publish, hide or reject a review."""
        status, reason, by = body.status, body.reason, principal.subject
        entry = await self._moderation.decide(review_id, status, reason, by=by)
        return Review.trusted(entry.fields)


def _moderates(principal: Principal) -> bool:
    return _MODERATE in principal.scopes


def _display_name(principal: Principal) -> str:
    """The caller's name as one printable line: an issuer elsewhere may have set it."""
    printable = "".join(c if c.isprintable() else " " for c in principal.name)
    return " ".join(printable.split())[:_LONGEST_NAME].strip() or _NAMELESS


def _reviewed_already(existing: int) -> Conflict:
    told = {"id": existing, "href": f"{PATH}/{existing}"}
    detail = "You have reviewed this book already; change that review instead."
    return Conflict(detail, existing=told)
