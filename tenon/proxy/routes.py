"""Which operation of a contract a request asks, if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenon.contract import Contract, Operation
from tenon.runtime.dispatch import Dispatcher, Leaf, allow
from tenon.runtime.service import Captured, Scope
from tenon.runtime.target import below, quoted, sent_path


@dataclass(frozen=True, slots=True)
class Route:
    """What stands where a request leads.

    `known` tells whether the contract declares its path, `allowed` the methods of that as
    `Allow` has them; `captured` are the raw values of path parameters.
    """

    operation: Operation | None = None
    captured: Captured = ()
    known: bool = False
    allowed: str = ""


class Routes:
    """The operations of a contract by path and method, below the base paths of its servers too."""

    def __init__(self, contract: Contract) -> None:
        self._dispatcher: Dispatcher[Operation] = Dispatcher(
            (operation.path, operation.method, operation) for operation in contract.operations
        )
        self._bases = tuple(quoted(base).encode() for base in contract.base_paths)

    def find(self, scope: Scope) -> Route:
        """Where a request leads; HEAD is answered by GET (RFC 9110, section 9.3.2)."""
        found = self._find(sent_path(scope))
        if found is None:
            return Route()
        leaf, captured = found
        operation = _asked(leaf.methods, scope["method"])
        return Route(operation, captured, known=True, allowed=allow(leaf.methods))

    def _find(self, raw_path: bytes) -> tuple[Leaf[Operation], Captured] | None:
        paths = (raw_path, *(below(raw_path, base) for base in self._bases))
        found = (self._dispatcher.find(path) for path in paths if path)
        return next((one for one in found if one is not None), None)


def _asked(methods: Mapping[str, Operation], method: str) -> Operation | None:
    found = methods.get(method)
    return methods.get("GET") if found is None and method == "HEAD" else found
