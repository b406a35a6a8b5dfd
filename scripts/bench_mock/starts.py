"""From the start of a server to its first answer, and the memory that it takes after a load."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from scripts.bench import load
from scripts.bench.process import NotServingError
from scripts.bench.rounds import Tell, cores, loading

from .contenders import Contender
from .process import Running
from .talks import Said, Talk, get

_LOAD_S = {Said.GET: 2.0, Said.POST: 1.0}


@dataclass(frozen=True, slots=True)
class Subject:
    """A document to start on, the path to ask for, and whether it knows of books to load with."""

    name: str
    document: Path
    path: str
    has_books: bool


@dataclass(slots=True)
class Starts:
    """Seconds and megabytes by contender, and why the rest was not measured."""

    seconds: dict[Contender, list[float]] = field(default_factory=dict)
    memory: dict[Contender, list[float]] = field(default_factory=dict)
    absent: dict[Contender, str] = field(default_factory=dict)

    def second(self, contender: Contender) -> float | None:
        """Seconds to the first answer, the median; None where it was not measured."""
        return self._median(self.seconds, contender)

    def megabytes(self, contender: Contender) -> float | None:
        """Megabytes after the load, the median; None where it was not measured."""
        return self._median(self.memory, contender)

    def _median(self, found: dict[Contender, list[float]], contender: Contender) -> float | None:
        samples = found.get(contender)
        return median(samples) if samples and contender not in self.absent else None


def measure(
    subject: Subject,
    contenders: Sequence[Contender],
    repeats: int,
    folder: Path,
    peers: Path | None,
    tell: Tell,
) -> Starts:
    """Start each contender so many times in turn."""
    starts = Starts()
    for _ in range(repeats):
        for contender in contenders:
            if contender in starts.absent:
                continue
            try:
                seconds, memory = _start(subject, contender, folder, peers)
            except (NotServingError, load.LoadError, OSError) as error:
                starts.absent[contender] = " ".join(str(error).split())
                tell(f"  {contender.name} is not measured: {starts.absent[contender]}")
                continue
            starts.seconds.setdefault(contender, []).append(seconds)
            starts.memory.setdefault(contender, []).append(memory)
            tell(f"  {subject.name}: {contender.name} {seconds:.2f} s, {memory:.0f} MB")
    return starts


def _start(
    subject: Subject, contender: Contender, folder: Path, peers: Path | None
) -> tuple[float, float]:
    server = Running(contender, subject.document, folder, peers)
    try:
        seconds = server.first_answer(get(subject.path))
        if subject.has_books:
            _load(server)
        return seconds, server.memory
    finally:
        server.stop()


def _load(server: Running) -> None:
    _, core = cores()
    server.keep_off(core)
    with loading(core) as loader:
        for said, seconds in _LOAD_S.items():
            job = load.Job(server.port, server.pid, Talk(said), seconds, 0.1)
            loader.submit(load.run, job).result()
