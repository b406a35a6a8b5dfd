"""Bodies that come piece by piece, and a handler that keeps them."""

from __future__ import annotations

from typing import Any

from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.upload import ByteStream, PartStream
from tests.conftest import Serve
from tests.tiny import Answer, ask, operation, reply

MULTIPART, OCTETS = "multipart/form-data", "application/octet-stream"
FORM = f"{MULTIPART}; boundary=XX"
KIB, MIB = 1_024, 1_048_576
SCHEMA = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "note": {"type": "string", "minLength": 2, "maxLength": 10},
        "n": {"type": "integer"},
        "file": {"type": "string", "format": "binary", "minLength": 1, "maxLength": 3 * MIB},
        "icon": {"contentMediaType": "image/png"},
        "files": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "binary"}},
    },
}


def declared(
    media_type: str = MULTIPART, required: bool = True, limit: int = 8 * MIB, **more: Any
) -> dict[str, Any]:
    media = {"x-stream": True, "x-max-bytes": limit, **more}
    if media_type == MULTIPART:
        media.setdefault("schema", SCHEMA)
    return {"required": required, "content": {media_type: media}}


class Keeper:
    """A handler that keeps what comes, and tells what it saw."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.seen: list[Any] = []
        self.fault: BaseException | None = None
        self.fields: dict[str, Any] = {}
        self.at_file: list[dict[str, Any]] = []

    async def parts(self, body: PartStream) -> Any:
        kept: dict[str, bytes] = {}
        try:
            async for part in body:
                self.at_file.append(dict(body.fields))
                self.seen.append((part.name, part.filename, part.content_type))
                kept[part.name] = b"".join([chunk async for chunk in part])
        except BaseException as fault:
            self.fault = fault
            raise
        self.kept, self.fields = kept, body.fields
        return {name: len(content) for name, content in kept.items()}

    async def octets(self, body: ByteStream | None = None) -> Any:
        if body is None:
            return None
        self.seen.append(body.content_type)
        try:
            self.kept["body"] = b"".join([chunk async for chunk in body])
        except BaseException as fault:
            self.fault = fault
            raise
        return len(self.kept["body"])


def taking(serve: Serve, handler: Any, body: Any, *parameters: Any, **settings: Any) -> Service:
    found = operation("op", *parameters, body=body, replies={"200": reply(True)})
    settings = {"check_replies": True, "max_body_bytes": 64 * KIB, **settings}
    return serve({"/x": {"post": found}}, {"op": handler}, RuntimeSettings(**settings))


def parts(*found: tuple[str, bytes], end: bytes = b"--XX--\r\n") -> bytes:
    """A multipart body of (headers after `Content-Disposition: form-data; `, content) pairs."""
    pieces = [b"--XX\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content
              + b"\r\n" for head, content in found]  # fmt: skip
    return b"".join(pieces) + end


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)] or [b""]


FILE = 'name="file"; filename="a.bin"'


async def sent(
    serve: Serve, body: bytes, size: int = 0, *, form: Any = None, media_type: str = FORM
) -> tuple[Answer, Keeper]:
    keeper = Keeper()
    service = taking(serve, keeper.parts, form or declared())
    content: Any = pieces(body, size) if size else body
    return await ask(service, "POST", "/x", content, {"Content-Type": media_type}), keeper
