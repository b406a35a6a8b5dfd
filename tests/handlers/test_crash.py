"""The server killed with SIGKILL under write load: what it acknowledged is there afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from handlers.isbn import sample_isbn
from tests.handlers.book_api import BOOKS
from tests.handlers.readers import READERS, key_of

ROOT = Path(__file__).parents[2]
KILLS = 20
CREATORS = CHANGERS = 4


@dataclass
class Launcher:
    """A process that forks servers on one database."""

    process: asyncio.subprocess.Process
    folder: Path
    pid: int = 0

    async def start(self) -> None:
        """Fork a server; do not wait for it."""
        self._file.unlink(missing_ok=True)
        await self._say(f"{self._file} serve --port 0 --log-level warning")
        self.pid = int(await self._hear())

    async def url(self) -> str:
        """Where the server listens, once it says so."""
        for _ in range(1_000):
            if "http://" in (said := self.said()):
                return said.partition("http://")[2].split()[0]
            await asyncio.sleep(0.01)
        raise AssertionError(f"the server did not start: {said}")

    def said(self) -> str:
        """What the server has written to standard error."""
        return self._file.read_text() if self._file.exists() else ""

    async def kill(self) -> None:
        """End the server at once."""
        os.kill(self.pid, signal.SIGKILL)
        self.pid = 0
        assert int(await self._hear()) == -signal.SIGKILL, self.said()

    @property
    def _file(self) -> Path:
        return self.folder / "said.txt"

    async def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()

    async def _hear(self) -> str:
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), 20)).decode().strip()


@asynccontextmanager
async def launcher(folder: Path) -> AsyncIterator[Launcher]:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/books.db",
        "VAR_DIR": str(folder),
        "SAMPLE_DATA": "false",
        "ENVIRONMENT": "production",
        "AUTH_KEYS": READERS["auth_keys"],
        "API_KEYS": json.dumps(READERS["api_keys"]),
        "RATE_LIMITS": "off",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.handlers.launcher",
        cwd=ROOT,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    found = Launcher(process, folder)
    try:
        assert await found._hear() == "ready"
        yield found
    finally:
        if found.pid:
            await found.kill()
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@dataclass
class Ledger:
    """What was acknowledged, and what was asked and not answered."""

    books: dict[int, dict[str, Any]] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    unanswered_changes: dict[int, str] = field(default_factory=dict)
    unanswered_books: dict[str, dict[str, Any]] = field(default_factory=dict)
    acknowledged: int = 0

    def acknowledge(self, reply: httpx.Response) -> None:
        book = reply.json()
        self.books[book["id"]], self.tags[book["id"]] = book, reply.headers["etag"]
        self.acknowledged += 1


def client_of(url: str) -> httpx.AsyncClient:
    """A client that may write books."""
    headers = key_of("clerk")
    return httpx.AsyncClient(base_url=f"http://{url}", timeout=20, headers=headers)


async def create(api: httpx.AsyncClient, ledger: Ledger, source: random.Random) -> None:
    """Add books until the server is gone."""
    while True:
        key = f"{source.getrandbits(64):x}"
        draft = {
            "title": f"Book {key}",
            "author_name": f"Author {source.randrange(50)}",
            "isbn": sample_isbn(source),
            "genre": "fiction",
            "price": source.randrange(10_000) / 100,
            "tags": ["crash", key],
        }
        ledger.unanswered_books[key] = draft
        try:
            reply = await api.post(BOOKS, json=draft, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return
        del ledger.unanswered_books[key]
        assert reply.status_code == 201, reply.text
        ledger.acknowledge(reply)


async def change(
    api: httpx.AsyncClient, ledger: Ledger, source: random.Random, ids: list[int]
) -> None:
    """Change books of one's own until the server is gone."""
    while ids:
        book_id, title = source.choice(ids), f"Changed {source.getrandbits(64):x}"
        headers = {"If-Match": ledger.tags[book_id]}
        ledger.unanswered_changes[book_id] = title
        try:
            reply = await api.patch(f"{BOOKS}/{book_id}", json={"title": title}, headers=headers)
        except httpx.TransportError:
            return
        del ledger.unanswered_changes[book_id]
        assert reply.status_code == 200, reply.text
        ledger.acknowledge(reply)


async def load(url: str, ledger: Ledger, source: random.Random) -> None:
    """Write from several clients at once until the server is gone."""
    own: list[list[int]] = [[] for _ in range(CHANGERS)]
    for book_id in ledger.books:
        own[book_id % CHANGERS].append(book_id)
    async with client_of(url) as api:
        await asyncio.gather(
            *(create(api, ledger, source) for _ in range(CREATORS)),
            *(change(api, ledger, source, ids) for ids in own),
        )


async def settle(url: str, ledger: Ledger) -> None:
    """Compare what is there with what was acknowledged; take note of what was not answered."""
    async with client_of(url) as api:
        lines = (await api.get(f"{BOOKS}/export")).text.splitlines()
        there = {book["id"]: book for book in map(json.loads, lines)}
        assert len(there) == len(lines)
        for book_id, acknowledged in ledger.books.items():
            assert book_id in there, "an acknowledged book is lost"
            found, asked = there.pop(book_id), ledger.unanswered_changes.get(book_id)
            if found != acknowledged:
                changed = {"title": asked, "updated_at": found["updated_at"]}
                assert asked is not None
                assert found == acknowledged | changed
        for book_id in ledger.unanswered_changes:
            reply = await api.get(f"{BOOKS}/{book_id}")
            ledger.books[book_id], ledger.tags[book_id] = reply.json(), reply.headers["etag"]
        by_isbn = {book["isbn"]: book for book in there.values()}
        for key, draft in ledger.unanswered_books.items():
            written = by_isbn.pop(draft["isbn"], None)
            reply = await api.post(BOOKS, json=draft, headers={"Idempotency-Key": key})
            if written is not None:  # then its answer was recorded with it
                assert (reply.status_code, reply.json()) == (201, written)
            assert reply.status_code in {201, 409}, reply.text  # 409: the lease of the dead
            if reply.status_code == 201:
                ledger.acknowledge(reply)
        assert by_isbn == {}
        ledger.unanswered_changes.clear()
        ledger.unanswered_books.clear()


# Each revision of a book was told, and nothing was told of a book that is not there.
UNTOLD = """
SELECT id, revision FROM books WHERE revision !=
  (SELECT count(*) FROM audit WHERE kind = 'book' AND target = CAST(books.id AS TEXT))
"""
UNDONE = """
SELECT target FROM audit
WHERE kind = 'book' AND CAST(target AS INTEGER) NOT IN (SELECT id FROM books)
"""


def check_file(file: Path) -> None:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute(UNTOLD).fetchall() == [], "a change without its record"
        assert connection.execute(UNDONE).fetchall() == [], "a record without its change"
    connection.close()


async def test_what_was_acknowledged_outlives_twenty_kills(tmp_path: Path) -> None:
    source = random.Random(int(os.environ.get("CRASH_SEED", "1")))
    ledger, cut_short = Ledger(), 0
    async with launcher(tmp_path) as server:
        # Killed while it starts, on a new file: the first tables are made in one transaction.
        for _ in range(8):
            await server.start()
            await asyncio.sleep(source.uniform(0, 0.12))
            cut_short += "http://" not in server.said()
            await server.kill()
        for number in range(KILLS):
            await server.start()
            url = await server.url()
            await settle(url, ledger)
            check_file(tmp_path / "books.db")
            writing = asyncio.create_task(load(url, ledger, source))
            await asyncio.sleep(source.uniform(0.05, 0.3))
            await server.kill()
            await writing
            if number % 4 == 0:  # and again while it recovers
                await server.start()
                await asyncio.sleep(source.uniform(0, 0.12))
                await server.kill()
        await server.start()
        await settle(await server.url(), ledger)
        await server.kill()
    check_file(tmp_path / "books.db")
    assert cut_short >= 1
    assert ledger.acknowledged > 10 * KILLS


@pytest.mark.parametrize("sample_data", ["true", "false"])
async def test_the_command_serves_until_it_is_told_to_end(tmp_path: Path, sample_data: str) -> None:
    began = time.monotonic()
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/books.db",
        "VAR_DIR": str(tmp_path),
        "SAMPLE_DATA": sample_data,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tenon", "serve", "--port", "0"),
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    announced = "Book Management API 1.0.0 at http://127.0.0.1:"
    while announced not in (line := (await process.stderr.readline()).decode()):
        assert line, "the server ended"
    async with httpx.AsyncClient(base_url=line.split()[-1]) as api:
        total = (await api.get(BOOKS)).json()["total"]
    assert (total >= 200) == (sample_data == "true")
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode in {0, -signal.SIGTERM}
    assert not (tmp_path / "books.db-wal").exists()
    assert time.monotonic() - began < 30
