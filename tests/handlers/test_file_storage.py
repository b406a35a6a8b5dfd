"""The storage of files, on a disk and in an S3-compatible service alike."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from handlers.files.disk import Disk
from handlers.files.port import Files, StorageUnavailable
from handlers.files.s3 import PART, S3
from handlers.files.sweep import sweep
from tests.handlers.book_api import client, running
from tests.handlers.s3_server import Bucket, s3_server

UPLOADS = "/api/v1/uploads"
MIB = 1_048_576


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An S3-compatible service, and credentials for it."""
    for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "REGION": "eu-west-1",
                        "EC2_METADATA_DISABLED": "true", "MAX_ATTEMPTS": "1"}.items():  # fmt: skip
        monkeypatch.setenv(f"AWS_{name}", value)
    with s3_server() as bucket:
        yield bucket


def s3(bucket: Bucket) -> S3:
    return S3("books", "covers/", endpoint=bucket.url, region="eu-west-1")


@pytest.fixture(params=["disk", "s3"])
async def files(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Files]:
    """An open storage of each kind."""
    if request.param == "disk":
        files: Files = Disk(tmp_path / "uploads")
    else:
        files = s3(request.getfixturevalue("bucket"))
    await files.open()
    yield files
    await files.close()


async def added(files: Files, *pieces: bytes) -> str:
    draft = await files.draft()
    for piece in pieces:
        await draft.write(piece)
    await draft.commit()
    return draft.key


async def read(files: Files, key: str, first: int, length: int) -> bytes:
    return b"".join([chunk async for chunk in files.read(key, first, length)])


async def keys(files: Files) -> set[str]:
    return {kept.key async for kept in files.kept()}


async def test_what_was_written_can_be_read_from_any_place(files: Files) -> None:
    pieces = [os.urandom(3 * MIB) for _ in range(6)]
    whole = b"".join(pieces)
    key = await added(files, *pieces)
    assert await read(files, key, 0, len(whole)) == whole
    assert await read(files, key, 7 * MIB - 5, 10) == whole[7 * MIB - 5 : 7 * MIB + 5]
    assert await read(files, key, len(whole) - 1, 1) == whole[-1:]
    assert await keys(files) == {key}


async def test_a_file_may_be_small_or_empty(files: Files) -> None:
    small, empty = await added(files, b"x"), await added(files)
    assert (await read(files, small, 0, 1), await read(files, empty, 0, 0)) == (b"x", b"")
    assert await keys(files) == {small, empty}


async def test_nobody_sees_a_draft_nor_anything_of_one_that_was_abandoned(files: Files) -> None:
    draft = await files.draft()
    await draft.write(b"x" * (PART + 1))
    assert await keys(files) == set()
    await draft.abandon()
    await draft.abandon()
    assert await keys(files) == set()


async def test_a_deleted_file_is_gone(files: Files) -> None:
    key = await added(files, b"x")
    await files.delete(key)
    await files.delete(key)
    assert await keys(files) == set()
    with pytest.raises(StorageUnavailable):
        await read(files, key, 0, 1)


async def test_files_that_no_row_names_are_swept_away(files: Files) -> None:
    known, orphan = await added(files, b"1"), await added(files, b"2")
    draft = await files.draft()
    await draft.write(b"x" * PART)

    async def named(asked: Sequence[str]) -> set[str]:
        return {key for key in asked if key == known}

    assert await sweep(files, named, grace_s=60) == 0
    assert await keys(files) == {known, orphan}
    assert await sweep(files, named, grace_s=-1) == 1
    assert await keys(files) == {known}
    await draft.abandon()


async def test_drafts_of_the_dead_are_tidied_away(tmp_path: Path, bucket: Bucket) -> None:
    disk, cloud = Disk(tmp_path), s3(bucket)
    storages: tuple[Files, ...] = (disk, cloud)
    drafts = []
    for files in storages:
        await files.open()
        drafts.append(draft := await files.draft())
        await draft.write(b"x" * PART)
        await files.tidy(0)
        assert len(list((tmp_path / "drafts").iterdir())) == 1
        assert len(bucket.uploads) == (files is cloud)
    await disk.tidy(2**40)
    await cloud.tidy(2**40)
    assert (list((tmp_path / "drafts").iterdir()), bucket.uploads) == ([], {})
    for draft in drafts:
        await draft.abandon()
    await cloud.close()


async def test_a_file_on_the_disk_is_its_owner_s_alone(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "uploads")
    await disk.open()
    key = await added(disk, b"x")
    assert (tmp_path / "uploads" / key[:2] / key).read_bytes() == b"x"
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("key", ["../../etc/passwd", "..", "", "A" * 32, "0" * 31 + "/"])
async def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    disk = Disk(tmp_path)
    await disk.open()
    with pytest.raises(ValueError, match="no key of a file"):
        await disk.delete(key)


async def test_a_disk_that_fails_says_so(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "file" / "uploads")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="does not answer"):
        await disk.open()


async def test_without_boto3_the_start_says_what_to_install(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.files.s3.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="install the extra aws"):
        await s3(bucket).open()


async def test_large_files_go_out_in_parts_and_small_ones_at_once(bucket: Bucket) -> None:
    files = s3(bucket)
    await files.open()
    await added(files, b"x" * 1_000)
    assert bucket.asked == ["PutObject"]
    bucket.asked.clear()
    key = await added(files, *[b"y" * MIB] * 20)
    assert bucket.asked == ["CreateMultipartUpload", *["UploadPart"] * 3, "CompleteMultipartUpload"]
    assert (bucket.largest, len(bucket.objects[f"covers/{key}"][0])) == (PART, 20 * MIB)
    await files.close()


async def test_memory_holds_a_part_and_not_the_file(bucket: Bucket, tmp_path: Path) -> None:
    storages: tuple[Files, ...] = (s3(bucket), Disk(tmp_path))
    for files in storages:
        await files.open()
        draft = await files.draft()
        held = []
        tracemalloc.start()
        for _ in range(60):
            await draft.write(bytes(MIB))
            sent = [part for _, parts, _ in bucket.uploads.values() for part in parts.values()]
            # The service, which holds what it got, is in this process too.
            held.append(tracemalloc.get_traced_memory()[0] - sum(map(len, sent)))
        tracemalloc.stop()
        assert max(held) < 4 * PART
        await draft.abandon()
        await files.close()


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart",
                                       "CompleteMultipartUpload", "PutObject"])  # fmt: skip
async def test_a_service_that_refuses_is_told_and_nothing_stays(
    bucket: Bucket, operation: str
) -> None:
    files = s3(bucket)
    await files.open()
    bucket.refusing.add(operation)
    draft = await files.draft()

    async def keep() -> None:
        for piece in [b"x"] if operation == "PutObject" else [b"x" * MIB] * 20:
            await draft.write(piece)
        await draft.commit()

    with pytest.raises(StorageUnavailable):
        await keep()
    await draft.abandon()
    assert (bucket.objects, bucket.uploads) == ({}, {})
    await files.close()


def api_on(bucket: Bucket, tmp_path: Path) -> Any:
    options = {"upload_storage": "s3", "s3_bucket": "books", "s3_endpoint_url": bucket.url}
    return running(f"sqlite:///{tmp_path}/books.db", var_dir=tmp_path, **options)


async def test_the_service_keeps_its_files_in_s3(bucket: Bucket, tmp_path: Path) -> None:
    content = os.urandom(20 * MIB)
    async with api_on(bucket, tmp_path) as app, client(app) as api:
        reply = await api.post(UPLOADS, files={"file": ("a.bin", content)})
        assert reply.status_code == 201
        url = reply.json()["content_url"]
        (key,) = bucket.objects
        assert key.startswith("uploads/")
        assert (await api.get(url)).content == content
        part = await api.get(url, headers={"range": "bytes=9000000-9000009"})
        assert (part.status_code, part.content) == (206, content[9_000_000:9_000_010])
        await api.delete(f"{UPLOADS}/1")
        assert bucket.objects == {}


async def test_a_storage_that_does_not_answer_is_a_503(bucket: Bucket, tmp_path: Path) -> None:
    async with api_on(bucket, tmp_path) as app, client(app, failing=True) as api:
        assert (await api.post(UPLOADS, files={"file": ("a", b"x")})).status_code == 201
        bucket.refusing |= {"PutObject", "GetObject"}
        sent = await api.post(UPLOADS, files={"file": ("a", b"x")})
        got = await api.get(f"{UPLOADS}/1/content")
        for reply in (sent, got):
            assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        assert (await api.get(UPLOADS)).json()["total"] == 1
        bucket.refusing.clear()
        assert (await api.get(f"{UPLOADS}/1/content")).content == b"x"


async def test_what_cannot_be_deleted_now_is_forgotten_all_the_same(
    bucket: Bucket, tmp_path: Path
) -> None:
    async with api_on(bucket, tmp_path) as app, client(app) as api:
        assert (await api.post(UPLOADS, files={"file": ("a", b"x")})).status_code == 201
        bucket.refusing.add("DeleteObject")
        assert (await api.delete(f"{UPLOADS}/1")).status_code == 204
        assert (await api.get(f"{UPLOADS}/1")).status_code == 404
        assert len(bucket.objects) == 1


async def test_one_who_stops_reading_lets_go_of_the_file(files: Files) -> None:
    key = await added(files, b"x" * 3 * MIB)
    chunks: Any = files.read(key, 0, 3 * MIB)
    assert await anext(chunks)
    await chunks.aclose()  # a file that stays open is a warning, which fails the test
