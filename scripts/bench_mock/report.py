"""The figures as tables to read and as JSON to keep."""

from collections.abc import Iterable, Sequence
from typing import Any

from .contenders import CONTENDERS
from .rates import Rates
from .starts import Starts
from .talks import Said
from .targets import Figures, Verdict


def tables(figures: Figures, verdicts: Sequence[Verdict]) -> str:
    """Rates, times, memory and targets."""
    parts = [
        _rates(figures.rates) if figures.rates else "",
        _starts("our contract", figures.starts) if figures.starts else "",
        _starts("11 MB contract", figures.large) if figures.large else "",
        *(f"{part}: {why}" for part, why in figures.absent.items()),
        _verdicts(verdicts),
    ]
    return "\n\n".join(part for part in parts if part)


def as_json(figures: Figures, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The same, and every sample, as JSON values."""
    reload = figures.reload
    return {
        "rates": {
            f"{contender.name}: {said}": [sample.rate for sample in samples]
            for (contender, said), samples in (
                figures.rates.samples if figures.rates else {}
            ).items()
        },
        "load_share": {
            f"{contender.name}: {said}": [sample.load_share for sample in samples]
            for (contender, said), samples in (
                figures.rates.samples if figures.rates else {}
            ).items()
        },
        "starts": _started(figures.starts),
        "large": _started(figures.large),
        "reload": reload
        and {"seconds": reload.seconds, "asked": reload.asked, "failures": reload.failures},
        "absent": figures.absent,
        "targets": [
            {"title": one.title, "value": one.value, "bound": one.bound, "met": one.met}
            for one in verdicts
        ],
    }


def _started(starts: Starts | None) -> dict[str, Any] | None:
    if starts is None:
        return None
    return {
        "seconds": {contender.name: samples for contender, samples in starts.seconds.items()},
        "megabytes": {contender.name: samples for contender, samples in starts.memory.items()},
        "absent": {contender.name: why for contender, why in starts.absent.items()},
    }


def _rates(rates: Rates) -> str:
    lines = [_line("requests a second, 16 connections", map(str, Said))]
    for contender in CONTENDERS:
        found = [rates.rate((contender, said)) for said in Said]
        cells = ("-" if rate is None else f"{rate:,.0f}" for rate in found)
        lines.append(_line(contender.title, cells))
    return "\n".join(lines)


def _starts(title: str, starts: Starts) -> str:
    lines = [_line(title, ("first answer", "memory"))]
    for contender in CONTENDERS:
        seconds, megabytes = starts.second(contender), starts.megabytes(contender)
        if seconds is not None and megabytes is not None:
            lines.append(_line(contender.title, (f"{seconds:.2f} s", f"{megabytes:.0f} MB")))
    return "\n".join(lines)


def _line(title: str, cells: Iterable[str]) -> str:
    return f"{title:<36}" + "".join(f"{cell:>22}" for cell in cells)


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    lines = [f"{'target':<54}{'found':>12}{'must':>12}"]
    for one in verdicts:
        found = "-" if one.value is None else f"{one.value:.2f} {one.unit}"
        must = f"{'≥' if one.at_least else '≤'} {one.bound:g} {one.unit}"
        lines.append(f"{one.title:<54}{found:>12}{must:>12}  {'pass' if one.met else 'MISSED'}")
    return "\n".join(lines)
