"""Metrics of processes that serve together, and of those that only work on jobs."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from handlers.eyes.counts import Counts, classes, reply_times
from handlers.eyes.metrics import Metrics, Sources
from handlers.eyes.together import FOLDER, Together
from tests.handlers.book_api import BOOKS
from tests.handlers.job_tools import CHECK, JOBS, PATIENCE_S, done
from tests.handlers.test_eyes_metrics import TOKEN, samples, told
from tests.handlers.test_jobs_processes import worker_process
from tests.handlers.test_workers import ask, each, served

IDS = ("listBooks", "getBook")
KINDS = ("check",)


async def no_jobs() -> list[tuple[str, str, int]]:
    return []


def counts(folder: Path) -> Counts:
    return Counts(IDS, KINDS, Together(folder))


def test_what_two_count_is_added_up(tmp_path: Path) -> None:
    first, second = counts(tmp_path), counts(tmp_path)
    first.note_reply("getBook", 200, 0.002)
    second.note_reply("getBook", 200, 0.002)
    second.note_reply("getBook", 404, 20.0)
    for counted in (first, second):
        now = counted.now()
        at = counted.replies["getBook"]
        assert list(classes(now, at)) == [0, 0, 2, 0, 1, 0]
        buckets, seconds = reply_times(now, at)
        assert buckets[:2] == [("0.001", 0), ("0.0025", 2)]
        assert buckets[-2:] == [("10.0", 2), ("+Inf", 3)]
        assert seconds == pytest.approx(20.004)


def test_what_no_row_is_for_is_counted_as_none(tmp_path: Path) -> None:
    counted = counts(tmp_path)
    counted.note_reply("other", 200, 0.1)
    counted.note_try("other", 0.1)
    now = counted.now()
    assert sum(classes(now, counted.replies["none"])) == 1
    assert sum(now) == pytest.approx(3.2)  # a reply by class and by time, a try; 0.1 s each


def test_who_comes_next_counts_on_where_another_ended(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys\n"
        "from handlers.eyes.counts import Counts\n"
        "from handlers.eyes.together import Together\n"
        "together = Together(pathlib.Path(sys.argv[1]))\n"
        f"Counts({IDS!r}, {KINDS!r}, together).note_reply('getBook', 200, 1.0)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=30)
        assert ended.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["counts-0"]
    counted = counts(tmp_path)
    assert classes(counted.now(), counted.replies["getBook"])[2] == 3


def test_numbers_of_other_things_are_left_out(tmp_path: Path) -> None:
    other = Counts((*IDS, "deleteBook"), KINDS, Together(tmp_path))
    other.note_reply("getBook", 200, 1.0)
    assert sum(counts(tmp_path).now()) == 0


def test_only_who_lives_is_told_of(tmp_path: Path) -> None:
    first, second = Together(tmp_path), Together(tmp_path)
    second.tell({"streams": {"all": 2.0}})
    (other,) = first.others()
    assert (other.slot, other.pid, other.gauges) == (1, os.getpid(), {"streams": {"all": 2.0}})
    assert list(second.others()) == []
    second.leave()
    assert list(first.others()) == []
    assert Together(tmp_path).slot == 1


async def test_gauges_are_added_up_or_the_least_counts(tmp_path: Path) -> None:
    first, second = Together(tmp_path), Together(tmp_path)
    second.tell({"streams": {"all": 2.0}, "kept": {"store": 0.0}})
    gauges = {"streams": lambda: {"all": 3.0}, "kept": lambda: {"store": 1.0}}
    sources = Sources(gauges, no_jobs, least=frozenset({"kept"}))
    text, _ = await Metrics(IDS, KINDS, first).page(sources)
    found = samples(text.decode())
    assert found["streams", "all"] == 5
    assert found["kept", "store"] == 0
    assert {key[1] for key in found if key[0] == "process_cpu_seconds_total"} == {"0", "1"}
    families = [family.name for family in text_string_to_metric_families(text.decode())]
    assert len(families) == len(set(families))


def test_who_serves_alone_shares_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    assert Together.from_environment() is None
    for nowhere in ("", "relative", str(tmp_path / "nowhere")):
        monkeypatch.setenv(FOLDER, nowhere)
        assert Together.from_environment() is None
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert Together.from_environment() is not None
    assert Together.from_environment() is None  # what it starts in turn is not one of them


async def test_any_process_tells_of_all(tmp_path: Path) -> None:
    async with served(tmp_path, "--workers", "2", "--log-level", "warning") as service:
        async with each(service) as clients:
            for client, times in zip(clients, (3, 4), strict=True):
                for _ in range(times):
                    assert (await client.get(BOOKS)).status_code == 200
            for client in clients:
                found = await told(client)
                assert found["http_replies_total", "2xx", "listBooks"] == 7
                assert found["http_reply_seconds_count", "listBooks"] == 7
            await asyncio.sleep(1.2)  # by now each has told how it does
            found = await told(clients[0])
            assert found["rate_limits_kept", "store"] == 1
            memory = {key: found[key] for key in found if key[0] == "process_resident_memory_bytes"}
            assert {process for _, process in memory} == {"0", "1"}
            assert min(memory.values()) > 10_000_000
        killed = service.children()[0]
        os.kill(killed, signal.SIGKILL)
        async with asyncio.timeout(30):
            while True:
                if len(set(service.children()) - {killed}) == 2:
                    break
                await asyncio.sleep(0.05)
        async with each(service) as clients:
            for client in clients:
                assert (await told(client))["http_replies_total", "2xx", "listBooks"] == 7
        assert (await ask(service.url, "GET", BOOKS)).status_code == 200
        assert await service.end() == 0


async def test_a_process_that_only_works_tells_at_a_port_of_its_own(tmp_path: Path) -> None:
    file = {"VAR_DIR": str(tmp_path), "METRICS_TOKEN": TOKEN, "METRICS_PORT": "0"}
    url = f"sqlite:///{tmp_path}/books.db"
    async with (
        served(tmp_path, JOB_WORKERS="0", METRICS="false") as service,
        worker_process(url, **file) as process,
        httpx.AsyncClient(base_url=service.url) as api,
    ):
        port = await port_of(process)
        await done(api, await api.post(JOBS, json=CHECK))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as metrics:
            assert (await metrics.get("/metrics")).status_code == 401
            assert (await metrics.get("/")).status_code == 404
            found = await told(metrics, headers={"authorization": f"Bearer {TOKEN}"})
        assert found["job_try_seconds_count", "check_isbns"] == 1
        assert found["jobs_working", "here"] in (0, 1)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def port_of(process: asyncio.subprocess.Process) -> int:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
        while line := (await process.stderr.readline()).decode():
            if said := re.search(r"metrics at port (\d+)", line):
                return int(said[1])
    raise AssertionError("it ended without saying where")


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = str(taken.sockets[0].getsockname()[1])
    async with taken, worker_process(f"sqlite:///{tmp_path}/b.db", METRICS_PORT=port) as process:
        assert process.stderr is not None
        said = (await process.stderr.read()).decode()
        assert await process.wait() == 1
    assert "in use" in said
    assert "Traceback" not in said
