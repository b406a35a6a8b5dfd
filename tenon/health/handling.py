"""Which operations an application answers, and where their handlers stand."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tenon.contract import Operation
from tenon.finding import Place
from tenon.health.model import Handled, Unknown
from tenon.imports import is_own


def handled(app: Any, operations: Iterable[Operation]) -> Mapping[str, Handled] | Unknown:
    """What an application does with each operation, by id.

    An operation that the contract it serves does not have is not implemented.
    """
    missing = getattr(app, "unimplemented", None)
    contract = getattr(app, "contract", None)
    if missing is None or contract is None:
        return Unknown(
            f"{type(app).__name__} is no application of contract_app",
            "name one in [tool.tenon] app",
        )
    served = {operation.id for operation in contract.operations} - set(missing)
    endpoints = {
        route.operation_id: route.endpoint
        for route in getattr(app, "routes", ())
        if hasattr(route, "operation_id")
    }
    return {
        operation.id: _handled(endpoints.get(operation.id))
        if operation.id in served
        else Handled(implemented=False)
        for operation in operations
    }


def _handled(endpoint: Any) -> Handled:
    return Handled(implemented=True, place=_place(_behind(endpoint)))


def _behind(endpoint: Any) -> Any:
    """The method of a person's class that a generated endpoint hands over to, or itself."""
    if not inspect.isfunction(endpoint):
        return endpoint
    for held in inspect.getclosurevars(endpoint).nonlocals.values():
        method = getattr(held, endpoint.__name__, None)
        if callable(method):
            return method
    return endpoint


def _place(function: Any) -> Place | None:
    """Where a function of the project stands; None for what was made elsewhere."""
    plain = inspect.unwrap(function) if callable(function) else function
    code = getattr(plain, "__code__", None)
    if code is None or not is_own(code.co_filename):
        return None
    file = os.path.relpath(code.co_filename, Path.cwd())
    return Place(Path(file).as_posix(), code.co_firstlineno)
