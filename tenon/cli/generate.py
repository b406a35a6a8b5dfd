"""`tenon generate`: DTOs, stubs and routers for a contract; `--check` only shows the drift."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from tenon.cli.workspace import enter, inside
from tenon.finding import Severity
from tenon.generation import Generation


def run(arguments: Namespace) -> int:
    """Write what changed and name it; with `--check`, print the difference; 1 when there is any."""
    work = enter(arguments.contract)
    folder: Path = work.project.generated
    if arguments.out is not None:
        folder = inside(work.project.root, work.here / arguments.out)
    generation = Generation(work.contract, folder, allow_remote=arguments.allow_remote)
    report = work.report()
    bundle = generation.read()
    # Notes are for `tenon check`: what they speak of is generated as it should be.
    report.show(f for f in bundle.findings if f.severity is not Severity.NOTE)
    if arguments.check:
        difference = generation.difference(bundle)
        print(difference, end="")
        print(f"{folder}: {'not what the contract says' if difference else 'up to date'}")
        return int(bool(difference))
    changed = generation.write(bundle)
    for path in changed:
        print(path)
    print(f"{folder}: {_counted(len(changed)) if changed else 'up to date'}")
    return 0


def _counted(changed: int) -> str:
    return f"{changed} file{'' if changed == 1 else 's'} changed"
