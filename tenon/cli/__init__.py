"""The command `tenon`; `command` lists what it can do.

What a command needs is imported when it runs, so that help and `tenon generate` with nothing to
do are quick, and `tenon serve` needs none of the tools.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path

from tenon.cli.command import COMMANDS, Command
from tenon.finding import ContractError

# What the extra `tools` of the package brings, by the names under which it is imported.
_TOOLS = frozenset({
    "datamodel_code_generator", "httpx", "hypothesis", "jinja2", "joserfc", "mimesis",
    "openapi_spec_validator", "schemathesis", "setuptools", "watchfiles",
})  # fmt: skip
FAILED, UNREAD, UNEXPECTED, INTERRUPTED = 1, 2, 3, 130

_EXAMPLES = """\
examples:
  tenon check                 read, judge and compare with what is generated
  tenon dev                   serve, and serve anew at each save
  tenon fuzz --seed 1         look for replies that break the contract

exit codes:
  0    all is well
  1    something was found, or has failed
  2    what was given cannot be used: arguments, settings, a document that does not read
  3    a fault of the tool itself, or of the files that it works with
  130  interrupted

settings are read from [tool.tenon] of the nearest pyproject.toml."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 when all is well, 1 when something is found or fails, 2 when what was given cannot be used
    (arguments, settings, a document that does not read), 3 for a fault of the tool itself or of the
    files that it works with, 130 when interrupted. A command raises ContractError for 2.
    """
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    here = Path.cwd()
    try:
        return int(import_module(command.module).run(arguments))
    except ContractError as error:
        from tenon.cli.reporting import Report

        form = arguments.format if command.name in ("check", "lint") else "text"
        with redirect_stdout(sys.stderr if command.product else sys.stdout):
            Report(form, Path.cwd(), here).show(error.findings)
        return UNREAD
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as fault:
        if arguments.debug:
            raise
        if isinstance(fault, ModuleNotFoundError) and _of_tools(fault):
            said = f"{fault.name} is not installed; run `pip install 'tenon[tools]'`"
            print(f"tenon {command.name}: {said}", file=sys.stderr)
            return FAILED
        return _unexpected(command, fault)


def _of_tools(fault: ModuleNotFoundError) -> bool:
    """Whether what is missing comes with the tools, which need not be there to serve."""
    return (fault.name or "").partition(".")[0] in _TOOLS


def _unexpected(command: Command, fault: Exception) -> int:
    """A fault in one line: an input file that is not there, or an error of the tool."""
    said = " ".join(str(fault).split())
    kind = type(fault).__name__
    print(
        f"tenon {command.name}: {kind}: {said}; run with --debug for the traceback",
        file=sys.stderr,
    )
    return UNEXPECTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tenon",
        description="Contract-first APIs: one OpenAPI document, served exactly.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = commands.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(sub)
        sub.add_argument("--debug", action="store_true", help="show tracebacks")
        sub.set_defaults(command=command)
    return parser


class _Version(argparse.Action):
    """Asks for the version only when it is wanted: reading package metadata takes time."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(version("tenon"))
        except PackageNotFoundError:
            print("not installed")
        parser.exit()
