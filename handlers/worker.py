"""A process that only works on jobs: `python -m handlers.worker`, on any number of hosts.

It takes the settings of the service; JOB_WORKERS says how many jobs it works on at a time. On
SIGTERM or SIGINT it takes no more, finishes what it can and gives back the rest. METRICS_PORT
says where it answers /metrics, if anywhere.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from importlib.resources import files

from handlers.eyes import Eyes
from handlers.eyes.metrics import Gauges, Sources
from handlers.eyes.port import metrics_port
from handlers.jobs import Workshop, workshop
from handlers.opening import Opening
from handlers.settings import Settings
from handlers.store import Store, UnavailableError
from tenon.contract import Contract

log = logging.getLogger("handlers.jobs")


async def work(settings: Settings) -> None:
    """Work until told to stop.

    Raises UnavailableError when there is no database at the start, OSError when METRICS_PORT
    cannot be listened on.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    eyes = Eyes(settings, _version())
    eyes.log(settings.log_level)
    store = Store(settings.database_url, sample_data=settings.sample_data, watched=eyes.database)
    place = workshop(store, settings, eyes.job)
    opening = Opening(store, [place.open], patient=settings.start_without_database)
    port = metrics_port(eyes.metrics, _sources(store, place), settings)
    if port is not None:
        await port.open()
    try:
        await opening.begin()
        log.info("working on %d jobs at a time", settings.job_workers)
        await told.wait()
    finally:
        await opening.end()
        await place.close()
        await store.close()
        if port is not None:
            await port.close()
        await eyes.close()


def _sources(store: Store, place: Workshop) -> Sources:
    """What is told of this process besides what is counted."""
    gauges: dict[str, Gauges] = {
        "jobs_working": lambda: {"here": place.worker.working if place.worker else 0},
        "database_load": store.database.load,
    }
    return Sources(gauges, store.jobs.counts)


def _version() -> str:
    return Contract.load(str(files("generated").joinpath("contract.json"))).version


def main() -> int:
    """The command; its exit code."""
    settings = Settings()
    if not settings.job_workers:
        print("JOB_WORKERS is 0: a worker needs at least 1", file=sys.stderr)
        return 2
    try:
        asyncio.run(work(settings))
    except (UnavailableError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
