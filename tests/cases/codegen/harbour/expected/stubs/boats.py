# Generated from paths/boats.yaml by `tenon generate`. Do not edit.
"""What a handler of the Boats operations must do."""

from typing import Protocol
from uuid import UUID

from expected.models.boats import Boat, BoatChanges, BoatDraft, ListBoatsOkBody, ListBoatsQuery
from tenon.runtime.reply import Reply


class ListBoatsOk(Reply[ListBoatsOkBody]):
    """200: The boats."""

    status = 200

    def __init__(
        self, body: ListBoatsOkBody, *, link: str, x_total_count: int | None = None
    ) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class AddBoatCreated(Reply[Boat]):
    """201: The boat as it was added."""

    status = 201

    def __init__(self, body: Boat, *, location: str) -> None:
        self.body = body
        self.headers = {"location": location}


class GetBoatOk(Reply[Boat]):
    """200: The boat."""

    status = 200

    def __init__(self, body: Boat) -> None:
        self.body = body
        self.headers = {}


class GetBoatNotModified(Reply[None]):
    """304: It has not changed."""

    status = 304

    def __init__(self, body: None = None) -> None:
        self.body = body
        self.headers = {}


class BoatsStub(Protocol):
    """Answers the Boats operations."""

    async def list_boats(self, query: ListBoatsQuery) -> ListBoatsOk:
        """List boats.

        Answers the boats that lie in the harbour now.

        listBoats: GET /boats
        """

    async def add_boat(
        self, body: BoatDraft, *, idempotency_key: str | None = None, x_berth: int
    ) -> AddBoatCreated:
        """Add a boat. addBoat: POST /boats"""

    async def get_boat(
        self, boat_id: UUID, *, if_none_match: str | None = None
    ) -> GetBoatOk | GetBoatNotModified:
        """Read a boat. getBoat: GET /boats/{boat-id}"""

    async def remove_boat(self, boat_id: UUID) -> None:
        """Remove a boat. removeBoat: DELETE /boats/{boat-id}"""

    async def change_boat(self, boat_id: UUID, body: BoatChanges | None = None) -> Boat:
        """Change a boat. changeBoat: PATCH /boats/{boat-id}"""
