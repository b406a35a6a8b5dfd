# Generated from openapi/paths/passengers.yaml by `tenon generate`. Do not edit.
"""What a handler of the Passengers operations must do."""

from typing import Protocol

from generated.models.passengers import (
    ListPassengersQuery,
    Passenger,
    PassengerDraft,
    PassengerPage,
    PassengerReplacement,
    Ticket,
)
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class CreatePassengerCreated(Reply[Passenger]):
    """201: The passenger as they were added."""

    status = 201

    def __init__(self, body: Passenger, *, location: str, etag: str) -> None:
        self.body = body
        self.headers = {"location": location, "etag": etag}


class GetPassengerOk(Reply[Passenger]):
    """200: The passenger."""

    status = 200

    def __init__(self, body: Passenger, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetPassengerNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplacePassengerOk(Reply[Passenger]):
    """200: The passenger as they are recorded now."""

    status = 200

    def __init__(self, body: Passenger, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class PassengersStub(Protocol):
    """Answers the Passengers operations."""

    async def list_passengers(self, query: ListPassengersQuery) -> PassengerPage:
        """List passengers.

        Answers the passengers that match every filter, in the order they were added.

        listPassengers: GET /api/v1/passengers
        """

    async def create_passenger(
        self, body: PassengerDraft, *, principal: Principal
    ) -> CreatePassengerCreated:
        """Add a passenger.

        Adds the one record of a ticket; a ticket that has one is a 409.

        createPassenger: POST /api/v1/passengers
        """

    async def get_passenger(
        self, ticket: Ticket, *, if_none_match: str | None = None
    ) -> GetPassengerOk | GetPassengerNotModified:
        """Read a passenger.

        Answers the record of the ticket, or 304 to one who has its current version.

        getPassenger: GET /api/v1/passengers/{ticket}
        """

    async def replace_passenger(
        self,
        ticket: Ticket,
        body: PassengerReplacement,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplacePassengerOk:
        """Replace a passenger.

        Sets every field but the ticket, absent ones to their defaults.

        replacePassenger: PUT /api/v1/passengers/{ticket}
        """

    async def delete_passenger(
        self, ticket: Ticket, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete a passenger.

        Deletes the record of the ticket.

        deletePassenger: DELETE /api/v1/passengers/{ticket}
        """
