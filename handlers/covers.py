"""The covers of books, answered from the store and the storage."""

from __future__ import annotations

from dataclasses import asdict

from generated.models.covers import Cover
from generated.stubs.covers import (
    GetBookCoverNotModified,
    GetBookCoverOk,
    GetBookCoverPartialContent,
    ReplaceBookCoverOk,
)
from handlers.files.intake import Rules, holding
from handlers.files.port import Files
from handlers.files.serving import Asked, Given
from handlers.files.sweep import discard
from handlers.store import Entry, Store
from handlers.store.covers import CoverDraft
from tenon.runtime.negotiation import essence
from tenon.runtime.problem import NotFound
from tenon.runtime.security import Principal
from tenon.runtime.upload import ByteStream


class Covers:
    """The images of books."""

    def __init__(self, store: Store, files: Files, rules: Rules) -> None:
        self._covers = store.covers
        self._files = files
        self._rules = rules

    async def get_book_cover(
        self,
        book_id: int,
        *,
        range: str | None = None,  # noqa: A002 - the contract's own name
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetBookCoverOk | GetBookCoverPartialContent | GetBookCoverNotModified:
        """The bytes of a cover."""
        asked = Asked(range, if_range, if_none_match)
        entry = await self._covers.get(book_id)
        if entry is None:
            raise NotFound("There is no book with this id, or it has no cover.")
        given = _given(entry)
        if given.unchanged(asked):
            return GetBookCoverNotModified(etag=given.etag)
        part = given.part(asked)
        body, type_ = given.body(self._files, part), given.media_type
        if part is None:
            return GetBookCoverOk(body, media_type=type_, **given.headers())
        told = part.content_range
        return GetBookCoverPartialContent(
            body, media_type=type_, content_range=told, **given.headers()
        )

    async def replace_book_cover(
        self, book_id: int, body: ByteStream, *, principal: Principal
    ) -> ReplaceBookCoverOk:
        """Keep an image as the cover; the one before is deleted."""
        if not await self._covers.has_book(book_id):
            raise NotFound("There is no book with this id.")
        async with holding(self._files, self._rules) as held:
            await held.fill(body, essence(body.content_type))
            draft = CoverDraft(**asdict(await held.keep()))
            entry, before = await self._covers.replace(book_id, draft, by=principal.subject)
        if before is not None:
            await discard(self._files, before)
        return ReplaceBookCoverOk(Cover.trusted(entry.fields), etag=_given(entry).etag)

    async def delete_book_cover(self, book_id: int, *, principal: Principal) -> None:
        """Take the cover away, then delete its file."""
        await discard(self._files, await self._covers.delete(book_id, by=principal.subject))


def _given(entry: Entry) -> Given:
    fields = entry.fields
    kept = (fields["media_type"], fields["size"], fields["sha256"], fields["updated_at"])
    return Given(entry.revision, *kept)
