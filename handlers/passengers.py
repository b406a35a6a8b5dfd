"""The passengers of the Titanic, answered from the store.

Families travelled on one ticket; here a ticket has one record, that of whoever was added first,
and a second one is a conflict.
"""

from __future__ import annotations

from urllib.parse import quote

from pydantic import MISSING

from generated.models.passengers import (
    ListPassengersQuery,
    Passenger,
    PassengerDraft,
    PassengerPage,
    PassengerReplacement,
)
from generated.stubs.passengers import (
    CreatePassengerCreated,
    GetPassengerNotModified,
    GetPassengerOk,
    ReplacePassengerOk,
)
from handlers import store
from handlers.cursor import CONTINUATION, CursorCodec
from handlers.store import Store, TakenError
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.problem import Conflict, NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/passengers"
_PAGING = ("continuation", "limit")


class Passengers:
    """The passengers."""

    def __init__(self, store: Store, cursors: CursorCodec) -> None:
        self._passengers = store.passengers
        self._continuations = cursors.apart(CONTINUATION)

    async def list_passengers(self, query: ListPassengersQuery) -> PassengerPage:
        """The matching passengers at a continuation, in the order they were added."""
        said = query.continuation
        after = None if said is MISSING else self._continuations.decode(said)
        filters = {name: v for name, v in query.model_dump().items() if name not in _PAGING}
        found = await self._passengers.page(filters, after, query.limit)
        return PassengerPage(
            items=[Passenger.trusted(row) for row in found.rows],
            continuation=self._continuations.encode(found.next) if found.next else None,
            has_more=found.next is not None,
        )

    async def create_passenger(
        self, body: PassengerDraft, *, principal: Principal
    ) -> CreatePassengerCreated:
        """Add the record of a ticket that has none."""
        draft = store.PassengerDraft(**body.model_dump())
        try:
            entry = await self._passengers.add(draft, by=principal.subject)
        except TakenError:
            raise Conflict("This ticket has a record already.") from None
        passenger = Passenger.trusted(entry.fields)
        return CreatePassengerCreated(passenger, location=href(body.ticket), etag=entry.etag)

    async def get_passenger(
        self, ticket: str, *, if_none_match: str | None = None
    ) -> GetPassengerOk | GetPassengerNotModified:
        """The record of a ticket."""
        entry = await self._passengers.get(ticket)
        if entry is None:
            raise NotFound("No passenger has this ticket.")
        if is_current(if_none_match, entry.etag):
            return GetPassengerNotModified(etag=entry.etag)
        return GetPassengerOk(Passenger.trusted(entry.fields), etag=entry.etag)

    async def replace_passenger(
        self,
        ticket: str,
        body: PassengerReplacement,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplacePassengerOk:
        """Give the record of a ticket all other fields."""
        entry = await self._passengers.replace(
            ticket, body.model_dump(), by=principal.subject, if_match=strong_tags(if_match)
        )
        return ReplacePassengerOk(Passenger.trusted(entry.fields), etag=entry.etag)

    async def delete_passenger(
        self, ticket: str, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete the record of a ticket."""
        await self._passengers.delete(ticket, by=principal.subject, if_match=strong_tags(if_match))


def href(ticket: str) -> str:
    """Where the record of a ticket is: no slash or blank of the ticket is one of the path."""
    return f"{PATH}/{quote(ticket, safe='')}"
