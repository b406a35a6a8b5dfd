"""What /metrics tells."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.handlers.book_api import BOOKS, client, running
from tests.handlers.job_tools import CHECK, JOBS, done

TOKEN = "a-token-of-metrics"


def samples(text: str) -> dict[tuple[str, ...], float]:
    """All samples by name and the values of their labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def told(api: httpx.AsyncClient, **sent: Any) -> dict[tuple[str, ...], float]:
    reply = await api.get("/metrics", **sent)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain; version=")
    return samples(reply.text)


async def test_replies_are_counted_by_operation(url: str) -> None:
    async with running(url) as app, client(app) as api:
        for _ in range(3):
            await api.get(BOOKS)
        await api.get(f"{BOOKS}/77")
        await api.get("/nowhere")
        found = await told(api)
    assert found["http_replies_total", "2xx", "listBooks"] == 3
    assert found["http_replies_total", "4xx", "getBook"] == 1
    assert found["http_replies_total", "4xx", "none"] == 1
    assert ("http_replies_total", "2xx", "getBook") not in found
    assert found["http_reply_seconds_count", "listBooks"] == 3
    assert found["http_reply_seconds_bucket", "+Inf", "listBooks"] == 3
    assert 0 < found["http_reply_seconds_sum", "listBooks"] < 10
    assert found["rate_limits_kept", "store"] == 1
    assert found["open_streams", "all"] == 0
    assert found["process_resident_memory_bytes",] > 10_000_000
    assert {name[1] for name in found if name[0] == "database_load"} in (
        {"writes_waiting", "scans_waiting"},
        {"in_use", "idle"},
    )


async def test_jobs_are_counted_and_timed(url: str) -> None:
    async with running(url) as app, client(app) as api:
        await done(api, await api.post(JOBS, json=CHECK))
        async with asyncio.timeout(5):
            while True:
                found = await told(api)
                if ("job_try_seconds_count", "check_isbns") in found:
                    break
                await asyncio.sleep(0.01)
    assert found["job_try_seconds_count", "check_isbns"] == 1
    assert found["jobs", "check_isbns", "succeeded"] == 1
    assert found["jobs_working", "here"] in (0, 1)


async def test_metrics_go_on_without_the_database(tmp_path: Any) -> None:
    async with running(f"sqlite:///{tmp_path}/books.db") as app:
        pass
    async with client(app) as api:
        found = await told(api)
    assert ("python_info",) in {name[:1] for name in found}
    assert not [name for name in found if name[0] == "jobs"]


async def test_metrics_may_ask_for_a_token(tmp_path: Any) -> None:
    file = f"sqlite:///{tmp_path}/books.db"
    async with running(file, metrics_token=TOKEN) as app, client(app) as api:
        app_reply = [
            (await raw(app, headers)).status_code
            for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"bearer {TOKEN}"})
        ]
        assert app_reply == [401, 401, 401]
        assert await told(api, headers={"authorization": f"Bearer {TOKEN}"})


async def raw(app: Any, headers: dict[str, str]) -> httpx.Response:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://books.test"
    ) as api:
        return await api.get("/metrics", headers=headers)


async def test_metrics_may_be_off(tmp_path: Any) -> None:
    file = f"sqlite:///{tmp_path}/books.db"
    async with running(file, metrics=False) as app, client(app) as api:
        assert (await api.get("/metrics")).status_code == 404


@pytest.mark.parametrize("path", ["/metrics", "/health/ready"])
async def test_they_are_of_no_limit(tmp_path: Any, path: str) -> None:
    file = f"sqlite:///{tmp_path}/books.db"
    async with running(file, rate_limits="memory") as app, client(app) as api:
        for _ in range(3):
            assert "ratelimit" not in (await api.get(path)).headers
