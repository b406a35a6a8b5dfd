"""Metrics for Prometheus: counted in plain numbers, made into families when they are asked for.

A request costs three additions; prometheus-client is imported at the first scrape
(https://prometheus.io/docs/instrumenting/exposition_formats/). Of processes that serve together
each tells of all: counts and gauges are added up, what the system knows of a process is told of
each by itself.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from handlers.eyes.counts import NONE, Counts, classes, reply_times, try_times
from handlers.eyes.together import Gauged, Together
from tenon.runtime.service import Scope

_JOBS_KEPT_S = 10.0
_TOLD_EACH_S = 1.0

Gauges = Callable[[], Mapping[str, float]]
JobCounts = Callable[[], Awaitable[Iterable[tuple[str, str, int]]]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked at a scrape: `gauges` by family name, and how many jobs there are.

    Gauges of several processes are added up; of the families in `least` the least counts.
    """

    gauges: Mapping[str, Gauges]
    jobs: JobCounts
    least: frozenset[str] = frozenset()

    def now(self) -> Gauged:
        """The gauges of this process."""
        return {family: dict(gauges()) for family, gauges in self.gauges.items()}


class Metrics:
    """Counts replies, as an observer of the edges, and tries of jobs."""

    def __init__(
        self,
        operations: Iterable[str] = (),
        kinds: Iterable[str] = (),
        together: Together | None = None,
    ) -> None:
        """`operations` and `kinds` of jobs are counted each by itself, all others as one."""
        self._counts = Counts(operations, kinds, together)
        self._together = together
        self._registry: Any = None
        self._job_counts: list[tuple[str, str, int]] = []
        self._job_counts_at = float("-inf")

    def __call__(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a reply that has ended."""
        operation = scope.get("tenon.operation")
        self._counts.note_reply(operation.id if operation is not None else NONE, status, seconds)

    def note_job(self, kind: str, seconds: float) -> None:
        """Count one try of a job."""
        self._counts.note_try(kind, seconds)

    async def tell(self, sources: Sources) -> None:
        """Let processes beside this one know how it does, until cancelled."""
        while self._together is not None:
            self._together.tell(sources.now())
            await asyncio.sleep(_TOLD_EACH_S)

    def leave(self) -> None:
        """Count no more among others."""
        if self._together is not None:
            self._together.leave()

    async def page(self, sources: Sources) -> tuple[bytes, str]:
        """All metrics as text, and its media type; what is not known now is left out."""
        from prometheus_client import exposition

        await self._count_jobs(sources.jobs)
        self._registry = self._registry or _registry(alone=self._together is None)
        self._registry.source = lambda: self._families(sources)
        return exposition.generate_latest(self._registry), exposition.CONTENT_TYPE_LATEST

    async def _count_jobs(self, jobs: JobCounts) -> None:
        if time.monotonic() - self._job_counts_at < _JOBS_KEPT_S:
            return
        self._job_counts_at = time.monotonic()
        try:
            self._job_counts = list(await jobs())
        except Exception:
            self._job_counts = []  # the gauges of the database tell why

    def _families(self, sources: Sources) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        yield from self._counted()
        jobs = GaugeMetricFamily("jobs", "Jobs there are", labels=["kind", "status"])
        for kind, status, count in self._job_counts:
            jobs.add_metric([kind, status], count)
        yield jobs
        own = sources.now()
        others = list(self._together.others()) if self._together is not None else []
        for family in sources.gauges:
            gauge = GaugeMetricFamily(family, family.replace("_", " ").capitalize(), labels=["of"])
            all_ = [told[family] for told in (own, *(o.gauges for o in others)) if family in told]
            for label in own[family]:
                values = [gauges[label] for gauges in all_ if label in gauges]
                gauge.add_metric([label], min(values) if family in sources.least else sum(values))
            yield gauge
        if self._together is not None:
            processes = {self._together.slot: os.getpid(), **{o.slot: o.pid for o in others}}
            yield from _of_processes(processes)

    def _counted(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        numbers = self._counts.now()
        told = "Replies by operation and class of status"
        replies = CounterMetricFamily("http_replies", told, labels=["operation", "class"])
        times = HistogramMetricFamily(
            "http_reply_seconds", "How long replies took", labels=["operation"]
        )
        for name, at in self._counts.replies.items():
            counts = classes(numbers, at)
            for hundreds, count in enumerate(counts):
                if count:
                    replies.add_metric([name, f"{hundreds}xx"], count)
            if any(counts):
                times.add_metric([name], *reply_times(numbers, at))
        tries = HistogramMetricFamily("job_try_seconds", "How long jobs took", labels=["kind"])
        for kind, at in self._counts.tries.items():
            buckets, seconds = try_times(numbers, at)
            if buckets[-1][1]:
                tries.add_metric([kind], buckets, seconds)
        yield from (replies, times, tries)


def _of_processes(processes: Mapping[int, int]) -> Iterator[Any]:
    """What the system knows of each process, by its slot."""
    from prometheus_client import ProcessCollector

    families: dict[str, Any] = {}
    for slot, pid in sorted(processes.items()):
        for metric in ProcessCollector(pid=partial(int, pid), registry=None).collect():
            family = families.setdefault(metric.name, metric)
            label = {"process": str(slot)}
            told = [sample._replace(labels={**sample.labels, **label}) for sample in metric.samples]
            family.samples = told if family is metric else [*family.samples, *told]
    yield from families.values()


def _registry(*, alone: bool) -> Any:
    from prometheus_client import (
        CollectorRegistry,
        GCCollector,
        PlatformCollector,
        ProcessCollector,
    )

    class Registry(CollectorRegistry):
        """The interpreter, where it is the only one the process, and what the service counts."""

        source: Callable[[], Iterator[Any]] = staticmethod(lambda: iter(()))

        def collect(self) -> Iterator[Any]:
            yield from super().collect()
            yield from self.source()

    registry = Registry()
    collectors = (
        (ProcessCollector, PlatformCollector, GCCollector) if alone else (PlatformCollector,)
    )
    for collector in collectors:
        collector(registry=registry)
    return registry
