"""Files in an S3-compatible service, by boto3 in threads (the extra `aws`).

A file of one part is put at once; a larger one is uploaded in parts as it comes (Amazon S3 API,
CreateMultipartUpload), so that memory holds one part of a file, whatever its size.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.util import find_spec
from typing import Any

from handlers.files.port import CHUNK, Draft, Kept, StorageUnavailable, new_key

PART = 8 * 1_048_576  # S3 takes 5 MiB to 5 GiB a part, and 10,000 parts

log = logging.getLogger("books")


class S3:
    """Files in a bucket, their keys after a prefix."""

    def __init__(
        self, bucket: str, prefix: str, *, endpoint: str | None, region: str | None
    ) -> None:
        self._place = {"Bucket": bucket}
        self._prefix = prefix
        self._options = {"endpoint_url": endpoint, "region_name": region}

    async def open(self) -> None:
        """Make a client; credentials come from where boto3 looks for them.

        Raises RuntimeError where boto3 is not installed.
        """
        if find_spec("boto3") is None:
            raise RuntimeError("UPLOAD_STORAGE=s3 needs boto3: install the extra aws")
        self._client = await asyncio.to_thread(_client, self._options)

    async def close(self) -> None:
        """Close its connections."""
        if (client := self.__dict__.pop("_client", None)) is not None:
            await asyncio.to_thread(client.close)

    async def draft(self) -> Draft:
        """Begin a file; the service hears of it with its first part."""
        key = new_key()
        return _S3Draft(key, self._client, self._at(key))

    async def read(self, key: str, first: int, length: int) -> AsyncIterator[bytes]:
        """Bytes of a file, by one ranged GetObject."""
        if length == 0:
            return
        asked = {"Range": f"bytes={first}-{first + length - 1}"}
        found = await _run(self._client.get_object, **self._at(key), **asked)
        body = found["Body"]
        try:
            while length > 0:
                data: bytes = await _run(body.read, min(length, CHUNK))
                if not data:
                    raise StorageUnavailable("The file has lost its end.")
                length -= len(data)
                yield data
        finally:
            body.close()

    async def delete(self, key: str) -> None:
        """Delete an object."""
        await _run(self._client.delete_object, **self._at(key))

    async def kept(self) -> AsyncIterator[Kept]:
        """All objects after the prefix, a page at a time."""
        pages = self._pages("list_objects_v2")
        while (page := await _run(next, pages, None)) is not None:
            for item in page.get("Contents", ()):
                key = item["Key"].removeprefix(self._prefix)
                yield Kept(key, item["LastModified"].timestamp())

    async def tidy(self, before: float) -> None:
        """Abort uploads that were begun before, and never ended: their parts cost room."""
        pages = self._pages("list_multipart_uploads")
        while (page := await _run(next, pages, None)) is not None:
            for item in page.get("Uploads", ()):
                if item["Initiated"].timestamp() < before:
                    known = {"Key": item["Key"], "UploadId": item["UploadId"]}
                    await _run(self._client.abort_multipart_upload, **self._place, **known)

    def _pages(self, operation: str) -> Iterator[dict[str, Any]]:
        found = self._client.get_paginator(operation).paginate(**self._place, Prefix=self._prefix)
        return iter(found)

    def _at(self, key: str) -> dict[str, Any]:
        return {**self._place, "Key": self._prefix + key}


class _S3Draft:
    """An object whose parts go out as they fill."""

    def __init__(self, key: str, client: Any, at: dict[str, Any]) -> None:
        self.key = key
        self._client = client
        self._at = at
        self._buffer = bytearray()
        self._upload: dict[str, Any] = {}
        self._parts: list[dict[str, Any]] = []

    async def write(self, data: bytes) -> None:
        """Fill the next part; send it when it is full."""
        self._buffer += data
        if len(self._buffer) >= PART:
            await self._send()

    async def commit(self) -> None:
        """Make the object of its parts."""
        if not self._upload:
            await _run(self._client.put_object, **self._at, Body=bytes(self._buffer))
            return
        if self._buffer:
            await self._send()
        whole = {"MultipartUpload": {"Parts": self._parts}}
        await _run(self._client.complete_multipart_upload, **self._at, **self._upload, **whole)

    async def abandon(self) -> None:
        """Let the service forget the parts; if it cannot be told now, it is when it is tidied."""
        self._buffer.clear()
        if self._upload:
            with contextlib.suppress(StorageUnavailable):
                await _run(self._client.abort_multipart_upload, **self._at, **self._upload)

    async def _send(self) -> None:
        if not self._upload:
            begun = await _run(self._client.create_multipart_upload, **self._at)
            self._upload = {"UploadId": begun["UploadId"]}
        number = {"PartNumber": len(self._parts) + 1}
        data = bytes(self._buffer)
        self._buffer.clear()
        sent = await _run(self._client.upload_part, **self._at, **self._upload, **number, Body=data)
        self._parts.append({**number, "ETag": sent["ETag"]})


def _client(options: dict[str, Any]) -> Any:
    import boto3  # type: ignore[import-untyped]  # 0.3 s to import, and an extra
    from botocore.config import Config  # type: ignore[import-untyped]

    # Checksums that not every compatible service knows are sent only where they must be; addresses
    # in the path are what all of them know.
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"} if options["endpoint_url"] else {},
    )
    return boto3.client("s3", config=config, **options)


async def _run(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A call of the service in a thread. Raises StorageUnavailable."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except (BotoCoreError, ClientError, OSError) as fault:
        log.error("the S3 storage of uploads failed: %s", fault)
        raise StorageUnavailable from fault
