"""`tenon sdk`: packages for client teams, made from a contract."""

from __future__ import annotations

import sys
from argparse import Namespace
from importlib import import_module
from pathlib import Path

from tenon.cli.workspace import enter, inside
from tenon.document import read
from tenon.finding import Severity

# What is made by whom; each module has `make`, from a bundle and a folder to what it made.
_MAKERS = {
    "python": "tenon.sdk.python.build",
    "typescript": "tenon.sdk.typescript.build",
    "rtk-query": "tenon.sdk.rtk_query.build",
}
_BY_NPM = frozenset({"typescript", "rtk-query"})


def run(arguments: Namespace) -> int:
    """Make the packages, and name what was made."""
    kinds = list(_MAKERS) if arguments.kind == "all" else [arguments.kind]
    _prepare(kinds, arguments)
    work = enter(arguments.contract)
    bundle = read(work.contract, allow_remote=arguments.allow_remote)
    work.report().show(f for f in bundle.findings if f.severity is not Severity.NOTE)
    root = work.project.root
    given: Path | None = arguments.out
    folder = inside(root, root / "dist/sdk" if given is None else work.here / given)
    for kind in kinds:
        # Imported here: it brings the generators.
        for path in import_module(_MAKERS[kind]).make(bundle, folder / kind):
            print(path)
    return 0


def _prepare(kinds: list[str], arguments: Namespace) -> None:
    """Bring the generators of npm if that is asked for, or say how, before anything is made."""
    if _BY_NPM.isdisjoint(kinds):
        return
    from tenon.sdk.npm import tools

    if arguments.install:
        tools.TOOLS.install(lambda line: print(line, file=sys.stderr))
    tools.needed(arguments.kind)
