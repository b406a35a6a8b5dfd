# Generated from openapi/paths/uploads.yaml by `tenon generate`. Do not edit.
"""The Uploads operations, routed."""

from generated.models.uploads import ListUploadsQuery, Upload, UploadId
from generated.stubs.uploads import (
    CreateUploadCreated,
    GetUploadContentNotModified,
    GetUploadContentOk,
    GetUploadContentPartialContent,
    ListUploadsOk,
    UploadsStub,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal
from tenon.runtime.upload import PartStream


def uploads_router(uploads: UploadsStub) -> ContractRouter:
    """Routes to what answers the Uploads operations."""
    router = ContractRouter(uploads, tags=["uploads"])

    @router.get("/api/v1/uploads", status_code=200, operation_id="listUploads")
    async def list_uploads(query: ListUploadsQuery, *, principal: Principal) -> ListUploadsOk:
        return await uploads.list_uploads(query, principal=principal)

    @router.post("/api/v1/uploads", status_code=201, operation_id="createUpload")
    async def create_upload(body: PartStream, *, principal: Principal) -> CreateUploadCreated:
        return await uploads.create_upload(body, principal=principal)

    @router.get("/api/v1/uploads/{upload_id}", status_code=200, operation_id="getUpload")
    async def get_upload(upload_id: UploadId, *, principal: Principal) -> Upload:
        return await uploads.get_upload(upload_id, principal=principal)

    @router.delete("/api/v1/uploads/{upload_id}", status_code=204, operation_id="deleteUpload")
    async def delete_upload(upload_id: UploadId, *, principal: Principal) -> None:
        return await uploads.delete_upload(upload_id, principal=principal)

    @router.get(
        "/api/v1/uploads/{upload_id}/content", status_code=200, operation_id="getUploadContent"
    )
    async def get_upload_content(
        upload_id: UploadId,
        *,
        principal: Principal,
        range: str | None = None,
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetUploadContentOk | GetUploadContentPartialContent | GetUploadContentNotModified:
        return await uploads.get_upload_content(
            upload_id,
            principal=principal,
            range=range,
            if_range=if_range,
            if_none_match=if_none_match,
        )

    return router
