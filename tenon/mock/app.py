"""The mock server as one ASGI application."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from tenon.contract import Contract, Operation, Schema
from tenon.finding import Finding, Place, Severity
from tenon.mock import wishes
from tenon.mock.answers import Answers
from tenon.mock.authenticators import known_by
from tenon.mock.callbacks import Callbacks
from tenon.mock.control import Control
from tenon.mock.issuer import Issuer
from tenon.mock.mishap import WIRE, meet
from tenon.mock.outcome import Outcome
from tenon.mock.refusals import MockProblems
from tenon.mock.requests_log import RequestsLog
from tenon.mock.scenario import Scenarios
from tenon.mock.settings import MockSettings
from tenon.mock.sizes import array_sizes
from tenon.mock.state import State, Stateful, World
from tenon.mock.trouble import Trouble
from tenon.mock.values import Values
from tenon.mock.wish import NONE, Wish
from tenon.mock.xml_body import XmlBodies
from tenon.runtime.body import Receive
from tenon.runtime.edges import Cors, Edges, EdgeSettings
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.judge import Judge
from tenon.runtime.problem import Problem
from tenon.runtime.service import Application, Scope, Service
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.streaming import Send
from tenon.runtime.upload import ByteStream, PartStream

WISH = "tenon.mock.wish"
_SESSION = b"x-mock-session"

log = logging.getLogger("tenon")


class MockApp:
    """Answers the operations of a contract; what it was told lives in `world`."""

    def __init__(
        self,
        contract: Contract,
        settings: MockSettings | None = None,
        *,
        before: MockApp | None = None,
        scenarios: Scenarios | None = None,
        trouble: Trouble | None = None,
        findings: Iterable[Finding] = (),
        places: Mapping[str, Place] = MappingProxyType({}),
    ) -> None:
        """Mock `contract`. `before` is the mock that this one takes the place of: it goes on
        with its state and its log. `findings` are what was found when the contract was read,
        `places` where its JSON Pointers stand.
        """
        self.contract = contract
        self.settings = settings = settings or MockSettings()
        self.findings = list(findings)
        self.scenarios = scenarios
        self._places = places
        self._told: set[str] = set()
        self._judge = judge = Judge(contract.schemas, settings.formats, self._unusable)
        self.values = Values(
            contract.schemas,
            judge,
            settings.formats,
            seed=settings.seed,
            fill=settings.fill,
            items=array_sizes(contract),
            told=self._unmade,
        )
        self.answers = Answers(contract, judge, self.values, settings, self._tell)
        self.xml = XmlBodies(contract, judge)
        self.stateful = Stateful(contract, judge, self.values, self.answers, settings)
        self.world: World = before.world if before else World(contract, self.values, settings)
        if before is not None:
            self.world.adopt(contract, self.values)
        self.log: RequestsLog = before.log if before else RequestsLog()
        sender = before.callbacks.sender if before else None
        self.callbacks: Callbacks = Callbacks(contract, self.values, sender)
        self.issuer: Issuer = Issuer(contract, before.issuer if before else None)
        self.service = self._service(judge)
        app = self._edged(self.service.answer)
        self._app = (trouble or Trouble()).around(app, scripted=scenarios is not None)
        self.control: Control = Control(self, before.control if before else None)

    @property
    def compiled(self) -> int:
        """How many schemas were compiled so far."""
        return self._judge.compiled

    def _service(self, judge: Judge) -> Service:
        settings = self.settings
        return Service(
            self.contract,
            {operation.id: _Mocked(self, operation) for operation in self.contract.operations},
            RuntimeSettings(formats=settings.formats, docs=False, head=settings.head),
            authenticators=known_by(self.contract, self.issuer),
            problems=partial(MockProblems, answers=self.answers),
            judge=judge,
        )

    def _edged(self, app: Application) -> Application:
        edges = EdgeSettings(cors=Cors(("*",)) if self.settings.cors else None)
        return Edges(app, edges, self.service.methods)

    async def _refuse(self, problem: Problem, scope: Scope, _: Receive, send: Send) -> None:
        await self.service.send_problem(problem, None, scope, dict(scope["headers"]), send)

    def _tell(self, finding: Finding) -> None:
        """Keep what is found while requests are answered, and say it."""
        self.findings.append(finding)
        log.warning("%s", finding)

    def _unmade(self, schema: Schema, reason: str) -> None:
        """Tell of a schema that allows no item, once; what is remembered is a best effort."""
        if schema.pointer not in self._told:
            self._told.add(schema.pointer)
            place = self._places.get(schema.pointer, Place("contract.json"))
            message = f"{schema.pointer}: {reason}"
            self._tell(Finding(place, "no-valid-value", message, "", Severity.WARNING))

    def _unusable(self, schema: Schema, reason: str) -> None:
        place = self._places.get(schema.pointer, Place("contract.json"))
        message = f"{schema.pointer} cannot be compiled: {reason}"
        remedy = "until it is mended, every value passes it"
        self._tell(Finding(place, "uncompiled-schema", message, remedy, Severity.WARNING))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        beside = self.control.find(scope) or self.issuer.find(scope)
        if beside is not None:
            await beside(scope, receive, send)
            return
        scope[WIRE] = send
        receive, send = self.log.begin(scope, receive, send)
        try:
            wish = wishes.read(scope)
        except Problem as problem:
            await self._edged(partial(self._refuse, problem))(scope, receive, send)
            return
        if wish is not None:
            scope[WISH] = wish
        await self._app(scope, receive, send)

    def end_streams(self) -> None:
        """End what would keep the server from going."""
        for pump in tuple(self.service.streams):
            pump.end()
        self.control.end_streams()

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """There is nothing to open, and what is sent on its own may be under way at the end."""
        while scope["type"] == "lifespan":
            message = await receive()
            ends = message["type"] == "lifespan.shutdown"
            if ends:
                await self.callbacks.sender.close()
            await send({"type": f"{message['type']}.complete"})
            if ends:
                return


class _Mocked(Direct):
    """One operation: as the scenario says, from what is remembered, or from the contract alone."""

    def __init__(self, mock: MockApp, operation: Operation) -> None:
        self._mock = mock
        self._remembers = mock.settings.stateful and mock.stateful.knows(operation)
        self._guarded = mock.settings.stateful and mock.stateful.guards(operation)
        self._calls = bool(operation.callbacks)

    def __call__(self, asked: Asked) -> Written | Awaitable[Written]:
        body = asked.values.get("body")
        if isinstance(body, (ByteStream, PartStream)):
            return self._at_its_end(asked, body)
        if isinstance(body, bytes):
            asked = self._mock.xml.read(asked)
        return self._answered(asked)

    async def _at_its_end(self, asked: Asked, body: ByteStream | PartStream) -> Written:
        """The answer to a body that comes in pieces, each judged as it comes and none kept."""
        async for _ in body:
            pass
        fields = body.fields if isinstance(body, PartStream) else b""
        answer = self._answered(replace(asked, values={**asked.values, "body": fields}))
        return answer if isinstance(answer, Written) else await answer

    def _answered(self, asked: Asked) -> Written | Awaitable[Written]:
        mock = self._mock
        meet(asked.scope, asked.operation)
        wish: Wish = asked.scope.get(WISH, NONE)
        if mock.scenarios is not None:
            said = mock.scenarios.answer(asked, self._state(asked))
            if isinstance(said, Outcome):
                return self._told(asked, mock.answers.written(asked, said))
            wish = said or wish
        if self._guarded and not wish.particular:
            mock.stateful.require(asked, self._state(asked))
        if wish.particular or not self._remembers:
            return self._told(asked, mock.answers.stateless(asked, wish))
        outcome = mock.stateful.answer(asked, self._state(asked))
        return self._told(asked, mock.answers.written(asked, outcome))

    def _state(self, asked: Asked) -> State:
        return self._mock.world.session(asked.headers.get(_SESSION, b"").decode("latin-1"))

    def _told(
        self, asked: Asked, answer: Written | Awaitable[Written]
    ) -> Written | Awaitable[Written]:
        """The answer; whom the contract says to call back is called."""
        if not self._calls:
            return answer
        return self._mock.callbacks.after(asked, answer)
