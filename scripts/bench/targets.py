"""What must hold: one row a target, each a ratio of two figures or a time."""

from dataclasses import dataclass

from . import entries
from .entries import Entry
from .exchange import Exchange
from .rounds import Figures
from .stopwatch import Times, Timing


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was found: `value` is None where it could not be measured."""

    title: str
    value: float | None
    at_most: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether it was measured and is low enough."""
        return self.value is not None and self.value <= self.at_most


@dataclass(frozen=True, slots=True)
class Ratio:
    """Processor time per request of one entry against another's for the same thing."""

    entry: Entry
    peer: Entry
    exchange: Exchange
    at_most: float

    def judge(self, figures: Figures) -> Verdict:
        """Divide the two."""
        value = figures.ratio(self.entry, self.peer, self.exchange)
        title = f"{self.exchange}: {self.entry.title} / {self.peer.title}"
        return Verdict(title, value, self.at_most, "x")


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds that something may take."""

    timing: Timing
    at_most: float

    def judge(self, times: Times) -> Verdict:
        """Compare the median."""
        return Verdict(self.timing.value, times.seconds(self.timing), self.at_most, "s")


RATIOS = (
    Ratio(entries.TENON, entries.BARE, Exchange.GET_ONE, 1.8),
    Ratio(entries.TENON, entries.BARE, Exchange.POST_ONE, 2.4),
    Ratio(entries.TENON, entries.BARE, Exchange.GET_20, 3.3),
    Ratio(entries.TENON, entries.FASTAPI, Exchange.GET_ONE, 0.55),
    Ratio(entries.TENON_EDGES, entries.BARE, Exchange.GET_KNOWN, 3.0),
    Ratio(entries.TENON_EDGES, entries.FASTAPI_MIDDLEWARE, Exchange.GET_KNOWN, 1 / 8),
    Ratio(entries.TENON_GROWN, entries.TENON_SMALL, Exchange.GET_LAST, 1.1),
    Ratio(entries.SERVICE, entries.FASTAPI_ORM, Exchange.GET_ONE, 0.3),
    Ratio(entries.SERVICE, entries.FASTAPI_ORM, Exchange.POST_ONE, 0.6),
)
LIMITS = (
    Limit(Timing.GENERATE_COLD, 2.5),
    Limit(Timing.GENERATE_UNCHANGED, 0.4),
    Limit(Timing.DEV_SAVE, 1.0),
    Limit(Timing.SERVE_START, 1.8),
)


def judge(figures: Figures, times: Times, chosen: tuple[str, ...]) -> list[Verdict]:
    """The verdicts on all targets whose entries and timings were chosen."""
    ratios = [row for row in RATIOS if {row.entry.name, row.peer.name} <= set(chosen)]
    limits = [row for row in LIMITS if row.timing.name_asked in chosen]
    return [row.judge(figures) for row in ratios] + [row.judge(times) for row in limits]
