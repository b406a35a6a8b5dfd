# Generated from openapi/paths/passengers.yaml by `tenon generate`. Do not edit.
"""The Passengers operations, routed."""

from generated.models.passengers import (
    ListPassengersQuery,
    PassengerDraft,
    PassengerPage,
    PassengerReplacement,
    Ticket,
)
from generated.stubs.passengers import (
    CreatePassengerCreated,
    GetPassengerNotModified,
    GetPassengerOk,
    PassengersStub,
    ReplacePassengerOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def passengers_router(passengers: PassengersStub) -> ContractRouter:
    """Routes to what answers the Passengers operations."""
    router = ContractRouter(passengers, tags=["passengers"])

    @router.get("/api/v1/passengers", status_code=200, operation_id="listPassengers")
    async def list_passengers(query: ListPassengersQuery) -> PassengerPage:
        return await passengers.list_passengers(query)

    @router.post("/api/v1/passengers", status_code=201, operation_id="createPassenger")
    async def create_passenger(
        body: PassengerDraft, *, principal: Principal
    ) -> CreatePassengerCreated:
        return await passengers.create_passenger(body, principal=principal)

    @router.get("/api/v1/passengers/{ticket}", status_code=200, operation_id="getPassenger")
    async def get_passenger(
        ticket: Ticket, *, if_none_match: str | None = None
    ) -> GetPassengerOk | GetPassengerNotModified:
        return await passengers.get_passenger(ticket, if_none_match=if_none_match)

    @router.put("/api/v1/passengers/{ticket}", status_code=200, operation_id="replacePassenger")
    async def replace_passenger(
        ticket: Ticket,
        body: PassengerReplacement,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplacePassengerOk:
        return await passengers.replace_passenger(
            ticket, body, principal=principal, if_match=if_match
        )

    @router.delete("/api/v1/passengers/{ticket}", status_code=204, operation_id="deletePassenger")
    async def delete_passenger(
        ticket: Ticket, *, principal: Principal, if_match: str | None = None
    ) -> None:
        return await passengers.delete_passenger(ticket, principal=principal, if_match=if_match)

    return router
