"""A contract as a FastAPI application: the one place where the runtime meets the framework.

The operations of the contract are dispatched by `Service`; middleware, exception handlers, routes
and lifespans that a user adds to the application work as FastAPI documents them.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match
from starlette.types import ASGIApp

from tenon.contract import Contract
from tenon.runtime.binding import Handler
from tenon.runtime.docs import Documents
from tenon.runtime.problem import InternalError, Problem, problem_of
from tenon.runtime.router import ContractRoute, ContractRouter
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
        self._http: Callable[[Scope, Any, Any], Awaitable[None]] | None = None
        for router in routers:
            self.router.routes.extend(router.routes)
            self._handlers.update(router.handlers)
        self._documents = Documents(contract) if settings.docs else None

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
            self._handlers,
            self.settings,
            fallback=self._beside,
            translate=self._translate,
        )
        app: ASGIApp = _Http(service, self._framework)
        for middleware in reversed(added):
            app = middleware.cls(app, *middleware.args, **middleware.kwargs)
        if added:
            app = _Guarded(service, app)
        if not traced:
            self._http = app if added else service.answer
        return app

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
    """HTTP to the service; lifespan and web sockets to the framework."""

    def __init__(self, service: Service, framework: ASGIApp) -> None:
        self._service = service
        self._framework = framework

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._service(scope, receive, send)
        else:
            await self._framework(scope, receive, send)


def contract_app(
    contract: Contract,
    routers: Sequence[ContractRouter],
    settings: RuntimeSettings | None = None,
    **options: Any,
) -> ContractApp:
    """A FastAPI application that serves a contract by the handlers of its generated routers.

    Operations without a handler answer 501. `options` are FastAPI's own, such as `lifespan`.
    """
    return ContractApp(contract, routers, settings or RuntimeSettings(), **options)
