"""An S3-compatible service in a thread: as much of its REST interface as files need.

PutObject, CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload,
GetObject with Range, DeleteObject, ListObjectsV2 and ListMultipartUploads, addressed by path.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


@dataclass
class Bucket:
    """What the service holds; `refusing` are the operations that it answers 403."""

    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    uploads: dict[str, tuple[str, dict[int, bytes], datetime]] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    largest: int = 0
    url: str = ""
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self, key: str) -> str:
        name = f"upload-{next(self._ids)}"
        self.uploads[name] = (key, {}, datetime.now(UTC))
        return name


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_PUT(self) -> None:
        key, query = self._target()
        body = self.rfile.read(int(self.headers["content-length"]))
        self.bucket.largest = max(self.bucket.largest, len(body))
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        if "partNumber" in query:
            if self._admits("UploadPart"):
                number = int(query["partNumber"][0])
                self.bucket.uploads[query["uploadId"][0]][1][number] = body
                self._answer(200, ETag=etag)
        elif self._admits("PutObject"):
            self.bucket.objects[key] = (body, datetime.now(UTC))
            self._answer(200, ETag=etag)

    def do_POST(self) -> None:
        key, query = self._target()
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if "uploads" in query:
            if self._admits("CreateMultipartUpload"):
                tags = f"<Key>{escape(key)}</Key><UploadId>{self.bucket.begin(key)}</UploadId>"
                self._xml("InitiateMultipartUploadResult", tags)
        elif self._admits("CompleteMultipartUpload"):
            key, parts, _ = self.bucket.uploads.pop(query["uploadId"][0])
            named = [int(n) for n in re.findall(rb"<PartNumber>(\d+)</PartNumber>", body)]
            assert named == sorted(parts)
            assert all(len(parts[number]) >= 5 * 1_048_576 for number in named[:-1])
            self.bucket.objects[key] = (b"".join(parts[n] for n in named), datetime.now(UTC))
            self._xml("CompleteMultipartUploadResult", f"<Key>{escape(key)}</Key>")

    def do_GET(self) -> None:
        key, query = self._target()
        if "uploads" in query:
            if self._admits("ListMultipartUploads"):
                self._xml("ListMultipartUploadsResult", "".join(self._unfinished()))
        elif "list-type" in query:
            if self._admits("ListObjectsV2"):
                prefix = query.get("prefix", [""])[0]
                self._xml("ListBucketResult", "".join(self._listed(prefix)))
        elif key not in self.bucket.objects:
            self._refuse(404, "NoSuchKey")
        elif self._admits("GetObject"):
            body = self.bucket.objects[key][0]
            first, last = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["range"]).groups()  # type: ignore[union-attr]
            part = body[int(first) : int(last) + 1]
            where = {"Content-Range": f"bytes {first}-{last}/{len(body)}"}
            self._answer(206, part, **where)

    def do_DELETE(self) -> None:
        key, query = self._target()
        if "uploadId" in query:
            if self._admits("AbortMultipartUpload"):
                self.bucket.uploads.pop(query["uploadId"][0], None)
                self._answer(204)
        elif self._admits("DeleteObject"):
            self.bucket.objects.pop(key, None)
            self._answer(204)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _target(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        assert bucket == "books"
        assert self.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=")
        return key, parse_qs(parts.query, keep_blank_values=True)

    def _admits(self, operation: str) -> bool:
        self.bucket.asked.append(operation)
        if operation in self.bucket.refusing:
            self._refuse(403, "AccessDenied")
            return False
        return True

    def _refuse(self, status: int, code: str) -> None:
        body = f"<Error><Code>{code}</Code><Message>No.</Message></Error>".encode()
        self._answer(status, body, **{"Content-Type": "application/xml"})

    def _xml(self, name: str, tags: str) -> None:
        body = f'<{name} xmlns="{NAMESPACE}"><Bucket>books</Bucket>{tags}</{name}>'.encode()
        self._answer(200, body, **{"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _listed(self, prefix: str) -> Iterator[str]:
        yield "<IsTruncated>false</IsTruncated>"
        for key, (body, at) in self.bucket.objects.items():
            if key.startswith(prefix):
                yield (
                    f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size>"
                    f"<LastModified>{at.isoformat()}</LastModified></Contents>"
                )

    def _unfinished(self) -> Iterator[str]:
        yield "<IsTruncated>false</IsTruncated>"
        for name, (key, _, at) in self.bucket.uploads.items():
            yield (
                f"<Upload><Key>{escape(key)}</Key><UploadId>{name}</UploadId>"
                f"<Initiated>{at.isoformat()}</Initiated></Upload>"
            )


@contextmanager
def s3_server() -> Iterator[Bucket]:
    """A service with the bucket `books`; `url` is where it listens."""
    bucket = Bucket()
    handler = type("Handler", (_Request,), {"bucket": bucket})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    bucket.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
