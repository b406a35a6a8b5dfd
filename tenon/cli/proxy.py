"""`tenon proxy`: traffic passed on to a service, and judged by its contract on the way."""

from __future__ import annotations

import contextlib
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenon.cli.workspace import Workspace, enter
from tenon.document import Bundle, read
from tenon.finding import ContractError, Severity
from tenon.proxy.app import Proxy
from tenon.proxy.exchange import Exchange, Observer
from tenon.proxy.reports import summary, write_json, write_junit
from tenon.proxy.settings import ProxySettings
from tenon.proxy.tally import Tally
from tenon.proxy.upstream import Upstream
from tenon.runtime.server import ServerSettings, server_config
from tenon.serving import ReadyServer, address, bound

if TYPE_CHECKING:
    from tenon.contract import Schema
    from tenon.proxy.recording import Recorder
    from tenon.runtime.formats import Format
    from tenon.runtime.service import Application

PORT = 4011
_MOST_LINES = 20


def run(arguments: Namespace) -> int:
    """Pass traffic on until SIGINT or SIGTERM, then report; 1 when anything broke the contract.

    Raises ContractError for a contract, an upstream or a record that cannot be used.
    """
    work = enter(arguments.contract)
    session = _Session(work, arguments)
    app = session.app
    listener = bound(arguments.host, arguments.port)
    said = f"{session.tally.title} at {address(listener)}, passed on to {app.upstream.url}"
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    # The date of a reply is the upstream's to say.
    config = server_config(
        app, ServerSettings(log_level="critical", shutdown_s=2), date_header=False
    )
    server = ReadyServer(config, lambda: _say(said))
    with contextlib.suppress(KeyboardInterrupt):  # the end that was asked for
        server.run(sockets=[listener])
    session.report()
    return int(session.tally.broken or not server.started)


class _Session:
    """What one call reads, counts and writes."""

    def __init__(self, work: Workspace, arguments: Namespace) -> None:
        self._work = work
        self._arguments = arguments
        self._bundle = self._read()
        contract = self._bundle.contract
        settings = ProxySettings(
            errors=arguments.errors,
            timeout_s=arguments.timeout,
            max_judged_bytes=arguments.max_body,
            formats=self._formats,
        )
        upstream = Upstream(arguments.upstream, settings.timeout_s)
        self.tally = Tally(contract)
        self._recorder = self._recording() if arguments.record is not None else None
        observers: list[Observer] = [self.tally, _print_lines]
        if self._recorder is not None:
            observers.append(self._recorder)
        mock = self._mocked if arguments.mock else None
        self.app = Proxy(contract, upstream, settings, mock=mock, observers=observers)

    def report(self) -> None:
        """Write the reports that were asked for, and say in a line what was seen."""
        arguments, here = self._arguments, self._work.here
        if arguments.report is not None:
            write_json(self.tally, self.app.upstream.url, here / arguments.report)
        if arguments.junit is not None:
            write_junit(self.tally, here / arguments.junit)
        if self._recorder is not None:
            for path in self._recorder.write():
                _say(f"recorded: {path}")
        _say(summary(self.tally))

    def _read(self) -> Bundle:
        arguments, report = self._arguments, self._work.report()
        bundle = read(self._work.contract, allow_remote=arguments.allow_remote, lenient=True)
        findings = [f for f in bundle.findings if f.severity is not Severity.NOTE]
        for finding in findings[:_MOST_LINES]:
            _say(str(report.placed(finding)))
        if len(findings) > _MOST_LINES:
            _say(f"and {len(findings) - _MOST_LINES} more; tenon check tells all")
        return bundle

    @cached_property
    def _formats(self) -> Mapping[str, Format]:
        try:
            return self._work.formats()
        except ContractError as error:
            for finding in error.findings:
                _say(str(replace(finding, severity=Severity.WARNING)))
            return {}

    @cached_property
    def _mock(self) -> Application:
        from tenon.mock.app import MockApp
        from tenon.mock.settings import MockSettings

        return MockApp(self._bundle.contract, MockSettings(formats=self._formats))

    async def _mocked(self, scope: Any, receive: Any, send: Any) -> None:
        # Made when it is first needed: an upstream that has everything never does.
        await self._mock(scope, receive, send)

    def _recording(self) -> Recorder:
        from tenon.proxy.recording import Recorder
        from tenon.runtime.judge import Judge

        contract = self._bundle.contract
        judge = Judge(contract.schemas, self._formats)
        target = self._work.here / self._arguments.record
        return Recorder(contract, target, judge, self._repair(judge))

    def _repair(self, judge: Any) -> Callable[[Schema, Any], Any]:
        from tenon.mock.values import Values

        values = Values(self._bundle.contract.schemas, judge, self._formats)

        def repaired(schema: Schema, value: Any) -> Any:
            made = values.fitted(schema, value, "recorded")
            return None if made.fault else made.value

        return repaired


def _print_lines(exchange: Exchange) -> None:
    for line in exchange.lines():
        _say(line)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
