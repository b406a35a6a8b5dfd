# Generated from openapi/paths/uploads.yaml by `tenon generate`. Do not edit.
"""What a handler of the Uploads operations must do."""

from collections.abc import AsyncIterator
from typing import Literal, Protocol

from generated.models.pages import Total
from generated.models.uploads import ListUploadsQuery, Upload, UploadId, UploadPage
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal
from tenon.runtime.upload import PartStream


class ListUploadsOk(Reply[UploadPage]):
    """200: A page of uploads."""

    status = 200

    def __init__(self, body: UploadPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateUploadCreated(Reply[Upload]):
    """201: The upload as it was kept."""

    status = 201

    def __init__(self, body: Upload, *, location: str) -> None:
        self.body = body
        self.headers = {"location": location}


class GetUploadContentOk(Reply[AsyncIterator[bytes]]):
    """200: The file."""

    status = 200

    def __init__(
        self,
        body: AsyncIterator[bytes],
        *,
        media_type: str,
        etag: str,
        last_modified: str,
        accept_ranges: Literal["bytes"],
        content_disposition: str,
        content_security_policy: Literal["default-src 'none'; sandbox"],
        x_content_type_options: Literal["nosniff"],
    ) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = {
            "etag": etag,
            "last_modified": last_modified,
            "accept_ranges": accept_ranges,
            "content_disposition": content_disposition,
            "content_security_policy": content_security_policy,
            "x_content_type_options": x_content_type_options,
        }


class GetUploadContentPartialContent(Reply[AsyncIterator[bytes]]):
    """206: A part of the file."""

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
        content_disposition: str,
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
            "content_disposition": content_disposition,
            "content_security_policy": content_security_policy,
            "x_content_type_options": x_content_type_options,
        }


class GetUploadContentNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class UploadsStub(Protocol):
    """Answers the Uploads operations."""

    async def list_uploads(self, query: ListUploadsQuery, *, principal: Principal) -> ListUploadsOk:
        """List uploads.

        Answers a page of the caller's uploads, newest first; an admin sees everyone's.

        listUploads: GET /api/v1/uploads
        """

    async def create_upload(self, body: PartStream, *, principal: Principal) -> CreateUploadCreated:
        """Upload a file.

        Keeps the file as it is, under a name made harmless. A file that is not of the type it
        says is refused; an image may not have more pixels than the service takes.

        createUpload: POST /api/v1/uploads
        """

    async def get_upload(self, upload_id: UploadId, *, principal: Principal) -> Upload:
        """Read what is known of an upload.

        Answers what the file is, to its owner or an admin.

        getUpload: GET /api/v1/uploads/{upload_id}
        """

    async def delete_upload(self, upload_id: UploadId, *, principal: Principal) -> None:
        """Delete an upload.

        Deletes the file for good, for its owner or an admin.

        deleteUpload: DELETE /api/v1/uploads/{upload_id}
        """

    async def get_upload_content(
        self,
        upload_id: UploadId,
        *,
        principal: Principal,
        range: str | None = None,
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetUploadContentOk | GetUploadContentPartialContent | GetUploadContentNotModified:
        """Read a file.

        Answers the bytes of the file, or the part of them that `Range` asks for, to its owner
        or an admin. All but images come as an attachment, which browsers save and do not
        show.

        getUploadContent: GET /api/v1/uploads/{upload_id}/content
        """
