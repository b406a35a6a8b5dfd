"""The command: measure, print, judge."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from compileall import compile_dir
from pathlib import Path

from scripts.bench.process import ROOT, NotServingError
from scripts.bench.rounds import Plan, Tell

from . import rates, reload, report, starts, targets
from .contenders import PRISM, SCALAR, TENON
from .install import installed
from .targets import Figures

FULL = Plan(rounds=11, seconds=1.0, warm_seconds=0.2)
QUICK = Plan(rounds=3, seconds=0.5, warm_seconds=0.2)
OURS = starts.Subject("our contract", ROOT / "generated/contract.json", "/api/v1/books/1", True)
LARGE = starts.Subject(
    "11 MB contract", ROOT.parent / "shared/corpus/ghes-3.17.json", "/meta", False
)


def main() -> int:
    """Run the bench as the arguments ask; answers the exit code."""
    asked = _arguments()
    began = time.perf_counter()

    def tell(line: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {line}", file=sys.stderr, flush=True)

    figures = Figures()
    peers = installed(tell)
    # Ours is measured as pip installs it: compiled, whatever the environment says of byte code.
    compile_dir(ROOT / "tenon", quiet=1)
    with tempfile.TemporaryDirectory(prefix="bench-mock-") as folder:
        for name in asked.only:
            tell(name)
            try:
                PARTS[name](figures, asked.quick, Path(folder), peers, tell)
            except (NotServingError, OSError) as error:
                figures.absent[name] = str(error)
                tell(f"  not measured: {error}")
    verdicts = targets.judge(figures)
    print(report.tables(figures, verdicts))
    if asked.json:
        text = json.dumps(report.as_json(figures, verdicts), indent=2)
        asked.json.write_text(text + "\n", encoding="utf-8")
    return 0 if verdicts and all(one.met for one in verdicts) else 1


def _rates(figures: Figures, quick: bool, folder: Path, peers: Path | None, tell: Tell) -> None:
    plan = QUICK if quick else FULL
    figures.rates = rates.measure(OURS.document, plan, folder, peers, tell)


def _starts(figures: Figures, quick: bool, folder: Path, peers: Path | None, tell: Tell) -> None:
    contenders, repeats = (TENON, PRISM, SCALAR), 2 if quick else 5
    figures.starts = starts.measure(OURS, contenders, repeats, folder, peers, tell)


def _large(figures: Figures, quick: bool, folder: Path, peers: Path | None, tell: Tell) -> None:
    if not LARGE.document.exists():
        figures.absent["large"] = f"there is no {LARGE.document.name}"
        return
    contenders, repeats = (TENON, PRISM), 1 if quick else 3
    figures.large = starts.measure(LARGE, contenders, repeats, folder, peers, tell)


def _reload(figures: Figures, quick: bool, folder: Path, peers: Path | None, tell: Tell) -> None:
    figures.reload = reload.measure(2 if quick else 5, folder, tell)


Part = Callable[[Figures, bool, Path, Path | None, Tell], None]
PARTS: dict[str, Part] = {
    "rates": _rates,
    "starts": _starts,
    "large": _large,
    "reload": _reload,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-mock", description="Measure the mock beside its peers, in one run."
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every sample there")
    parser.add_argument(
        "--only",
        type=_names,
        default=tuple(PARTS),
        metavar="NAME,...",
        help=f"some of {', '.join(PARTS)}",
    )
    return parser.parse_args()


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := sorted(set(names) - set(PARTS)):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
