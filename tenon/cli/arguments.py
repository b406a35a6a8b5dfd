"""The arguments of the commands: a function each, which adds them to a parser."""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path


def _contract(parser: ArgumentParser) -> None:
    parser.add_argument(
        "contract",
        nargs="?",
        type=Path,
        metavar="CONTRACT",
        help="the OpenAPI document (default: the project's)",
    )
    parser.add_argument(
        "--allow-remote", action="store_true", help="fetch documents that $ref names by http(s)"
    )


def _app(parser: ArgumentParser) -> None:
    parser.add_argument(
        "app",
        nargs="?",
        metavar="APP",
        help="the application, as module:attribute (default: the project's)",
    )


def check(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon check`."""
    _contract(parser)
    parser.add_argument(
        "--strict",
        action="store_true",
        help="fail on warnings; operations without a handler are errors",
    )
    _format(parser)


def lint(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon lint`."""
    _contract(parser)
    parser.add_argument("--strict", action="store_true", help="fail on warnings, too")
    parser.add_argument("--fix", action="store_true", help="put right what is safe to")
    parser.add_argument("--rules", action="store_true", help="list the rules and their reasons")
    _format(parser)


def _format(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="how findings are printed (default: text)",
    )


def generate(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon generate`."""
    _contract(parser)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail and show what would change"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to generate into")


def bundle(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon bundle`."""
    _contract(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the file to write (default: print)"
    )
    parser.add_argument(
        "--format", choices=("json", "yaml"), help="how to write it (default: by the file's name)"
    )
    parser.add_argument(
        "--public", action="store_true", help="leave out what is x-internal and what only it uses"
    )
    parser.add_argument(
        "--openapi",
        choices=("3.1", "3.0"),
        default="3.1",
        help="the version to say it in; what 3.0 cannot say is told (default: 3.1)",
    )
    parser.add_argument(
        "--dereference", action="store_true", help="replace each $ref by what it refers to"
    )


def _address(parser: ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port; 0 takes a free one (default: 8000)")


def serve(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon serve`."""
    _app(parser)
    parser.add_argument(
        "--contract",
        type=Path,
        metavar="FILE",
        help="serve this document without handlers: every operation answers 501",
    )
    _address(parser)
    parser.add_argument("--fd", type=int, help="listen on this inherited socket instead")
    parser.add_argument("--workers", type=int, metavar="N", help="how many processes serve")
    seconds = {"type": float, "metavar": "S"}
    parser.add_argument("--header-timeout", help="seconds for a request's headers", **seconds)  # type: ignore[arg-type]
    parser.add_argument("--keep-alive", help="seconds an idle connection is kept", **seconds)  # type: ignore[arg-type]
    parser.add_argument("--shutdown", help="seconds running requests get to end", **seconds)  # type: ignore[arg-type]
    parser.add_argument("--access-log", action="store_true", help="print a line a request")
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"))


def dev(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon dev`."""
    _app(parser)
    _address(parser)


def mock(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon mock`."""
    _contract(parser)
    add = parser.add_argument
    add("--host", help="the address to listen on (default: 127.0.0.1)")
    add("--port", type=int, help="the port; 0 takes a free one (default: 4010)")
    add("--stateless", action="store_true", help="remember nothing: answer from the contract alone")
    add("--seed", type=int, default=0, metavar="N", help="what generated values come from")
    add("--size", type=int, default=25, metavar="N", help="items a list begins with (default: 25)")
    add("--dynamic", action="store_true", help="generate values where an example could be sent")
    add(
        "--examples",
        choices=("repaired", "verbatim", "refused"),
        default="repaired",
        help="what becomes of examples that are not valid (default: repaired)",
    )
    add(
        "--errors",
        dest="examples",
        action="store_const",
        const="refused",
        default="repaired",
        help="answer 500 where an example is not valid: --examples=refused",
    )
    add("--no-cors", dest="cors", action="store_false", help="let no page of another origin read")
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which /__mock is asked, or whose pages ask it; repeatable",
    )
    add(
        "--no-head", dest="head", action="store_false", help="answer HEAD only where it is declared"
    )
    add("--no-fill", dest="fill", action="store_false", help="leave out what need not be there")
    add(
        "--stream-delay",
        type=float,
        default=0.0,
        metavar="S",
        help="seconds between the items of a stream (default: 0)",
    )
    add("--strict", action="store_true", help="refuse what tenon check refuses")
    add("--no-reload", dest="reload", action="store_false", help="do not look for saves")
    _trouble(parser)


def _trouble(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--scenario", type=Path, metavar="FILE", help="what to answer when, such as mock.yaml")
    add("--delay", metavar="SPAN", help="wait before answering: 200ms, 100ms..2s")
    add("--jitter", metavar="SPAN", help="miss the delay by about that much")
    add("--error-rate", metavar="CHANCE", help="fail by chance: 5%%, 5%%:503,429")
    add("--drop-rate", metavar="CHANCE", help="drop connections by chance")
    add("--slow", metavar="SPAN", help="take that long to send a body")


def proxy(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon proxy`."""
    _contract(parser)
    add = parser.add_argument
    add("--upstream", required=True, metavar="URL", help="the service that is asked")
    add("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    add("--port", type=int, default=4011, help="the port; 0 takes a free one (default: 4011)")
    add("--errors", action="store_true", help="refuse what breaks the contract")
    add(
        "--mock",
        action=BooleanOptionalAction,
        default=True,
        help="answer for an upstream that lacks an operation: 501, or an undeclared 404 or 405",
    )
    add(
        "--record",
        type=Path,
        metavar="PATH",
        help="keep real requests and replies as examples: a .yaml overlay, or a folder of them",
    )
    add("--no-reload", dest="reload", action="store_false", help="do not look for saves")
    add("--report", type=Path, metavar="FILE", help="write what was seen as JSON")
    add("--junit", type=Path, metavar="FILE", help="write what was seen as JUnit")
    add(
        "--timeout",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds in which the upstream must say something (default: 30)",
    )
    add(
        "--max-body",
        type=int,
        default=10_485_760,
        metavar="BYTES",
        help="judge bodies of no more than this (default: 10 MiB)",
    )


def fuzz(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon fuzz`."""
    parser.add_argument(
        "app",
        nargs="?",
        metavar="APP",
        help="the application, as module:attribute (default: the project's); with --url, the "
        "document, as --contract",
    )
    parser.add_argument("--url", help="fuzz the service at this address instead of starting one")
    parser.add_argument(
        "--contract",
        type=Path,
        metavar="FILE",
        help="the document (default: the one served); the project's credentials and formats hold "
        "for what is started here, whatever the document, and at --url for the project's own",
    )
    add = parser.add_argument
    add("--seed", type=int, action="append", default=[], metavar="N", help="a seed; repeatable")
    add("--seeds", type=int, default=1, metavar="K", help="that many seeds, from 1")
    add("--examples", type=int, default=50, metavar="N", help="cases an operation (default: 50)")
    add("--workers", type=int, default=1, metavar="N", help="parallel senders (default: 1)")
    add(
        "--operation",
        action="append",
        default=[],
        metavar="ID",
        help="only this, by itself; repeatable",
    )
    add("--time-limit", type=int, metavar="S", help="seconds for each seed")
    add(
        "--mock",
        action="store_true",
        help="what stands at --url is a mock: it may take any credential that looks right, and "
        "refuse what the document only implies",
    )
    add(
        "--env",
        action="append",
        default=[],
        metavar="KEY[=VALUE]",
        help="set a variable of the service, or hand ours on; repeatable",
    )
    _fuzz_reports(parser)


def _fuzz_reports(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--junit", type=Path, metavar="FILE", help="write a JUnit report")
    add("--html", type=Path, metavar="DIR", help="write an HTML report")
    add(
        "--coverage",
        type=Path,
        metavar="FILE",
        help="add to this file what each operation answered, for tenon report",
    )


def diff(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon diff`."""
    add = parser.add_argument
    add("base", metavar="BASE", help="a document, a git revision, or REVISION:path")
    add(
        "head",
        nargs="?",
        metavar="HEAD",
        help="what BASE is compared with, named in the same way (default: the project's contract)",
    )
    add(
        "--format",
        choices=("text", "markdown", "json", "html", "github"),
        default="text",
        help="how changes are printed (default: text)",
    )
    add("-o", "--output", type=Path, metavar="FILE", help="the file to write (default: print)")
    add(
        "--fail-on",
        choices=("undecided", "breaking", "dangerous", "never"),
        default="undecided",
        help="what fails without a major version: what breaks or may break (default), what "
        "breaks, what is dangerous too, or nothing",
    )
    add("--lenient", action="store_true", help="compare what can be read of faulty documents")
    add("--allow-remote", action="store_true", help="fetch documents that $ref names by http(s)")


def report(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon report`."""
    _contract(parser)
    add = parser.add_argument
    add(
        "--coverage",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="what tests (TENON_COVERAGE=FILE) or tenon fuzz --coverage FILE recorded; repeatable "
        "(default: the project's, or build/coverage/*.json*)",
    )
    add(
        "--base",
        metavar="BASE",
        help="the release to compare with: a git revision, REVISION:path or a document "
        "(default: the newest tag)",
    )
    add("--format", choices=("html", "json"), default="html", help="default: html")
    add(
        "-o", "--output", type=Path, metavar="FILE", help="the file to write (default: "
        "dist/report.html; JSON is printed)",
    )  # fmt: skip


def sdk(parser: ArgumentParser) -> None:
    """Add the arguments of `tenon sdk`."""
    parser.add_argument(
        "kind",
        choices=("python", "typescript", "rtk-query", "all"),
        metavar="KIND",
        help="which: python, typescript, rtk-query (hooks for React), or all",
    )
    _contract(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="the folder to make them in (default: dist/sdk)"
    )
    parser.add_argument(
        "--install",
        action="store_true",
        help="first let npm bring the generators of typescript and rtk-query",
    )
