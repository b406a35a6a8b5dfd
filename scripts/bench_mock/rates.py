"""Requests a second: every server is loaded in turn, again and again."""

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from scripts.bench import load
from scripts.bench.process import NotServingError
from scripts.bench.rounds import Plan, Tell, cores, loading

from .contenders import PRISM, SCALAR, STATELESS, TENON, Contender
from .process import Running
from .talks import Said, Talk

Run = tuple[Contender, Said]

# What each server is asked; Scalar generates nothing where there is an example.
RUNS: tuple[Run, ...] = (
    (PRISM, Said.GET),
    (SCALAR, Said.GET),
    (STATELESS, Said.GET),
    (TENON, Said.GET),
    (PRISM, Said.GENERATED),
    (TENON, Said.GENERATED),
    (PRISM, Said.POST),
    (SCALAR, Said.POST),
    (STATELESS, Said.POST),
    (TENON, Said.POST),
)


@dataclass(slots=True)
class Rates:
    """The samples of each run, and why the rest was not measured."""

    samples: dict[Run, list[load.Sample]] = field(default_factory=dict)
    absent: dict[Contender, str] = field(default_factory=dict)
    sent: int = 0

    def rate(self, run: Run) -> float | None:
        """Requests a second, the median of the rounds; None where it was not measured."""
        found = self._found(run)
        return median(sample.rate for sample in found) if found else None

    def ratio(self, run: Run, others: Sequence[Run]) -> float | None:
        """How many times the rate of the fastest of the others; None where one was not measured.

        It is the median of the rounds' own ratios: within a round the machine is the same.
        """
        ours, theirs = self._found(run), [self._found(other) for other in others]
        if not ours or not all(theirs):
            return None
        best = max(theirs, key=lambda samples: median(sample.rate for sample in samples))
        return median(one.rate / other.rate for one, other in zip(ours, best, strict=True))

    def _found(self, run: Run) -> list[load.Sample]:
        return [] if run[0] in self.absent else self.samples.get(run, [])


def measure(document: Path, plan: Plan, folder: Path, peers: Path | None, tell: Tell) -> Rates:
    """Start all servers, load them in turn, stop them."""
    rates = Rates()
    _, load_core = cores()
    with ExitStack() as stack:
        loader = stack.enter_context(loading(load_core))
        servers = {}
        for contender in dict.fromkeys(contender for contender, _ in RUNS):
            try:
                servers[contender] = _ready(contender, document, folder, peers, load_core, stack)
            except NotServingError as error:
                _give_up(contender, str(error), rates, tell)
        tell("a round that does not count: compilers at run time learn from it")
        _round(servers, plan, loader, rates, tell)
        rates.samples.clear()
        for number in range(1, plan.rounds + 1):
            tell(f"round {number} of {plan.rounds}")
            _round(servers, plan, loader, rates, tell)
    return rates


def _ready(
    contender: Contender,
    document: Path,
    folder: Path,
    peers: Path | None,
    load_core: int,
    stack: ExitStack,
) -> Running:
    server = Running(contender, document, folder, peers)
    stack.callback(server.stop)
    server.first_answer(next(Talk(Said.GET).requests()))
    server.keep_off(load_core)
    return server


def _round(
    servers: dict[Contender, Running], plan: Plan, loader: Executor, rates: Rates, tell: Tell
) -> None:
    for contender, said in RUNS:
        if contender in rates.absent:
            continue
        server, talk = servers[contender], Talk(said, rates.sent)
        job = load.Job(server.port, server.pid, talk, plan.seconds, plan.warm_seconds)
        try:
            sample = loader.submit(load.run, job).result()
        except (load.LoadError, OSError, TimeoutError) as error:
            _give_up(contender, f"{said}: {error} {server.last_words()}", rates, tell)
            continue
        rates.sent += sample.sent + load.CONNECTIONS
        rates.samples.setdefault((contender, said), []).append(sample)
        tell(f"  {said}: {contender.name} {sample.rate:,.0f} a second")


def _give_up(contender: Contender, why: str, rates: Rates, tell: Tell) -> None:
    rates.absent[contender] = " ".join(why.split())
    tell(f"  {contender.name} is not measured: {rates.absent[contender]}")
