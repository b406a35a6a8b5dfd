# Generated from paths/boats.yaml by `tenon generate`. Do not edit.
"""The Boats operations, routed."""

from uuid import UUID

from expected.models.boats import Boat, BoatChanges, BoatDraft, ListBoatsQuery
from expected.stubs.boats import (
    AddBoatCreated,
    BoatsStub,
    GetBoatNotModified,
    GetBoatOk,
    ListBoatsOk,
)
from tenon.runtime.router import ContractRouter


def boats_router(boats: BoatsStub) -> ContractRouter:
    """Routes to what answers the Boats operations."""
    router = ContractRouter(boats, tags=["boats"])

    @router.get("/boats", status_code=200, operation_id="listBoats")
    async def list_boats(query: ListBoatsQuery) -> ListBoatsOk:
        return await boats.list_boats(query)

    @router.post("/boats", status_code=201, operation_id="addBoat")
    async def add_boat(
        body: BoatDraft, *, idempotency_key: str | None = None, x_berth: int
    ) -> AddBoatCreated:
        return await boats.add_boat(body, idempotency_key=idempotency_key, x_berth=x_berth)

    @router.get("/boats/{boat-id}", status_code=200, operation_id="getBoat")
    async def get_boat(
        boat_id: UUID, *, if_none_match: str | None = None
    ) -> GetBoatOk | GetBoatNotModified:
        return await boats.get_boat(boat_id, if_none_match=if_none_match)

    @router.delete("/boats/{boat-id}", status_code=204, operation_id="removeBoat")
    async def remove_boat(boat_id: UUID) -> None:
        return await boats.remove_boat(boat_id)

    @router.patch("/boats/{boat-id}", status_code=200, operation_id="changeBoat", deprecated=True)
    async def change_boat(boat_id: UUID, body: BoatChanges | None = None) -> Boat:
        return await boats.change_boat(boat_id, body)

    return router
