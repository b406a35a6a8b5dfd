"""Uploaded files, answered from the store and the storage."""

from __future__ import annotations

from dataclasses import asdict

from generated.models.uploads import ListUploadsQuery, Upload, UploadPage
from generated.stubs.uploads import (
    CreateUploadCreated,
    GetUploadContentNotModified,
    GetUploadContentOk,
    GetUploadContentPartialContent,
    ListUploadsOk,
)
from handlers.files.images import IMAGES
from handlers.files.intake import Rules, holding
from handlers.files.names import disposition, safe_name
from handlers.files.port import Files
from handlers.files.serving import Asked, Given
from handlers.files.sweep import discard
from handlers.pages import links, page_of
from handlers.store import Entry, Store
from handlers.store.uploads import UploadDraft
from tenon.runtime.problem import Forbidden, NotFound
from tenon.runtime.security import Principal
from tenon.runtime.upload import PartStream

PATH = "/api/v1/uploads"
_ADMIN = "users:admin"


class Uploads:
    """The files that callers keep here: each its owner's, and the admins'."""

    def __init__(self, store: Store, files: Files, rules: Rules) -> None:
        self._uploads = store.uploads
        self._files = files
        self._rules = rules

    async def list_uploads(self, query: ListUploadsQuery, *, principal: Principal) -> ListUploadsOk:
        """A page of the caller's uploads, or for admins of everyone's."""
        page, per_page = query.page, query.per_page
        owner = None if _ADMIN in principal.scopes else principal.subject
        found = await self._uploads.page(owner, page, per_page)
        return ListUploadsOk(
            page_of(UploadPage, Upload, found, page, per_page),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_upload(self, body: PartStream, *, principal: Principal) -> CreateUploadCreated:
        """Keep a file; known only once all of the form has come and is right."""
        async with holding(self._files, self._rules) as held:
            name = None
            async for part in body:
                name = part.filename
                await held.fill(part, part.content_type, "/file")
            stored = asdict(await held.keep())
            described = body.fields.get("description")
            owner = principal.subject
            draft = UploadDraft(**stored, owner=owner, name=safe_name(name), description=described)
            entry = await self._uploads.add(draft, by=owner)
        return CreateUploadCreated(Upload.trusted(entry.fields), location=f"{PATH}/{entry.id}")

    async def get_upload(self, upload_id: int, *, principal: Principal) -> Upload:
        """What is known of a file."""
        return Upload.trusted((await self._own(upload_id, principal)).fields)

    async def delete_upload(self, upload_id: int, *, principal: Principal) -> None:
        """Forget a file, then delete it."""
        await self._own(upload_id, principal)
        await discard(self._files, await self._uploads.delete(upload_id, by=principal.subject))

    async def get_upload_content(
        self,
        upload_id: int,
        *,
        principal: Principal,
        range: str | None = None,  # noqa: A002 - the contract's own name
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetUploadContentOk | GetUploadContentPartialContent | GetUploadContentNotModified:
        """The bytes of a file."""
        asked = Asked(range, if_range, if_none_match)
        entry = await self._own(upload_id, principal)
        given = _given(entry)
        if given.unchanged(asked):
            return GetUploadContentNotModified(etag=given.etag)
        part = given.part(asked)
        body, type_ = given.body(self._files, part), given.media_type
        shown = disposition(entry.fields["name"], show=type_ in IMAGES)
        headers = {**given.headers(), "content_disposition": shown}
        if part is None:
            return GetUploadContentOk(body, media_type=type_, **headers)
        told = part.content_range
        return GetUploadContentPartialContent(body, media_type=type_, content_range=told, **headers)

    async def _own(self, upload_id: int, principal: Principal) -> Entry:
        """An upload that is the caller's, or anyone's where an admin calls."""
        entry = await self._uploads.get(upload_id)
        if entry is None:
            raise NotFound("There is no upload with this id.")
        if entry.fields["owner"] != principal.subject and _ADMIN not in principal.scopes:
            raise Forbidden("Only its owner and admins may do this.")
        return entry


def _given(entry: Entry) -> Given:
    fields = entry.fields
    kept = (fields["media_type"], fields["size"], fields["sha256"], fields["created_at"])
    return Given(entry.revision, *kept)
