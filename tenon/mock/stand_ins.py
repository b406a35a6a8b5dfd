"""Operations of a service that nobody implements yet, answered by a mock."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping

from tenon.contract import Contract
from tenon.mock import wishes
from tenon.mock.app import WISH, MockApp
from tenon.mock.authenticators import known_by
from tenon.mock.settings import MockSettings
from tenon.runtime.formats import Format
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.security import Authenticator

MARK = (b"x-mock", b"true")
"""The header field by which callers tell a reply of the mock, be it a problem."""


def stand_ins(
    contract: Contract, missing: Iterable[str], formats: Mapping[str, Format]
) -> tuple[Mapping[str, Direct], Mapping[str, Authenticator]]:
    """What answers the operations named by `missing`, together; and what knows their callers."""
    mock = MockApp(contract, MockSettings(formats=formats))
    found = {id_: mock.service.handlers[id_] for id_ in missing}
    handlers = {id_: _StandIn(h) for id_, h in found.items() if isinstance(h, Direct)}
    return handlers, known_by(contract)


class _StandIn(Direct):
    """A mocked operation among others; what it answers says so."""

    def __init__(self, mocked: Direct) -> None:
        self._mocked = mocked

    def __call__(self, asked: Asked) -> Written | Awaitable[Written]:
        asked.scope.setdefault("tenon.headers", []).append(MARK)
        wish = wishes.read(asked.scope)
        if wish is not None:
            asked.scope[WISH] = wish
        return self._mocked(asked)
