"""`tenon mock`: a contract answered as its service would, before there is one."""

from __future__ import annotations

import gc
import os
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tenon.cli.telling import tell
from tenon.cli.workspace import Workspace, enter, inside
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Place, Severity
from tenon.imports import ARGUMENTS, require
from tenon.mock.app import MockApp
from tenon.mock.reload import Reload
from tenon.mock.server import PORT, serve
from tenon.mock.settings import MockSettings
from tenon.mock.trouble import Trouble
from tenon.serving import bound

if TYPE_CHECKING:
    from tenon.mock.scenario import Scenarios
    from tenon.runtime.formats import Format

_RANGES = {"size": (0, 10_000), "stream-delay": (0, 3_600)}


def run(arguments: Namespace) -> int:
    """Mock until SIGINT or SIGTERM; 1 when that does not start."""
    gc.disable()  # until it serves: what is made for the start is kept
    _refuse(arguments)
    require("mimesis")
    work = enter(arguments.contract)
    listener = bound(arguments.host or "127.0.0.1", _port(arguments))
    made = _Mock(work, arguments)
    reload = Reload(made.read, made.make, made.say, beside=made.beside)
    app = made.make(reload.first())
    made.say(*app.findings)
    return serve(app, listener, _announce, reload if arguments.reload else None)


class _Mock:
    """How the mocks of one command line are read and made."""

    def __init__(self, work: Workspace, arguments: Namespace) -> None:
        self._report = work.report()
        self._path = work.contract
        self._strict: bool = arguments.strict
        self._allow_remote: bool = arguments.allow_remote
        scenario: Path | None = arguments.scenario
        self.beside = () if scenario is None else (inside(work.project.root, work.here / scenario),)
        self._settings = MockSettings(
            stateful=not arguments.stateless,
            seed=arguments.seed,
            size=arguments.size,
            dynamic=arguments.dynamic,
            examples=arguments.examples,
            cors=arguments.cors,
            fill=arguments.fill,
            head=arguments.head,
            stream_delay_s=arguments.stream_delay,
            formats=self._formats(work),
            hosts=(*arguments.allow_host, *filter(None, [arguments.host])),
        )
        self._trouble = Trouble.of(arguments)

    def read(self) -> Bundle:
        """The contract. Raises ContractError."""
        bundle = read(self._path, allow_remote=self._allow_remote, lenient=not self._strict)
        if self._strict:
            from tenon.cli.schemas import uncompiled

            found = uncompiled(bundle.contract, self._settings.formats)
            if findings := [_uncompiled(bundle, s.pointer, why) for s, why in found]:
                raise ContractError(findings)
        return bundle

    def make(self, bundle: Bundle, before: MockApp | None = None) -> MockApp:
        """The mock of a contract that was read. Raises ContractError."""
        return MockApp(
            bundle.contract,
            self._settings,
            before=before,
            scenarios=self._scenarios(bundle),
            trouble=self._trouble,
            findings=bundle.findings,
            places=bundle.places,
        )

    def _scenarios(self, bundle: Bundle) -> Scenarios | None:
        if not self.beside:
            return None
        from tenon.mock.scenario import Scenarios

        settings = self._settings
        found = Scenarios.load(
            self.beside[0], bundle.contract, formats=settings.formats, seed=settings.seed
        )
        self.say(*found.findings)
        return found

    def _formats(self, work: Workspace) -> Mapping[str, Format]:
        try:
            return work.formats()
        except ContractError as error:
            if self._strict:
                raise
            self.say(*(replace(f, severity=Severity.WARNING) for f in error.findings))
            return {}

    def say(self, *told: Finding | str) -> None:
        """Print findings and lines."""
        tell(self._report, *told)


def _refuse(arguments: Namespace) -> None:
    """Raises ContractError for numbers that nothing could be made of."""
    findings = [
        Finding(ARGUMENTS, "bad-option", f"--{name}: write {low} to {high}")
        for name, (low, high) in _RANGES.items()
        if not low <= getattr(arguments, name.replace("-", "_")) <= high
    ]
    if findings:
        raise ContractError(findings)


def _uncompiled(bundle: Bundle, at: str, reason: str) -> Finding:
    place = bundle.places.get(at) or Place(str(bundle.files[0]))
    return Finding(place, "uncompiled-schema", reason)


def _port(arguments: Namespace) -> int:
    """The port: that of the arguments, else of PORT, else ours."""
    said = os.environ.get("PORT", "")
    default = int(said) if said.isdigit() else PORT
    return default if arguments.port is None else int(arguments.port)


_announce = partial(print, flush=True)
