"""The figures as tables to read and as JSON to keep."""

from collections.abc import Sequence
from typing import Any

from . import entries
from .exchange import Exchange
from .rounds import Figures
from .stopwatch import Times
from .targets import Verdict

_COLUMNS = (
    Exchange.GET_ONE,
    Exchange.POST_ONE,
    Exchange.GET_20,
    Exchange.GET_LAST,
    Exchange.GET_KNOWN,
)


def tables(figures: Figures, times: Times, verdicts: Sequence[Verdict]) -> str:
    """Costs by application, times, and targets."""
    parts = [_costs(figures), _times(times), _verdicts(verdicts)]
    return "\n\n".join(part for part in parts if part)


def as_json(figures: Figures, times: Times, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The same, and every sample, as JSON values."""
    return {
        "microseconds": {
            entry.name: {
                exchange.value: {
                    "median": figures.microseconds(entry, exchange),
                    "samples": [one.microseconds for one in figures.samples[entry, exchange]],
                    "load_share": [one.load_share for one in figures.samples[entry, exchange]],
                }
                for exchange in entry.exchanges
                if (entry, exchange) in figures.samples
            }
            for entry in entries.ENTRIES
        },
        "seconds": {timing.value: samples for timing, samples in times.samples.items()},
        "absent": {
            **{entry.name: why for entry, why in figures.absent.items()},
            **{timing.value: why for timing, why in times.absent.items()},
        },
        "targets": [
            {
                "title": one.title,
                "value": one.value,
                "at_most": one.at_most,
                "unit": one.unit,
                "met": one.met,
            }
            for one in verdicts
        ],
    }


def _costs(figures: Figures) -> str:
    measured = {entry for entry, _ in figures.samples}
    if not measured:
        return ""
    head = "".join(f"{exchange:>18}" for exchange in _COLUMNS)
    lines = [f"{'µs of server CPU per request (x bare)':<44}{head}"]
    for entry in entries.ENTRIES:
        if entry in measured:
            cells = "".join(f"{_cost(figures, entry, column):>18}" for column in _COLUMNS)
            lines.append(f"{entry.title:<44}{cells}")
    return "\n".join(lines)


def _cost(figures: Figures, entry: entries.Entry, exchange: Exchange) -> str:
    taken = figures.microseconds(entry, exchange)
    if taken is None:
        return "-"
    times = figures.ratio(entry, entries.BARE, exchange)
    return f"{taken:.1f}" if times is None else f"{taken:.1f} ({times:.2f})"


def _times(times: Times) -> str:
    return "\n".join(
        f"{timing:<62}{times.seconds(timing) or 0:>8.2f} s" for timing in times.samples
    )


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    if not verdicts:
        return ""
    lines = [f"{'target':<92}{'found':>10}{'must':>11}"]
    for one in verdicts:
        found = "-" if one.value is None else f"{one.value:.2f} {one.unit}"
        verdict = "pass" if one.met else "MISSED"
        lines.append(f"{one.title:<92}{found:>10}{f'≤ {one.at_most:g} {one.unit}':>11}  {verdict}")
    return "\n".join(lines)
