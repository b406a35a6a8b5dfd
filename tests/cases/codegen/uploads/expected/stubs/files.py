# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Files operations must do."""

from collections.abc import AsyncIterator
from typing import Literal, Protocol

from expected.models.schemas import PartStream_
from tenon.runtime.reply import Reply
from tenon.runtime.upload import ByteStream, PartStream


class ReadFileOk(Reply[AsyncIterator[bytes]]):
    """200: The file."""

    status = 200

    def __init__(self, body: AsyncIterator[bytes], *, media_type: str) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = {}


class ReadFilePartialContent(Reply[AsyncIterator[bytes]]):
    """206: A part of the file."""

    status = 206

    def __init__(self, body: AsyncIterator[bytes], *, media_type: str, content_range: str) -> None:
        self.body = body
        self.media_type = media_type
        self.headers = {"content_range": content_range}


class FilesStub(Protocol):
    """Answers the Files operations."""

    async def read_file(self) -> ReadFileOk | ReadFilePartialContent:
        """Read the file. readFile: GET /files"""

    async def set_file(
        self,
        body: ByteStream | PartStream_ | None = None,
        *,
        content_type: Literal["image/png", "image/jpeg", "application/json"] | None = None,
    ) -> None:
        """Set the file, as bytes or by what it holds. setFile: PUT /files"""

    async def add_file(self, body: PartStream) -> PartStream_:
        """Add a file. addFile: POST /files"""

    def read_logo(self) -> AsyncIterator[bytes]:
        """Read the logo. readLogo: GET /logo"""
