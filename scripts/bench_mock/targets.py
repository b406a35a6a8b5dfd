"""What must hold: one row a target."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .contenders import PRISM, SCALAR, STATELESS, TENON, Contender
from .rates import Rates, Run
from .reload import Reloads
from .starts import Starts
from .talks import Said


@dataclass(slots=True)
class Figures:
    """What was measured; None for parts that were not asked for."""

    rates: Rates | None = None
    starts: Starts | None = None
    large: Starts | None = None
    reload: Reloads | None = None
    absent: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and what was found: `value` is None where it could not be measured."""

    title: str
    value: float | None
    bound: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it was measured and is on the right side."""
        if self.value is None:
            return False
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Faster:
    """One of our rates against the best of the peers'."""

    title: str
    run: Run
    others: tuple[Run, ...]
    at_least: float

    def judge(self, rates: Rates) -> Verdict:
        """Divide the two."""
        return Verdict(self.title, rates.ratio(self.run, self.others), self.at_least, "x", True)


_GETS: tuple[Run, ...] = ((PRISM, Said.GET), (SCALAR, Said.GET))
_POSTS: tuple[Run, ...] = ((PRISM, Said.POST), (SCALAR, Said.POST))
FASTER = (
    Faster("GET an example / the better peer", (STATELESS, Said.GET), _GETS, 2.5),
    Faster("POST a validated body / the better peer", (STATELESS, Said.POST), _POSTS, 2.0),
    Faster("GET generated / Prism", (TENON, Said.GENERATED), ((PRISM, Said.GENERATED),), 2.0),
    Faster("stateful GET / the better peer's GET", (TENON, Said.GET), _GETS, 1.2),
    Faster("stateful POST / the better peer's GET", (TENON, Said.POST), _GETS, 1.2),
)


def judge(figures: Figures) -> list[Verdict]:
    """The verdicts on all targets whose parts were asked for."""
    found: list[Verdict] = []
    if figures.starts is not None:
        both = (PRISM, SCALAR)
        first, taken = figures.starts.second, figures.starts.megabytes
        found.append(_least("our contract: first answer / the faster peer", first, both, 0.6))
        found.append(_least("our contract: memory after load / the lesser peer", taken, both, 0.4))
    if figures.rates is not None:
        found += [row.judge(figures.rates) for row in FASTER]
    if figures.large is not None:
        first, taken = figures.large.second, figures.large.megabytes
        found.append(_least("11 MB contract: first answer / Prism", first, (PRISM,), 0.4))
        found.append(_least("11 MB contract: memory / Prism", taken, (PRISM,), 0.7))
    if figures.reload is not None:
        failed = len(figures.reload.failures) if figures.reload.seconds else None
        found.append(Verdict("reload after a save", figures.reload.second, 0.4, "s"))
        found.append(Verdict("reload: requests that failed", failed, 0, ""))
    return found


def _least(
    title: str,
    of: Callable[[Contender], float | None],
    peers: tuple[Contender, ...],
    at_most: float,
) -> Verdict:
    """Ours against the least of the peers'."""
    ours, theirs = of(TENON), [of(peer) for peer in peers]
    known = [one for one in theirs if one is not None]
    value = ours / min(known) if ours is not None and len(known) == len(peers) else None
    return Verdict(title, value, at_most, "x")
