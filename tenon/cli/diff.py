"""`tenon diff`: what changed between two contracts, and whom it breaks."""

from __future__ import annotations

import sys
from argparse import Namespace

from tenon.cli.comparison import Reading, acceptances, outcome
from tenon.cli.workspace import enter
from tenon.diff.acceptance import idle
from tenon.diff.printing import FORMS


def run(arguments: Namespace) -> int:
    """Print what changed; 1 when something breaks that nobody accepted."""
    work = enter()
    report = work.report()
    project = work.project
    reading = Reading(
        work, project.root, project.contract, arguments.allow_remote, arguments.lenient
    )
    own = str(project.root / project.contract)
    allowed = acceptances(work)
    called = arguments.head or str(project.contract)
    with reading.sides(arguments.base, arguments.head or own, called) as (base, head):
        found = outcome(work, base, head, allowed, arguments.fail_on)
        passed_over = [*base.passed_over(), *head.passed_over()]
    said = FORMS[arguments.format](found)
    if arguments.output is None:
        sys.stdout.write(said)
    else:
        target = work.here / arguments.output
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(said, encoding="utf-8")
    for finding in (*passed_over, *idle(allowed, found.accepted)):
        print(report.placed(finding), file=sys.stderr)
    return int(bool(found.failing))
