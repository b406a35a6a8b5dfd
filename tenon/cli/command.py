"""The commands: a row each."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass

from tenon.cli import arguments


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `module` has its `run`, from parsed arguments to an exit code.

    `product` says that what it prints is a document: findings are then printed beside it.
    """

    name: str
    summary: str
    example: str
    arguments: Callable[[ArgumentParser], None]
    product: bool = False

    @property
    def module(self) -> str:
        """The module that runs it."""
        return f"tenon.cli.{self.name}"


COMMANDS = (
    Command(
        "check", "say everything that is wrong with a contract", "tenon check", arguments.check
    ),
    Command("lint", "say what a careful team would change", "tenon lint --fix", arguments.lint),
    Command(
        "generate",
        "write DTOs, stubs and routers for a contract",
        "tenon generate --check",
        arguments.generate,
    ),
    Command(
        "bundle",
        "write a contract of many files as one document",
        "tenon bundle -o dist/openapi.yaml",
        arguments.bundle,
        product=True,
    ),
    Command(
        "diff",
        "say what changed in a contract, and whom it breaks",
        "tenon diff main",
        arguments.diff,
        product=True,
    ),
    Command(
        "report",
        "show the health of a contract on one page",
        "tenon report --coverage tests.jsonl -o dist/report.html",
        arguments.report,
        product=True,
    ),
    Command(
        "sdk", "make packages for client teams", "tenon sdk python --out dist/sdk", arguments.sdk
    ),
    Command("serve", "serve an application", "tenon serve --port 8080", arguments.serve),
    Command(
        "mock",
        "answer as the service of a contract would",
        "tenon mock openapi.yaml --port 4010",
        arguments.mock,
    ),
    Command(
        "proxy",
        "pass traffic on to a service and judge it",
        "tenon proxy --upstream http://127.0.0.1:8000 --report seen.json",
        arguments.proxy,
    ),
    Command("dev", "serve, and serve anew at each save", "tenon dev", arguments.dev),
    Command(
        "fuzz",
        "look for replies that break the contract",
        "tenon fuzz --seeds 5 --examples 200 --junit fuzz.xml",
        arguments.fuzz,
    ),
)
