"""`tenon sdk`: packages for client teams, made from a contract."""

from __future__ import annotations

import shutil
from argparse import Namespace
from pathlib import Path

from tenon.cli.workspace import enter, inside
from tenon.document import Bundle, read
from tenon.finding import Severity


def run(arguments: Namespace) -> int:
    """Make the packages, and name what was made."""
    work = enter(arguments.contract)
    bundle = read(work.contract, allow_remote=arguments.allow_remote)
    work.report().show(f for f in bundle.findings if f.severity is not Severity.NOTE)
    root = work.project.root
    given: Path | None = arguments.out
    folder = inside(root, root / "dist/sdk" if given is None else work.here / given)
    for path in _python(bundle, folder / "python"):
        print(path)
    return 0


def _python(bundle: Bundle, folder: Path) -> list[Path]:
    """The wheel of the Python SDK, and beside it the project that it was built from."""
    # Imported here: it brings the generators.
    from tenon.sdk.python.identity import identity
    from tenon.sdk.python.package import generate
    from tenon.sdk.python.wheel import build, write

    files = generate(bundle)
    known = identity(bundle.contract)
    project = folder / "project"
    # Only what an earlier run made is removed: the folder may hold more.
    shutil.rmtree(project / known.module, ignore_errors=True)
    for stale in folder.glob(f"{known.module}-*.whl"):
        stale.unlink()
    write(files, project)
    return [project, build(files, folder)]
