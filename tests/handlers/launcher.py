"""Starts the server again and again, each in a process of its own, and imports it only once.

For each line of standard input, `<file> <arguments of tenon>`, a child process is forked that runs
`python -m tenon` with these arguments and writes what it says to the file. Standard output tells
the id of the child, then, when the child has ended, the signal that ended it.
"""

from __future__ import annotations

import os
import runpy
import sys
from importlib import import_module


def main() -> None:
    """Import, then fork."""
    for module in ("handlers.app", "tenon.cli.serve", "uvloop", "httptools"):
        import_module(module)
    print("ready", flush=True)
    for line in sys.stdin:
        file, *arguments = line.split()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            sys.argv = ["tenon", *arguments]
            runpy.run_module("tenon", run_name="__main__")
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
