"""`tenon proxy`: traffic passed on to a service, and judged by its contract on the way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenon.cli.telling import tell
from tenon.cli.workspace import Workspace, enter
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Severity
from tenon.mock.reload import Reload
from tenon.proxy.app import Proxy
from tenon.proxy.current import Current
from tenon.proxy.exchange import Exchange, Observer
from tenon.proxy.reports import summary, write_json, write_junit
from tenon.proxy.settings import ProxySettings
from tenon.proxy.tally import Tally
from tenon.proxy.upstream import Upstream
from tenon.runtime.server import ServerSettings, server_config
from tenon.serving import ReadyServer, address, bound

if TYPE_CHECKING:
    from tenon.contract import Contract, Schema
    from tenon.contract.schemas import Direction
    from tenon.mock.app import MockApp
    from tenon.proxy.recording import Recorder
    from tenon.runtime.formats import Format
    from tenon.runtime.judge import Judge


def run(arguments: Namespace) -> int:
    """Pass traffic on until SIGINT or SIGTERM, then report; 1 when anything broke the contract.

    Raises ContractError for a contract, an upstream or a record that cannot be used.
    """
    session = _Session(enter(arguments.contract), arguments)
    reload = Reload(session.read, session.make, session.say, name="proxy")
    bundle = reload.first()
    session.say(*bundle.findings)
    current = Current(session.make(bundle))
    listener = bound(arguments.host, arguments.port)
    said = f"{session.tally.title} at {address(listener)}, passed on to {session.upstream.url}"
    logging.basicConfig(level=logging.WARNING, format="%(message)s")

    def ready() -> None:
        session.say(said)
        if arguments.reload:
            reload.begin(current, asyncio.get_running_loop())

    # The date of a reply is the upstream's to say.
    config = server_config(
        current, ServerSettings(log_level="critical", shutdown_s=2), date_header=False
    )
    server = ReadyServer(config, ready)
    with contextlib.suppress(KeyboardInterrupt):  # the end that was asked for
        server.run(sockets=[listener])
    reload.end()
    session.report()
    return int(session.tally.broken or not server.started)


class _Session:
    """What one call reads, counts and writes: a proxy for each save, one upstream for all."""

    tally: Tally
    _recorder: Recorder | None = None
    _mock: MockApp | None = None

    def __init__(self, work: Workspace, arguments: Namespace) -> None:
        self._work = work
        self._arguments = arguments
        self._report = work.report()
        self._settings = ProxySettings(
            errors=arguments.errors,
            timeout_s=arguments.timeout,
            max_judged_bytes=arguments.max_body,
            formats=self._formats,
        )
        self.upstream = Upstream(arguments.upstream, self._settings.timeout_s)

    def read(self) -> Bundle:
        """The contract. Raises ContractError."""
        remote = self._arguments.allow_remote
        return read(self._work.contract, allow_remote=remote, lenient=True)

    def make(self, bundle: Bundle, before: Proxy | None = None) -> Proxy:
        """The proxy of a contract that was read. Raises ContractError."""
        self._contract = contract = bundle.contract
        if before is None:
            self.tally = Tally(contract)
        else:
            self.tally.adopt(contract)
        observers: list[Observer] = [self.tally, self._print]
        if self._arguments.record is not None:
            observers.append(self._recording(contract))
        mock = self._mocked if self._arguments.mock else None
        return Proxy(contract, self.upstream, self._settings, mock=mock, observers=observers)

    def report(self) -> None:
        """Write the reports that were asked for, and say in a line what was seen."""
        arguments, here = self._arguments, self._work.here
        if arguments.report is not None:
            write_json(self.tally, self.upstream.url, here / arguments.report)
        if arguments.junit is not None:
            write_junit(self.tally, here / arguments.junit)
        if self._recorder is not None:
            self.say(*(f"recorded: {path}" for path in self._recorder.write()))
        self.say(summary(self.tally))

    def say(self, *told: Finding | str) -> None:
        """Print findings and lines."""
        tell(self._report, *told)

    def _print(self, exchange: Exchange) -> None:
        self.say(*exchange.lines())

    @cached_property
    def _formats(self) -> Mapping[str, Format]:
        try:
            return self._work.formats()
        except ContractError as error:
            self.say(*(replace(f, severity=Severity.WARNING) for f in error.findings))
            return {}

    async def _mocked(self, scope: Any, receive: Any, send: Any) -> None:
        # Made when it is first needed: an upstream that has everything never does.
        if self._mock is None or self._mock.contract is not self._contract:
            self._mock = self._made_mock()
        await self._mock(scope, receive, send)

    def _made_mock(self) -> MockApp:
        from tenon.mock.app import MockApp
        from tenon.mock.settings import MockSettings

        return MockApp(self._contract, MockSettings(formats=self._formats), before=self._mock)

    def _recording(self, contract: Contract) -> Recorder:
        from tenon.proxy.recording import Recorder
        from tenon.runtime.judge import Judge

        judge = Judge(contract.schemas, self._formats)
        repair = self._repair(contract, judge)
        if self._recorder is None:
            target = self._work.here / self._arguments.record
            self._recorder = Recorder(contract, target, judge, repair)
        else:
            self._recorder.adopt(contract, judge, repair)
        return self._recorder

    def _repair(self, contract: Contract, judge: Judge) -> Callable[[Schema, Any, Direction], Any]:
        from tenon.mock.values import Values

        values = Values(contract.schemas, judge, self._formats)

        def repaired(schema: Schema, value: Any, direction: Direction) -> Any:
            made = values.fitted(schema, value, "recorded", direction=direction)
            return None if made.fault else made.value

        return repaired
