"""Uploads over HTTP: taken whole or not at all, given back byte by byte, each to its owner."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from handlers.app import create_app
from tests.handlers.book_api import errors, running, settings, var_dir
from tests.handlers.pictures import HTML, PDF, ZIP_BOMB, gif, jpeg, png, webp

pytestmark = pytest.mark.asyncio(loop_scope="session")

UPLOADS = "/api/v1/uploads"
MIB = 1_048_576
Reader = Callable[[str], httpx.AsyncClient]


def files() -> set[Path]:
    """The files of the storage, drafts among them."""
    return {path for path in (var_dir() / "uploads").rglob("*") if path.is_file()}


@pytest.fixture
def clerk(reader: Reader) -> httpx.AsyncClient:
    """An editor."""
    return reader("clerk")


async def uploaded(
    api: httpx.AsyncClient, content: bytes = b"hello", name: str = "a.txt",
    type_: str = "text/plain", **fields: str,
) -> dict[str, Any]:  # fmt: skip
    reply = await api.post(UPLOADS, files={"file": (name, content, type_)}, data=fields)
    assert reply.status_code == 201, reply.text
    upload: dict[str, Any] = reply.json()
    assert reply.headers["location"] == f"{UPLOADS}/{upload['id']}"
    return upload


async def refused(
    api: httpx.AsyncClient, status: int, content: bytes, type_: str, name: str = "a"
) -> httpx.Response:
    """An upload that is refused, and of which nothing stays."""
    before = files()
    reply = await api.post(UPLOADS, files={"file": (name, content, type_)})
    assert (reply.status_code, files() - before) == (status, set()), reply.text
    assert (await api.get(UPLOADS)).json()["total"] == 0
    return reply


async def test_a_file_comes_back_as_it_was_sent(clerk: httpx.AsyncClient) -> None:
    content = bytes(range(256)) * 20_000
    upload = await uploaded(clerk, content, "data.bin", "application/octet-stream",
                            description="All bytes")  # fmt: skip
    assert {name: upload[name] for name in upload.keys() - {"id", "created_at", "content_url"}} == {
        "name": "data.bin", "media_type": "application/octet-stream", "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "width": None, "height": None,
        "description": "All bytes", "owner": "key:clerk",
    }  # fmt: skip
    assert upload["content_url"] == f"{UPLOADS}/{upload['id']}/content"
    assert (await clerk.get(f"{UPLOADS}/{upload['id']}")).json() == upload
    got = await clerk.get(upload["content_url"])
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["content-length"] == str(len(content))
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["accept-ranges"] == "bytes"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"] == 'attachment; filename="data.bin"'
    assert "sandbox" in got.headers["content-security-policy"]


async def test_an_empty_file_is_a_file(clerk: httpx.AsyncClient) -> None:
    upload = await uploaded(clerk, b"", "empty.txt")
    got = await clerk.get(upload["content_url"])
    assert (got.status_code, got.content, got.headers["content-length"]) == (200, b"", "0")
    got = await clerk.get(upload["content_url"], headers={"range": "bytes=0-"})
    assert (got.status_code, got.headers["content-range"]) == (416, "bytes */0")


async def test_a_part_of_a_file_can_be_read(clerk: httpx.AsyncClient) -> None:
    content = b"0123456789" * 60_000
    url = (await uploaded(clerk, content))["content_url"]
    whole = await clerk.get(url)
    etag, modified = whole.headers["etag"], whole.headers["last-modified"]

    async def part(asked: str, **conditions: str) -> tuple[int, bytes, str | None]:
        named = {name.replace("_", "-"): value for name, value in conditions.items()}
        got = await clerk.get(url, headers={"range": asked, **named})
        return got.status_code, got.content, got.headers.get("content-range")

    size = len(content)
    assert await part("bytes=0-4") == (206, b"01234", f"bytes 0-4/{size}")
    assert await part("bytes=300000-500000") == (
        206, content[300_000:500_001], f"bytes 300000-500000/{size}")  # fmt: skip
    assert await part("bytes=-3") == (206, b"789", f"bytes {size - 3}-{size - 1}/{size}")
    assert await part(f"bytes={size - 1}-") == (206, b"9", f"bytes {size - 1}-{size - 1}/{size}")
    assert (await part(f"bytes={size}-"))[::2] == (416, f"bytes */{size}")
    assert await part("bytes=0-1,5-6") == (200, content, None)
    assert await part("bytes=0-4", if_range=etag) == (206, b"01234", f"bytes 0-4/{size}")
    assert await part("bytes=0-4", if_range=modified) == (206, b"01234", f"bytes 0-4/{size}")
    assert await part("bytes=0-4", if_range='"other"') == (200, content, None)
    assert await part("bytes=0-4", if_none_match=etag) == (304, b"", None)


async def test_a_file_that_is_known_is_not_sent_again(clerk: httpx.AsyncClient) -> None:
    url = (await uploaded(clerk))["content_url"]
    etag = (await clerk.get(url)).headers["etag"]
    got = await clerk.get(url, headers={"if-none-match": etag})
    assert (got.status_code, got.headers["etag"]) == (304, etag)
    other = (await uploaded(clerk, b"other"))["content_url"]
    assert (await clerk.get(other)).headers["etag"] != etag


async def test_head_tells_the_length_whatever_range_is_asked_for(clerk: httpx.AsyncClient) -> None:
    url = (await uploaded(clerk, b"12345"))["content_url"]
    got = await clerk.head(url, headers={"range": "bytes=0-1"})
    assert (got.status_code, got.headers["content-length"], got.content) == (200, "5", b"")


@pytest.mark.parametrize(
    ("type_", "content", "size"),
    [
        ("image/png", png(30, 20), (30, 20)), ("image/gif", gif(30, 20), (30, 20)),
        ("image/jpeg", jpeg(30, 20, before=300_000), (30, 20)),
        ("image/webp", webp(b"VP8L", 30, 20), (30, 20)), ("application/pdf", PDF, (None, None)),
        ("application/zip", ZIP_BOMB, (None, None)), ("text/csv", b"a,b\n", (None, None)),
    ],
)  # fmt: skip
async def test_a_file_is_what_it_says(
    clerk: httpx.AsyncClient, type_: str, content: bytes, size: tuple[int, int]
) -> None:
    upload = await uploaded(clerk, content, "a", type_)
    assert (upload["media_type"], upload["width"], upload["height"]) == (type_, *size)
    got = await clerk.get(upload["content_url"])
    shown = got.headers["content-disposition"].partition(";")[0]
    assert shown == ("inline" if type_.startswith("image/") else "attachment")
    assert (got.headers["content-type"].partition(";")[0], got.content) == (type_, content)


@pytest.mark.parametrize(
    ("type_", "content"),
    [
        ("image/png", HTML), ("image/png", jpeg()), ("image/jpeg", png()), ("image/gif", b""),
        ("application/pdf", HTML), ("text/plain", png()), ("application/zip", PDF),
        ("image/png", png()[:20]), ("image/jpeg", jpeg(3, 2, before=2 * MIB)),
        ("text/html", HTML), ("image/svg+xml", b"<svg/>"), ("application/x-sh", b"#!"),
        ("nonsense", b"x"),
    ],
)  # fmt: skip
async def test_a_type_that_lies_or_is_not_taken_is_refused(
    clerk: httpx.AsyncClient, type_: str, content: bytes
) -> None:
    await refused(clerk, 415, content, type_)


async def test_a_file_whose_sender_says_no_type_is_looked_at(clerk: httpx.AsyncClient) -> None:
    for content, type_ in ((png(), "image/png"), (HTML, "application/octet-stream")):
        body = (
            b'--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%s\r\n--X--'
        )
        form = {"content-type": "multipart/form-data; boundary=X"}
        reply = await clerk.post(UPLOADS, content=body % content, headers=form)
        assert (reply.status_code, reply.json()["media_type"]) == (201, type_)


async def test_a_polyglot_is_only_ever_shown_as_the_image_it_is(clerk: httpx.AsyncClient) -> None:
    upload = await uploaded(clerk, png(trailing=HTML), "cover.png.html", "image/png")
    got = await clerk.get(upload["content_url"])
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"


async def test_an_image_of_too_many_pixels_is_refused(clerk: httpx.AsyncClient) -> None:
    reply = await refused(clerk, 422, png(40_000, 40_000), "image/png")
    assert errors(reply) == {("body", "/file", "pixels")}


@pytest.mark.parametrize(
    ("sent", "kept", "told"),
    [
        ("../../etc/passwd", "passwd", 'filename="passwd"'),
        ("a\u202egpj.exe", "agpj.exe", 'filename="agpj.exe"'),
        ("50%.txt", "50%.txt", "filename*=UTF-8''50%25.txt"),
        ("été.txt", "été.txt", "filename*=UTF-8''%C3%A9t%C3%A9.txt"),
    ],
)
async def test_names_are_not_trusted(
    clerk: httpx.AsyncClient, sent: str, kept: str, told: str
) -> None:
    upload = await uploaded(clerk, name=sent)
    assert upload["name"] == kept
    assert told in (await clerk.get(upload["content_url"])).headers["content-disposition"]


async def test_what_comes_after_the_file_must_be_right_too(clerk: httpx.AsyncClient) -> None:
    before = files()
    for field, status in (("x" * 501, 422), ("fine", 201)):
        parts: Any = {"file": ("a.txt", b"hello", "text/plain"), "description": (None, field)}
        reply = await clerk.post(UPLOADS, files=parts)
        assert reply.status_code == status
    assert len(files() - before) == 1


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"description": (None, "only this")}, ("body", "/file", "required")),
        ({"file": ("a", b"x"), "owner": (None, "user:1")},
         ("body", "/owner", "additionalProperties")),
        ({"description": (None, "x\0y"), "file": ("a", b"x")}, ("body", "/description", "pattern")),
    ],
)  # fmt: skip
async def test_a_form_that_breaks_the_contract_is_refused(
    clerk: httpx.AsyncClient, parts: Any, error: tuple[str, str, str]
) -> None:
    before = files()
    reply = await clerk.post(UPLOADS, files=parts)
    assert (reply.status_code, errors(reply), files() - before) == (422, {error}, set())


async def test_a_body_that_breaks_off_leaves_nothing(clerk: httpx.AsyncClient) -> None:
    before = files()
    body = (
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"x" * 3 * MIB
    )
    form = {"content-type": "multipart/form-data; boundary=X"}
    reply = await clerk.post(UPLOADS, content=body, headers=form)
    assert (reply.status_code, files() - before) == (400, set())


async def test_a_file_over_the_limit_is_refused_on_the_way(tmp_path: Path) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(1_000):
            sent += 1
            yield b"x" * 65_536

    limits = {"upload_max_bytes": MIB, "var_dir": tmp_path}
    async with running(f"sqlite:///{tmp_path}/books.db", **limits) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://books.test") as api:
            form = {"content-type": "multipart/form-data; boundary=X"}
            reply = await api.post(UPLOADS, content=body(), headers=form)
    assert (reply.status_code, reply.json()["detail"]) == (
        413, "The file is larger than 1048576 bytes.")  # fmt: skip
    assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == []


async def test_deleting_takes_the_file_too(clerk: httpx.AsyncClient) -> None:
    before = files()
    upload = await uploaded(clerk)
    assert len(files() - before) == 1
    assert (await clerk.delete(f"{UPLOADS}/{upload['id']}")).status_code == 204
    assert files() == before
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        reply = await clerk.request(method, f"{UPLOADS}/{upload['id']}{path}")
        assert reply.status_code == 404


async def test_only_the_owner_and_admins_may_read_or_delete(
    clerk: httpx.AsyncClient, reader: Reader
) -> None:
    keeper, mei, nobody = reader("keeper"), reader("mei"), reader("")
    own = await uploaded(clerk)
    admins = await uploaded(keeper)
    for path in ("", "/content"):
        assert (await clerk.get(f"{UPLOADS}/{admins['id']}{path}")).status_code == 403
        assert (await keeper.get(f"{UPLOADS}/{own['id']}{path}")).status_code == 200
        assert (await mei.get(f"{UPLOADS}/{own['id']}{path}")).status_code == 403
        assert (await nobody.get(f"{UPLOADS}/{own['id']}{path}")).status_code == 401
    assert (await clerk.delete(f"{UPLOADS}/{admins['id']}")).status_code == 403
    assert (await nobody.delete(f"{UPLOADS}/{own['id']}")).status_code == 401
    assert (await keeper.delete(f"{UPLOADS}/{own['id']}")).status_code == 204


async def test_uploading_needs_its_scope_and_nothing_is_read_without(reader: Reader) -> None:
    before = files()
    for name, status in (("mei", 403), ("", 401)):
        reply = await reader(name).post(UPLOADS, files={"file": ("a", b"x" * MIB, "text/plain")})
        assert (reply.status_code, files() - before) == (status, set())


async def test_lists_show_one_s_own_and_admins_everything(
    clerk: httpx.AsyncClient, reader: Reader
) -> None:
    keeper = reader("keeper")
    own = [(await uploaded(clerk, name=f"{number}.txt"))["id"] for number in range(3)]
    admins = (await uploaded(keeper))["id"]

    async def listed(api: httpx.AsyncClient, query: str = "") -> tuple[list[int], int]:
        page = (await api.get(UPLOADS + query)).json()
        return [item["id"] for item in page["items"]], page["total"]

    assert await listed(clerk) == (own[::-1], 3)
    assert await listed(clerk, "?per_page=2&page=2") == (own[:1], 3)
    assert await listed(clerk, "?page=9") == ([], 3)
    assert await listed(keeper) == ([admins, *own[::-1]], 4)
    assert await listed(reader("mei")) == ([], 0)


async def test_who_uploaded_and_deleted_is_on_record(
    clerk: httpx.AsyncClient, reader: Reader
) -> None:
    upload = await uploaded(clerk)
    await clerk.delete(f"{UPLOADS}/{upload['id']}")
    log = (await reader("keeper").get("/api/v1/admin/audit?kind=upload")).json()["items"]
    assert [(r["by"], r["action"], r["target"]) for r in log] == [
        ("key:clerk", "deleteUpload", str(upload["id"])),
        ("key:clerk", "createUpload", str(upload["id"])),
    ]


async def test_a_limit_beyond_the_contract_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="UPLOAD_MAX_BYTES is 3000000000, and the contract takes"):
        create_app(settings(f"sqlite:///{tmp_path}/books.db", upload_max_bytes=3_000_000_000))


async def test_s3_needs_a_bucket(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="s3_bucket must be set where upload_storage is s3"):
        settings(f"sqlite:///{tmp_path}/books.db", upload_storage="s3")
