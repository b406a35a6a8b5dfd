# Generated from openapi/paths/covers.yaml by `tenon generate`. Do not edit.
"""What a handler of the Covers operations must do."""

from collections.abc import AsyncIterator
from typing import Literal, Protocol

from generated.models.books import BookId
from generated.models.covers import Cover
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal
from tenon.runtime.upload import ByteStream


class GetBookCoverOk(Reply[AsyncIterator[bytes]]):
    """200: The image."""

    status = 200

    def __init__(
        self,
        body: AsyncIterator[bytes],
        *,
        media_type: str,
        etag: str,
        last_modified: str,
        accept_ranges: Literal["bytes"],
        content_security_policy: Literal["default-src 'none'; sandbox"],
        x_content_type_options: Literal["nosniff"],
    ) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = {
            "etag": etag,
            "last_modified": last_modified,
            "accept_ranges": accept_ranges,
            "content_security_policy": content_security_policy,
            "x_content_type_options": x_content_type_options,
        }


class GetBookCoverPartialContent(Reply[AsyncIterator[bytes]]):
    """206: A part of the image."""

    status = 206

    def __init__(
        self,
        body: AsyncIterator[bytes],
        *,
        media_type: str,
        content_range: str,
        etag: str,
        last_modified: str,
        accept_ranges: Literal["bytes"],
        content_security_policy: Literal["default-src 'none'; sandbox"],
        x_content_type_options: Literal["nosniff"],
    ) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = {
            "content_range": content_range,
            "etag": etag,
            "last_modified": last_modified,
            "accept_ranges": accept_ranges,
            "content_security_policy": content_security_policy,
            "x_content_type_options": x_content_type_options,
        }


class GetBookCoverNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplaceBookCoverOk(Reply[Cover]):
    """200: What is known of the cover."""

    status = 200

    def __init__(self, body: Cover, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class CoversStub(Protocol):
    """Answers the Covers operations."""

    async def get_book_cover(
        self,
        book_id: BookId,
        *,
        range: str | None = None,
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetBookCoverOk | GetBookCoverPartialContent | GetBookCoverNotModified:
        """Read a book's cover.

        Answers the image, or the part of its bytes that `Range` asks for.

        getBookCover: GET /api/v1/books/{book_id}/cover
        """

    async def replace_book_cover(
        self, book_id: BookId, body: ByteStream, *, principal: Principal
    ) -> ReplaceBookCoverOk:
        """Set a book's cover.

        Keeps the image in place of the cover there was; one that is not of the type it says,
        or has more pixels than the service takes, is refused.

        replaceBookCover: PUT /api/v1/books/{book_id}/cover
        """

    async def delete_book_cover(self, book_id: BookId, *, principal: Principal) -> None:
        """Delete a book's cover.

        Leaves the book without a cover.

        deleteBookCover: DELETE /api/v1/books/{book_id}/cover
        """
