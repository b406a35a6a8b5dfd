"""A contract as a FastAPI application: the one place where the runtime meets the framework.

The operations of the contract are dispatched by `Service`; middleware, exception handlers, routes
and lifespans that a user adds to the application work as FastAPI documents them.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from functools import partial
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp

from tenon.contract import Contract
from tenon.runtime.authorization import check_security
from tenon.runtime.docs import Documents
from tenon.runtime.edges import Edges, EdgeSettings
from tenon.runtime.handler import Handler
from tenon.runtime.problem import InternalError, Problem, problem_of
from tenon.runtime.router import ContractRoute, ContractRouter
from tenon.runtime.security import Authenticator, Guard
from tenon.runtime.service import Application, Scope, Service
from tenon.runtime.settings import RuntimeSettings

log = logging.getLogger("tenon")


class ContractApp(FastAPI):
    """A FastAPI application whose operations, documents and errors are those of a contract."""

    def __init__(
        self,
        contract: Contract,
        routers: Sequence[ContractRouter],
        settings: RuntimeSettings,
        *,
        authenticators: Mapping[str, Authenticator] | None = None,
        guards: Sequence[Guard] = (),
        edges: EdgeSettings | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            title=contract.title,
            version=contract.version,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            **options,
        )
        self.contract = contract
        self.settings = settings
        self._handlers: dict[str, Handler] = {}
        self._stand_ins: Mapping[str, Handler] = {}
        self._http: Callable[[Scope, Any, Any], Awaitable[None]] | None = None
        for router in routers:
            self.router.routes.extend(router.routes)
            self._handlers.update(router.handlers)
        self._authenticators = dict(authenticators or {})
        self._guards = tuple(guards)
        self._edges = edges
        check_security(contract, self._handlers, self._authenticators, settings)
        self._documents = Documents(contract) if settings.docs else None
        self._service: Service | None = None

    @property
    def open_streams(self) -> int:
        """How many replies are streams that have not ended."""
        return len(self._service.streams) if self._service is not None else 0

    def end_streams(self) -> None:
        """End the event streams that callers can ask for again: the server is about to go."""
        for pump in tuple(self._service.streams) if self._service is not None else ():
            pump.end()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one ASGI connection; requests without FastAPI's look for telemetry providers.

        Providers are looked for once, when the first connection is served.
        """
        if self._http is None or scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        if self.root_path:
            scope["root_path"] = self.root_path
        await self._http(scope, receive, send)

    @property
    def unimplemented(self) -> tuple[str, ...]:
        """The ids of the operations that no handler answers."""
        operations = self.contract.operations
        return tuple(o.id for o in operations if o.id not in self._handlers)

    def stand_in(
        self, handlers: Mapping[str, Handler], authenticators: Mapping[str, Authenticator]
    ) -> None:
        """Let `handlers` answer operations that have none, until the first request is answered.

        Callers of schemes that nobody knows the callers of are known by `authenticators`.
        """
        self._stand_ins = {id_: h for id_, h in handlers.items() if id_ not in self._handlers}
        self._authenticators = {**authenticators, **self._authenticators}

    def openapi(self) -> dict[str, Any]:
        """The contract itself: nothing is said a second time."""
        return self.contract.document

    def build_middleware_stack(self) -> ASGIApp:
        """The user's middleware around the service, FastAPI's own around the user's routes."""
        telemetry = getattr(self, "_native_telemetry", None)
        traced = telemetry is None or telemetry.enabled()
        added, self.user_middleware = self.user_middleware, []
        try:
            self._framework = super().build_middleware_stack()
        finally:
            self.user_middleware = added
        service = Service(
            self.contract,
            {**self._stand_ins, **self._handlers},
            self.settings,
            fallback=self._beside,
            translate=self._translate,
            authenticators=self._authenticators,
            guards=self._guards,
        )
        self._service = service
        app: ASGIApp = _Http(service, self._framework)
        for middleware in reversed(added):
            app = middleware.cls(app, *middleware.args, **middleware.kwargs)
        http: Application = service.answer
        if added:
            http = app = _Guarded(service, app)
        if self._edges is not None:
            known = _reply_headers(self.contract)
            http = Edges(http, self._edges, partial(self._methods, service), known)
            app = _Http(http, app)
        if not traced:
            self._http = http
        return app

    def _methods(self, service: Service, scope: Scope) -> str:
        """The methods that the contract, or else the documents, know at the path of a request."""
        found = self._documents.find({**scope, "method": "GET"}) if self._documents else None
        return service.methods(scope) or ("GET, HEAD" if found is not None else "")

    def _beside(self, scope: Scope, known: bool) -> Application | None:
        """What answers a request that the contract does not: documents, then the user's routes."""
        if self._documents is not None:
            found = self._documents.find(scope)
            if found is not None:
                return found
        own = (route for route in self.router.routes if not isinstance(route, ContractRoute))
        matches = {route.matches(scope)[0] for route in own}
        # Of a path that both know, the contract says which methods are allowed.
        answers = Match.FULL in matches or (Match.PARTIAL in matches and not known)
        return self._framework if answers else None

    async def _translate(self, scope: Scope, fault: Exception) -> Application | None:
        """The answer of an exception handler that the user added for a handler's exception.

        Raises Problem for FastAPI's own HTTPException, unless the user handles that.
        """
        for kind in type(fault).__mro__:
            handler = self.exception_handlers.get(kind)
            if handler is http_exception_handler:
                raise _problem(cast("HTTPException", fault)) from None
            if handler is not None:
                answer = handler(Request(scope), fault)
                return await answer if hasattr(answer, "__await__") else answer
        return None


def _problem(fault: HTTPException) -> Problem:
    detail = fault.detail if isinstance(fault.detail, str) else ""
    return problem_of(fault.status_code, detail, fault.headers)


def _reply_headers(contract: Contract) -> list[str]:
    """The names of all header fields that replies of a contract declare."""
    replies = (reply for o in contract.operations for reply in o.replies.values())
    return list(dict.fromkeys(name for reply in replies for name in reply.headers))


class _Guarded:
    """What the user's middleware does not catch, answered as the contract tells errors."""

    def __init__(self, service: Service, app: ASGIApp) -> None:
        self._service = service
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as fault:
            if started:
                raise
            log.error("%s %s failed", scope["method"], scope["path"], exc_info=fault)
            problem = InternalError("The service failed to answer.")
            await self._service.send_problem(problem, None, scope, dict(scope["headers"]), send)


class _Http:
    """HTTP to one application, such as the service; lifespan and web sockets to another."""

    def __init__(self, http: Application, framework: ASGIApp) -> None:
        self._http = http
        self._framework = framework

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._framework(scope, receive, send)


def contract_app(
    contract: Contract,
    routers: Sequence[ContractRouter],
    settings: RuntimeSettings | None = None,
    *,
    authenticators: Mapping[str, Authenticator] | None = None,
    guards: Sequence[Guard] = (),
    edges: EdgeSettings | None = None,
    **options: Any,
) -> ContractApp:
    """A FastAPI application that serves a contract by the handlers of its generated routers.

    Operations without a handler answer 501, whoever asks. `authenticators`, by the names of the
    contract's security schemes, know the callers; `guards` look at requests before they are
    read; `edges` go around everything that is answered. `options` are FastAPI's own, such as
    `lifespan`. Raises ContractError when a scheme that an answered operation requires has no
    authenticator and authentication is not off.
    """
    return ContractApp(
        contract,
        routers,
        settings or RuntimeSettings(),
        authenticators=authenticators,
        guards=guards,
        edges=edges,
        **options,
    )
