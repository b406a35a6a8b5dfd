# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Forms operations must do."""

from typing import Literal, Protocol

from expected.models.schemas import Line, UploadBody
from tenon.runtime.reply import Reply


class SendEitherOk(Reply[Line | str]):
    """200: What was sent."""

    status = 200

    def __init__(self, body: Line | str) -> None:
        self.body = body
        self.headers = {}


class SendEitherCreated(Reply[Line]):
    """201: It is new."""

    status = 201

    def __init__(self, body: Line) -> None:
        self.body = body
        self.headers = {}


class TraceRangeSuccess(Reply[None]):
    """200: All well."""

    status = 200

    def __init__(self, body: None = None) -> None:
        self.body = body
        self.headers = {}


class FormsStub(Protocol):
    """Answers the Forms operations."""

    async def upload(self, body: UploadBody) -> None:
        """upload: POST /upload"""

    async def send_either(
        self,
        body: Line | str | bytes | None = None,
        *,
        accept: Literal["application/json", "text/csv"],
        content_type: Literal["application/json", "text/plain", "application/octet-stream"]
        | None = None,
    ) -> SendEitherOk | SendEitherCreated:
        """sendEither: PUT /either"""

    async def trace_range(self) -> TraceRangeSuccess:
        """traceRange: TRACE /ranged"""
