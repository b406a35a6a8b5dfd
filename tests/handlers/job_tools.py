"""Jobs under test: kinds that do what a test says, and workers that wait for nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx
from sqlalchemy import Connection, func, select

from handlers.jobs.backoff import Backoff
from handlers.jobs.bus import Bus, LocalBus
from handlers.jobs.kinds import Kind, Task
from handlers.jobs.worker import WorkerSettings
from handlers.jobs.workshop import Workshop
from handlers.store import Effect, JobDraft, Store
from handlers.store.audit import record
from handlers.store.audit_tables import audit

JOBS, REPORTS, EVENTS = "/api/v1/jobs", "/api/v1/reports", "/api/v1/sse/jobs"
REPRICE = {"kind": "reprice_books", "genre": "science_fiction", "percent": 10}
CHECK = {"kind": "check_isbns"}
ENDED = frozenset({"succeeded", "failed", "cancelled"})
PATIENCE_S = 10

Script = Callable[[Task], Awaitable[None]]


async def nothing(task: Task) -> None:
    """Work that is done at once."""


def kind(script: Script = nothing, **more: Any) -> Kind:
    """A kind whose work is a script, and whose effect is one row that names the job."""

    async def work(store: Store, task: Task) -> Effect:
        await script(task)
        return partial(_effect, job_id=task.id)

    return Kind(work, **more)


def _effect(connection: Connection, job_id: int) -> Mapping[str, Any]:
    record(connection, "test", "effect", "job", str(job_id))
    return {"kind": "recount_ratings", "corrected": 0}


def _effects(connection: Connection, job_id: int) -> int:
    made = select(func.count()).where(audit.c.action == "effect", audit.c.target == str(job_id))
    return connection.scalar(made) or 0


async def effects(store: Store, job_id: int) -> int:
    """How often the effect of a job was done."""
    return await store.database.scan(_effects, job_id)


async def queue(store: Store, name: str = "test", **more: Any) -> int:
    """Queue a job; its id."""
    draft = JobDraft(kind=name, parameters={}, owner="test", **more)
    return (await store.jobs.add(draft, by="test")).id


def quick(**more: Any) -> WorkerSettings:
    """A worker that waits for nothing that a test need not wait for."""
    given: dict[str, Any] = {
        "slots": 2,
        "lease_s": 0.3,
        "poll_s": 0.05,
        "drain_s": 0.2,
        "backoff": Backoff(0.01, 0.02),
    }
    return WorkerSettings(**given | more)


@asynccontextmanager
async def working(
    store: Store, kinds: Mapping[str, Kind], bus: Bus | None = None, **more: Any
) -> AsyncIterator[Workshop]:
    """A workshop over a store."""
    shop = Workshop(store, bus or LocalBus(), quick(**more), kinds=kinds)
    await shop.open()
    try:
        yield shop
    finally:
        await shop.close()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something to come true."""
    for _ in range(100 * PATIENCE_S):
        if await true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come true")


async def ended(store: Store, job_id: int) -> dict[str, Any]:
    """The fields of a job, once it has ended."""
    await until(lambda: _stands(store, job_id, ENDED))
    return await fields(store, job_id)


async def fields(store: Store, job_id: int) -> dict[str, Any]:
    """The fields of a job as it stands."""
    entry = await store.jobs.get(job_id)
    assert entry is not None
    return entry.fields


async def _stands(store: Store, job_id: int, statuses: Iterable[str]) -> bool:
    return (await fields(store, job_id))["status"] in statuses


async def done(api: httpx.AsyncClient, started: httpx.Response, **sent: Any) -> dict[str, Any]:
    """A job or a report, once it has ended, by the addresses that starting it gave."""
    assert started.status_code == 202, started.text
    told = started.json()
    events = await api.get(told["events_url"], **sent)
    assert events.status_code == 200, events.text
    found: dict[str, Any] = (await api.get(told["status_url"], **sent)).json()
    assert found["status"] in ENDED
    return found


def told(text: str) -> list[tuple[int | None, Any]]:
    """The events of a stream: id and data, heartbeats left out."""
    found: list[tuple[int | None, Any]] = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if "data" in lines:
            data = lines["data"]
            number = int(lines["id"]) if "id" in lines else None
            found.append((number, data if data == "[DONE]" else json.loads(data)))
    return found
