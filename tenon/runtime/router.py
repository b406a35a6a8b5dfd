"""The routers of generated code: FastAPI's decorators, without FastAPI's cost per request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tenon.contract import naming
from tenon.runtime.dispatch import names
from tenon.runtime.handler import Handler


class ContractRoute(Route):
    """One operation among an application's routes: to be listed and named, not to be matched."""

    def __init__(
        self, path: str, endpoint: Callable[..., Any], methods: list[str], operation_id: str
    ) -> None:
        super().__init__(_named(path), endpoint, methods=methods, name=endpoint.__name__)
        self.operation_id = operation_id

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse: only `contract_app` knows the contract that this operation is judged by."""
        raise RuntimeError(f"{self.operation_id} must be served by tenon.runtime.app.contract_app")


def _named(path: str) -> str:
    """A path template with parameter names that Starlette takes, for `url_path_for`."""
    found = names(path)
    arguments = naming.unique(map(naming.snake, found))
    for name, argument in zip(found, arguments, strict=True):
        path = path.replace(f"{{{name}}}", f"{{{argument}}}", 1)
    return path


class ContractRouter(APIRouter):
    """The operations of one resource and the object that answers them."""

    def __init__(self, handlers: object, **options: Any) -> None:
        super().__init__(**options)
        self._answering = handlers
        self.handlers: dict[str, Handler] = {}

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Take one operation; one that the object does not implement is left to answer 501.

        Raises ValueError when no `operation_id` is given.
        """
        operation_id = options.get("operation_id")
        if not operation_id:
            raise ValueError(f"{endpoint.__name__} needs an operation_id")
        methods = list(options.get("methods") or ["GET"])
        self.routes.append(ContractRoute(path, endpoint, methods, operation_id))
        if callable(getattr(self._answering, endpoint.__name__, None)):
            self.handlers[operation_id] = endpoint
