"""The proxy as one ASGI application."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from contextlib import suppress

from tenon.contract import Contract, Operation
from tenon.proxy.exchange import Observer
from tenon.proxy.headers import combined
from tenon.proxy.passage import Judges, Passage
from tenon.proxy.replies import ReplyJudge
from tenon.proxy.requests import RequestJudge, anybody
from tenon.proxy.routes import Routes
from tenon.proxy.settings import ProxySettings
from tenon.proxy.upstream import Upstream
from tenon.runtime.body import Disconnected, Receive
from tenon.runtime.headers import RawHeaders
from tenon.runtime.inflow import Inflow
from tenon.runtime.judge import Judge
from tenon.runtime.problem import Problem
from tenon.runtime.problems import ProblemWriter
from tenon.runtime.request_id import RequestIds
from tenon.runtime.service import Application, Scope
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.streaming import Send
from tenon.runtime.target import as_reference

log = logging.getLogger("tenon.proxy")

_DEPTH = 512  # how deeply a body may nest


class Proxy:
    """Passes requests on to an upstream, and judges both sides by a contract."""

    def __init__(
        self,
        contract: Contract,
        upstream: Upstream,
        settings: ProxySettings | None = None,
        *,
        mock: Application | None = None,
        observers: Sequence[Observer] = (),
    ) -> None:
        """Take what is asked in place of an operation that the upstream does not have, if it is
        anything, and who hears of each exchange.
        """
        self.contract = contract
        self.upstream = upstream
        self.settings = settings = settings or ProxySettings()
        self.mock = mock
        self.observers = tuple(observers)
        self.routes = Routes(contract)
        # Who passes requests on names itself, and so knows them again (RFC 9110, section 7.6.3).
        self.pseudonym = b"tenon-" + os.urandom(4).hex().encode()
        self._judge = Judge(contract.schemas, settings.formats)
        self._problems = ProblemWriter(contract, self._judge)
        self._ids = RequestIds()
        self._authorization = anybody(contract)
        self._runtime = RuntimeSettings(
            max_body_bytes=settings.max_judged_bytes,
            max_json_depth=_DEPTH,
            formats=settings.formats,
        )
        self._judges: dict[str, Judges | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        inflow = Inflow(receive, waits=any(name == b"expect" for name, _ in scope["headers"]))
        passage = Passage(self, scope, inflow, inflow.sending(send))
        work = asyncio.ensure_future(passage.run())
        gone = asyncio.ensure_future(_gone(inflow))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (work, gone):
                task.cancel()
            with suppress(asyncio.CancelledError, Disconnected):
                await work

    def judges(self, operation: Operation) -> Judges | None:
        """What judges an operation; None where the contract's schemas cannot be used."""
        if operation.id not in self._judges:
            self._judges[operation.id] = self._compiled(operation)
        return self._judges[operation.id]

    def _compiled(self, operation: Operation) -> Judges | None:
        contract, judge, most = self.contract, self._judge, self.settings.max_judged_bytes
        try:
            requests = RequestJudge(contract, judge, operation, self._runtime, self._authorization)
        except (ValueError, KeyError) as error:
            log.warning("%s is not judged: its schemas cannot be used: %s", operation.id, error)
            return None
        return requests, ReplyJudge(contract, judge, operation, most)

    def written(
        self, problem: Problem, operation: Operation | None, scope: Scope
    ) -> tuple[RawHeaders, bytes]:
        """The fields and the body of a problem, as the contract declares it."""
        request_id = self._ids.of(scope, combined(scope["headers"]))
        return self._problems.write(problem, operation, request_id, as_reference(scope))

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        while scope["type"] == "lifespan":
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.upstream.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


async def _gone(inflow: Inflow) -> None:
    """Until whoever asked has gone."""
    while (await inflow.receive_after())["type"] != "http.disconnect":
        pass
