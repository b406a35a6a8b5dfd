# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Files operations, routed."""

from collections.abc import AsyncIterator
from typing import Literal

from expected.models.schemas import PartStream_
from expected.stubs.files import FilesStub, ReadFileOk, ReadFilePartialContent
from tenon.runtime.router import ContractRouter
from tenon.runtime.upload import ByteStream, PartStream


def files_router(files: FilesStub) -> ContractRouter:
    """Routes to what answers the Files operations."""
    router = ContractRouter(files, tags=["files"])

    @router.get("/files", status_code=200, operation_id="readFile")
    async def read_file() -> ReadFileOk | ReadFilePartialContent:
        return await files.read_file()

    @router.put("/files", status_code=204, operation_id="setFile")
    async def set_file(
        body: ByteStream | PartStream_ | None = None,
        *,
        content_type: Literal["image/png", "image/jpeg", "application/json"] | None = None,
    ) -> None:
        return await files.set_file(body, content_type=content_type)

    @router.post("/files", status_code=201, operation_id="addFile")
    async def add_file(body: PartStream) -> PartStream_:
        return await files.add_file(body)

    @router.get("/logo", status_code=200, operation_id="readLogo")
    def read_logo() -> AsyncIterator[bytes]:
        return files.read_logo()

    return router
