# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Forms operations, routed."""

from typing import Literal

from expected.models.schemas import Line, UploadBody
from expected.stubs.forms import FormsStub, SendEitherCreated, SendEitherOk, TraceRangeSuccess
from tenon.runtime.router import ContractRouter


def forms_router(forms: FormsStub) -> ContractRouter:
    """Routes to what answers the Forms operations."""
    router = ContractRouter(forms, tags=["forms"])

    @router.post("/upload", status_code=202, operation_id="upload")
    async def upload(body: UploadBody) -> None:
        return await forms.upload(body)

    @router.put("/either", status_code=200, operation_id="sendEither")
    async def send_either(
        body: Line | str | bytes | None = None,
        *,
        accept: Literal["application/json", "text/csv"],
        content_type: Literal["application/json", "text/plain", "application/octet-stream"]
        | None = None,
    ) -> SendEitherOk | SendEitherCreated:
        return await forms.send_either(body, accept=accept, content_type=content_type)

    @router.trace("/ranged", status_code=200, operation_id="traceRange")
    async def trace_range() -> TraceRangeSuccess:
        return await forms.trace_range()

    return router
