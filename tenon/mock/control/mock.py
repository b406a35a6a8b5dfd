"""What the control looks at and steers: the parts of a mock that it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Protocol

from tenon.contract import Callback, Contract, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.finding import Finding
from tenon.mock.requests_log import RequestsLog
from tenon.mock.settings import MockSettings


class Made(Protocol):
    """A value made by a schema; `fault` tells why it is only a best effort."""

    @property
    def value(self) -> Any:
        """The value."""

    @property
    def fault(self) -> str:
        """Why nothing valid could be made; empty otherwise."""


class Values(Protocol):
    """Makes values by schemas."""

    def made(
        self,
        schema: Schema,
        key: str,
        *,
        direction: Direction | None = ...,
        name: str = ...,
        varied: bool = ...,
    ) -> Made:
        """A value of the schema, the same for the same key; `varied` ones are no examples."""


class World(Protocol):
    """The items of each session, by resource."""

    @property
    def sessions(self) -> Sequence[str]:
        """The names of the sessions that remember something."""

    def reset(self, name: str) -> None:
        """Forget what a session was told."""

    def snapshot(self, name: str) -> dict[str, Any]:
        """What a session remembers, to be restored later."""

    def restore(self, name: str, snapshot: Mapping[str, Any]) -> None:
        """Remember what a snapshot holds. Raises ValueError for what is none."""

    def describe(self, name: str) -> Mapping[str, Any]:
        """The items of a session by resource, as JSON: `total`, and `items`, each with `fields`."""


class Stateful(Protocol):
    """Answers operations from what is remembered."""

    def knows(self, operation: Operation) -> bool:
        """Whether an operation has a role in the state."""


class Callbacks(Protocol):
    """Sends the requests that a contract makes of others."""

    def send(self, callback: Callback, url: str, body: Any) -> Awaitable[Mapping[str, Any]]:
        """Send a webhook, or a callback of an operation; its delivery. Raises Problem.

        A body that is ABSENT is made as the contract says.
        """

    @property
    def deliveries(self) -> Sequence[Mapping[str, Any]]:
        """The last deliveries, oldest first."""


class Mock(Protocol):
    """The mock."""

    contract: Contract
    settings: MockSettings
    findings: list[Finding]
    log: RequestsLog

    @property
    def values(self) -> Values:
        """What makes values."""

    @property
    def world(self) -> World:
        """What is remembered."""

    @property
    def stateful(self) -> Stateful:
        """What answers from it."""

    @property
    def callbacks(self) -> Callbacks:
        """What calls others."""
