"""Metrics for Prometheus: counted in plain numbers, made into families when they are asked for.

A request costs three additions; prometheus-client is imported at the first scrape
(https://prometheus.io/docs/instrumenting/exposition_formats/).
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenon.runtime.service import Scope

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
JOB_BUCKETS_S = (0.01, 0.1, 1.0, 10.0, 60.0, 600.0)
_JOBS_KEPT_S = 10.0

Gauges = Callable[[], Mapping[str, float]]
JobCounts = Callable[[], Awaitable[Iterable[tuple[str, str, int]]]]


class _Times:
    """A histogram: how many took up to each bound, and all together."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def note(self, seconds: float) -> None:
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds

    def buckets(self) -> list[tuple[str, float]]:
        total, told = 0, []
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            total += count
            told.append(("+Inf" if bound == float("inf") else str(bound), float(total)))
        return told


class _Counted:
    """What is counted of one operation: replies by hundreds of their status, and their times."""

    __slots__ = ("classes", "times")

    def __init__(self) -> None:
        self.classes = [0] * 6
        self.times = _Times(BUCKETS_S)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is asked at a scrape: `gauges` by family name, and how many jobs there are."""

    gauges: Mapping[str, Gauges]
    jobs: JobCounts


class Metrics:
    """Counts replies, as an observer of the edges, and tries of jobs."""

    def __init__(self) -> None:
        self._counted: dict[str, _Counted] = {}
        self._jobs: dict[str, _Times] = {}
        self._registry: Any = None
        self._job_counts: list[tuple[str, str, int]] = []
        self._job_counts_at = float("-inf")

    def __call__(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a reply that has ended."""
        operation = scope.get("tenon.operation")
        name = operation.id if operation is not None else "none"
        counted = self._counted.get(name)
        if counted is None:
            counted = self._counted[name] = _Counted()
        counted.classes[status // 100] += 1
        times = counted.times
        times.counts[bisect_left(BUCKETS_S, seconds)] += 1
        times.sum += seconds

    def note_job(self, kind: str, seconds: float) -> None:
        """Count one try of a job."""
        self._jobs.setdefault(kind, _Times(JOB_BUCKETS_S)).note(seconds)

    async def page(self, sources: Sources) -> tuple[bytes, str]:
        """All metrics as text, and its media type; what is not known now is left out."""
        from prometheus_client import exposition

        await self._count_jobs(sources.jobs)
        self._registry = self._registry or _registry()
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
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        told = "Replies by operation and class of status"
        replies = CounterMetricFamily("http_replies", told, labels=["operation", "class"])
        times = HistogramMetricFamily(
            "http_reply_seconds", "How long replies took", labels=["operation"]
        )
        for name, counted in list(self._counted.items()):
            for hundreds, count in enumerate(counted.classes):
                if count:
                    replies.add_metric([name, f"{hundreds}xx"], count)
            times.add_metric([name], counted.times.buckets(), counted.times.sum)
        yield from (replies, times)
        tries = HistogramMetricFamily("job_try_seconds", "How long jobs took", labels=["kind"])
        for kind, noted in list(self._jobs.items()):
            tries.add_metric([kind], noted.buckets(), noted.sum)
        yield tries
        jobs = GaugeMetricFamily("jobs", "Jobs there are", labels=["kind", "status"])
        for kind, status, count in self._job_counts:
            jobs.add_metric([kind, status], count)
        yield jobs
        for family, gauges in sources.gauges.items():
            gauge = GaugeMetricFamily(family, family.replace("_", " ").capitalize(), labels=["of"])
            for label, value in gauges().items():
                gauge.add_metric([label], value)
            yield gauge


def _registry() -> Any:
    from prometheus_client import (
        CollectorRegistry,
        GCCollector,
        PlatformCollector,
        ProcessCollector,
    )

    class Registry(CollectorRegistry):
        """The process, the interpreter, and what the service counts."""

        source: Callable[[], Iterator[Any]] = staticmethod(lambda: iter(()))

        def collect(self) -> Iterator[Any]:
            yield from super().collect()
            yield from self.source()

    registry = Registry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry
