"""Mixed traffic at full speed: no error, and memory that does not grow.

A minute and a half in `make test`; `TENON_SOAK_SECONDS=3600` asks for an hour.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest

from handlers.isbn import sample_isbn
from tests.meaning.servers import announced
from tests.tiny import ROOT

SECONDS = float(os.environ.get("TENON_SOAK_SECONDS", "90"))
WORKERS = 8
GROWTH_MB = 8.0
BOOKS = "/api/v1/books"
KEY = {"x-api-key": "any"}


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The port and the process of a mock of our contract."""
    log = tmp_path / "mock.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tenon", "mock", "generated/contract.json", "--port", "0"],
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        yield int(announced(process, log).rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.wait(20)


async def test_mixed_traffic_leaves_memory_flat_and_fails_nowhere(mock: tuple[int, int]) -> None:
    port, pid = mock
    tally, until = Tally(), time.monotonic() + SECONDS
    watching = asyncio.create_task(watch(pid, until))
    await asyncio.gather(*(work(port, number, until, tally) for number in range(WORKERS)))
    memory = await watching
    assert tally.unexpected == Counter()
    assert tally.requests > 100 * SECONDS
    third = len(memory) // 3
    assert max(memory[-third:]) - median(memory[third : 2 * third]) < GROWTH_MB, memory


@dataclass
class Tally:
    """How many requests were answered, and which otherwise than they must be."""

    requests: int = 0
    unexpected: Counter[str] = field(default_factory=Counter)


async def watch(pid: int, until: float) -> list[float]:
    """The resident megabytes of a process, again and again."""
    found = []
    while time.monotonic() < until:
        found.append(resident(pid))
        await asyncio.sleep(SECONDS / 60)
    return found


def resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


async def work(port: int, number: int, until: float, tally: Tally) -> None:
    """One caller: round after round of all that can be done, on a connection that stays."""
    source = Random(number)
    async with connection(port) as ask:
        for turn in itertools.count():
            session = {"x-mock-session": f"s{turn % 300}"} if turn % 5 == 0 else {}
            for step in ROUNDS:
                async for status, expected, what in step(ask, source, session):
                    tally.requests += 1
                    if status != expected:
                        tally.unexpected[f"{what}: {status} instead of {expected}"] += 1
            if time.monotonic() > until:
                return


Headers = dict[str, str]
Ask = Callable[..., Awaitable[tuple[int, bytes]]]
Steps = AsyncIterator[tuple[int, int, str]]


async def life(ask: Ask, source: Random, session: Headers) -> Steps:
    """A book is added, read, changed, replaced, and deleted."""
    draft = {
        "title": "Dune",
        "author_name": "Frank Herbert",
        "isbn": sample_isbn(source),
        "genre": "science_fiction",
        "price": 10.99,
    }
    status, body = await ask("POST", BOOKS, draft, session)
    yield status, 201, f"POST {body[:200]!r}"
    if status != 201:
        return
    path = f"{BOOKS}/{json.loads(body)['id']}"
    for method, value, expected in (
        ("GET", None, 200),
        ("PATCH", {"price": 5}, 200),
        ("PUT", draft, 200),
        ("DELETE", None, 204),
        ("GET", None, 404),
    ):
        status, body = await ask(method, path, value, session)
        yield status, expected, f"{method} one {body[:200] if status != expected else b''!r}"


async def reading(ask: Ask, source: Random, session: Headers) -> Steps:
    """Lists in many shapes."""
    for query in (
        "",
        "?genre=fiction&sort_by=price",
        f"?page={source.randint(1, 5)}&per_page=7",
        f"?search=a{source.randint(0, 999)}",
        "/cursor?limit=5",
        "/export",
    ):
        yield (await ask("GET", BOOKS + query, None, session))[0], 200, f"GET {query}"
    yield (await ask("GET", "/api/v1/authors", None, session))[0], 200, "GET authors"


async def wishing(ask: Ask, source: Random, session: Headers) -> Steps:
    """What is asked for by `Prefer`."""
    for wish, expected in (
        ("dynamic=true", 200),
        (f"dynamic=true, seed={source.random()}", 200),
        ("code=404", 404),
        ("example=clean_code", 200),
    ):
        headers = session | {"prefer": wish}
        yield (await ask("GET", f"{BOOKS}/1", None, headers))[0], expected, wish


async def refused(ask: Ask, source: Random, session: Headers) -> Steps:
    """What the gate refuses."""
    for method, path, value, expected in (
        ("POST", BOOKS, {"title": source.random()}, 422),
        ("GET", f"{BOOKS}?page=0", None, 422),
        ("GET", f"/none/{source.random()}", None, 404),
        ("PUT", BOOKS, None, 405),
    ):
        yield (await ask(method, path, value, session))[0], expected, f"{method} {path[:20]}"


async def looking(ask: Ask, source: Random, session: Headers) -> Steps:
    """The page's own questions, now and then."""
    if source.random() < 0.02:
        for path in ("/__mock/state", "/__mock/requests", "/__mock/operations"):
            yield (await ask("GET", path, None, session))[0], 200, path


ROUNDS = (life, reading, wishing, refused, looking)


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[Ask]:
    """Asks one request after another, and answers status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def ask(method: str, path: str, value: Any, more: Headers) -> tuple[int, bytes]:
        content = b"" if value is None else json.dumps(value).encode()
        lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
        lines += [f"{name}: {text}" for name, text in (KEY | more).items()]
        if value is not None:
            lines += ["content-type: application/json", f"content-length: {len(content)}"]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        return await answered(reader)

    try:
        yield ask
    finally:
        writer.close()
        await writer.wait_closed()


async def answered(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).decode("latin-1").lower()
    status, fields = (
        int(head[9:12]),
        dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line),
    )
    if "chunked" in fields.get("transfer-encoding", ""):
        body = b""
        while size := int((await reader.readline()).strip(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return status, body
    return status, await reader.readexactly(int(fields.get("content-length", 0)))
