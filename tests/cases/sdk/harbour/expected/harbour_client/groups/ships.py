# Generated from the contract by `tenon sdk python`. Do not edit.
"""Ships: what can be asked, and what comes back."""

from __future__ import annotations

from typing import Annotated, Literal

from harbour_client import core as _core
from harbour_client.models.schemas import ListShipsOkBody, Problem, Ship
from pydantic import Field


class CreateShipCreated(_core.Reply[Ship]):
    """201: The ship."""

    etag: Annotated[str, Field(alias="etag")]


_LIST_SHIPS: _core.Call[ListShipsOkBody] = _core.Call(
    "listShips",
    "GET",
    "/ships",
    accept="application/json",
    parameters=(
        _core.Parameter("page", "page", "query", style="form", explode=True),
        _core.Parameter("class_", "class", "query", style="form", explode=True),
    ),
    answers=(
        _core.Answer("200", "json", ListShipsOkBody),
    ),
)


_CREATE_SHIP: _core.Call[CreateShipCreated] = _core.Call(
    "createShip",
    "POST",
    "/ships",
    accept="application/json",
    parameters=(
        _core.Parameter("idempotency_key", "Idempotency-Key", "header"),
    ),
    body="json",
    content_type="application/json",
    body_type=Ship,
    security=(
        ("pass",),
    ),
    faults=(
        _core.Fault("default", Problem),
    ),
    answers=(
        _core.Answer("201", "json", CreateShipCreated, whole=True, headers={"ETag": False}),
    ),
)


class ShipsOperations(_core.Group):
    """Asks the Ships operations."""

    def list_ships(
        self, *, page: int | None = None, class_: Literal["barge", "tug"] | None = None
    ) -> ListShipsOkBody:
        """List ships.

        listShips: GET /ships
        """
        return _core.send(self, _LIST_SHIPS, {"page": page, "class_": class_})

    def create_ship(self, body: Ship, *, idempotency_key: str | None = None) -> CreateShipCreated:
        """Add a ship.

        createShip: POST /ships
        """
        return _core.send(self, _CREATE_SHIP, {"body": body, "idempotency_key": idempotency_key})


class AsyncShipsOperations(_core.AsyncGroup):
    """Asks the Ships operations."""

    async def list_ships(
        self, *, page: int | None = None, class_: Literal["barge", "tug"] | None = None
    ) -> ListShipsOkBody:
        """List ships.

        listShips: GET /ships
        """
        return await _core.send_async(self, _LIST_SHIPS, {"page": page, "class_": class_})

    async def create_ship(
        self, body: Ship, *, idempotency_key: str | None = None
    ) -> CreateShipCreated:
        """Add a ship.

        createShip: POST /ships
        """
        return await _core.send_async(self, _CREATE_SHIP, {"body": body, "idempotency_key": idempotency_key})
