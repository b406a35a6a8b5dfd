"""The rounds: every server is loaded in turn, again and again, so that noise meets them all."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from . import load
from .entries import Entry
from .exchange import Exchange, Talk
from .process import NotServingError, Server

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long each exchange of each entry is measured."""

    rounds: int
    seconds: float
    warm_seconds: float


@dataclass(slots=True)
class Figures:
    """What was measured, and why the rest was not."""

    samples: dict[tuple[Entry, Exchange], list[load.Sample]] = field(default_factory=dict)
    absent: dict[Entry, str] = field(default_factory=dict)
    sent: int = 0

    def microseconds(self, entry: Entry, exchange: Exchange) -> float | None:
        """Processor time per request, the median of the rounds; None where it was not measured."""
        samples = self.samples.get((entry, exchange), [])
        if entry in self.absent or not samples:
            return None
        return median(sample.microseconds for sample in samples)

    def ratio(self, entry: Entry, peer: Entry, exchange: Exchange) -> float | None:
        """How many times as much one costs as the other: the median of the rounds' own ratios.

        In a round both are loaded within seconds, so that a machine that grows slower or faster
        does so for both. None where either was not measured.
        """
        ours, theirs = (self.samples.get((one, exchange), []) for one in (entry, peer))
        if {entry, peer} & self.absent.keys() or not ours or not theirs:
            return None
        pairs = zip(ours, theirs, strict=True)
        return median(one.microseconds / other.microseconds for one, other in pairs)

    def add(self, entry: Entry, exchange: Exchange, sample: load.Sample) -> None:
        """Keep what one load took."""
        self.samples.setdefault((entry, exchange), []).append(sample)
        self.sent += sample.sent


def measure(entries: Sequence[Entry], plan: Plan, folder: Path, tell: Tell) -> Figures:
    """Start all servers, load them in turn, stop them."""
    figures = Figures()
    with ExitStack() as stack:
        servers = {one: Server(one.application, folder / one.name, own=one.own) for one in entries}
        for server in servers.values():
            stack.callback(server.stop)
        server_core, load_core = cores()
        loader = stack.enter_context(loading(load_core))
        for entry, server in servers.items():
            _make_ready(entry, server, server_core, figures, tell)
        for number in range(1, plan.rounds + 1):
            tell(f"round {number} of {plan.rounds}")
            _round(servers, plan, loader, figures, tell)
    return figures


def _make_ready(entry: Entry, server: Server, core: int, figures: Figures, tell: Tell) -> None:
    try:
        for exchange in entry.exchanges:
            figures.sent += 1
            server.check(exchange, figures.sent)
        server.pin(core)
    except NotServingError as error:
        _give_up(entry, str(error), figures, tell)


def _round(
    servers: dict[Entry, Server], plan: Plan, loader: Executor, figures: Figures, tell: Tell
) -> None:
    """Load each server once with each exchange; the same ones follow each other closely."""
    for exchange in Exchange:
        taken = []
        for entry, server in servers.items():
            if entry in figures.absent or exchange not in entry.exchanges:
                continue
            try:
                sample = _load(exchange, server, plan, loader, figures.sent)
            except (load.LoadError, OSError, TimeoutError) as error:
                _give_up(entry, f"{error} {server.last_words()}", figures, tell)
                continue
            figures.add(entry, exchange, sample)
            taken.append(f"{entry.name} {sample.microseconds:.1f}")
        tell(f"  {exchange}, µs: {', '.join(taken)}")


def _load(
    exchange: Exchange, server: Server, plan: Plan, loader: Executor, sent: int
) -> load.Sample:
    talk = Talk(exchange, sent + 1)
    job = load.Job(server.port, server.pid, talk, plan.seconds, plan.warm_seconds)
    return loader.submit(load.run, job).result()


def _give_up(entry: Entry, why: str, figures: Figures, tell: Tell) -> None:
    why = " ".join(why.split())
    figures.absent[entry] = why
    tell(f"  {entry.name} is not measured: {why}")


def cores() -> tuple[int, int]:
    """The core of the servers and that of the load; the same where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


@contextmanager
def loading(core: int) -> Iterator[Executor]:
    """A process on a core of its own, in which loads are run."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, os.sched_setaffinity, (0, {core})) as loader:
        yield loader
