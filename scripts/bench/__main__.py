"""The command: measure, print, judge."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from . import bearer, entries, report, rounds, stopwatch, streams, targets

FULL = rounds.Plan(rounds=21, seconds=0.25, warm_seconds=0.05)
QUICK = rounds.Plan(rounds=3, seconds=0.15, warm_seconds=0.05)
NAMES = (*(entry.name for entry in entries.ENTRIES), *stopwatch.NAMES, streams.NAME)


def main() -> int:
    """Run the bench as the arguments ask; answers the exit code."""
    asked = _arguments()
    start = time.perf_counter()

    def tell(line: str) -> None:
        print(f"{time.perf_counter() - start:6.1f} s  {line}", file=sys.stderr, flush=True)

    bearer.prepare()
    chosen = [entry for entry in entries.ENTRIES if entry.name in asked.only]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = QUICK if asked.quick else FULL
        figures = rounds.measure(chosen, plan, Path(folder), tell)
        times = stopwatch.measure(asked.only, 2 if asked.quick else 5, Path(folder), tell)
        many = streams.measure(asked.only, Path(folder), tell)
    verdicts = targets.judge(figures, times, asked.only)
    print(report.tables(figures, times, verdicts))
    if many is not None:
        print(f"\n{many}")
    if asked.json:
        text = json.dumps(report.as_json(figures, times, verdicts), indent=2)
        asked.json.write_text(text + "\n", encoding="utf-8")
    return 0 if all(verdict.met for verdict in verdicts) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description="Measure the project beside its peers, in one run."
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every sample there")
    parser.add_argument(
        "--only",
        type=_names,
        default=NAMES,
        metavar="NAME,...",
        help=f"some of {', '.join(NAMES)}",
    )
    return parser.parse_args()


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := sorted(set(names) - set(NAMES)):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
