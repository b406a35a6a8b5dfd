"""Jobs over several processes: workers that are killed, and news that travel between them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scripts.crash_jobs.trial import trial
from tests.handlers.book_api import client, running
from tests.handlers.job_tools import JOBS, PATIENCE_S, told
from tests.handlers.test_jobs_bus import REDIS, redis_client

ROOT = Path(__file__).parents[2]


async def test_workers_killed_at_random_lose_no_job_and_do_none_twice(empty_url: str) -> None:
    outcome = await trial(empty_url, count=150, kills=5, seed=3)
    assert outcome.sound, outcome
    assert outcome.tried_again > 0  # some had begun when their worker was killed


@asynccontextmanager
async def worker_process(url: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that only works on jobs, until it is told to end."""
    environment = {"DATABASE_URL": url, "SAMPLE_DATA": "false", "JOB_POLL_S": "60", **more}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handlers.worker"),
        cwd=ROOT,
        env=os.environ | environment,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def says(process: asyncio.subprocess.Process, what: str) -> None:
    """Wait until the process says something."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        while what not in (line := (await process.stderr.readline()).decode()):
            assert line, f"it ended without saying {what}"


@pytest.mark.parametrize(
    ("empty_url", "bus"),
    [("postgresql", "PostgreSQL"), ("sqlite", "Redis"), ("sqlite", "SQLite")],
    indirect=["empty_url"],
)
async def test_a_job_done_by_another_process_is_followed_here(empty_url: str, bus: str) -> None:
    """A job is started here, done there, and each change reaches a stream here at once."""
    shared: dict[str, Any] = {}
    if bus == "Redis":
        await (await redis_client()).aclose()
        shared = {"redis_url": REDIS}
    there = {name.upper(): value for name, value in shared.items()}
    async with (
        running(empty_url, job_workers=0, **shared) as app,
        client(app) as api,
        worker_process(empty_url, **there) as process,
    ):
        await says(process, "working on 2 jobs at a time")
        await asyncio.sleep(0.3)  # by now it listens
        for _ in range(2):
            job = (await api.post(JOBS, json={"kind": "recount_ratings"})).json()
            async with asyncio.timeout(PATIENCE_S):
                events = told((await api.get(job["events_url"])).text)
            heard_at = datetime.now(UTC)
            assert events[-1] == (None, "[DONE]")
            assert [event["status"] for _, event in events[-2:-1]] == ["succeeded"]
            # Without news the worker would wait for a minute, and the stream for ten seconds.
            created, ended = (job["created_at"], events[-2][1]["at"])
            assert (heard_at - datetime.fromisoformat(ended)).total_seconds() < 3
            assert (heard_at - datetime.fromisoformat(created)).total_seconds() < 5
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def test_a_worker_without_anything_to_do_says_so() -> None:
    async with worker_process("sqlite:////proc/none/books.db") as process:
        await says(process, "/proc/none/books.db cannot be opened")
        assert await process.wait() == 1
    async with worker_process("sqlite:////proc/none/books.db", JOB_WORKERS="0") as process:
        await says(process, "a worker needs at least 1")
        assert await process.wait() == 2
