# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Vault operations must do."""

from typing import Protocol

from expected.models.schemas import FillQuery, Principal_
from tenon.runtime.security import Principal


class VaultStub(Protocol):
    """Answers the Vault operations."""

    async def look_inside(self, *, principal: Principal) -> Principal_:
        """Look inside. lookInside: GET /vault"""

    async def fill(
        self,
        query: FillQuery,
        body: Principal_ | None = None,
        *,
        principal: Principal,
        principal_3: str,
    ) -> None:
        """Fill the vault. fill: PUT /vault"""

    async def principal(self, *, principal: Principal | None = None) -> Principal_:
        """Ask for something.

        Whoever asks may be known, and need not.

        principal: POST /vault
        """

    async def see_door(self) -> Principal_:
        """See the door. seeDoor: GET /door"""

    async def remove_door(self) -> None:
        """Remove the door. removeDoor: DELETE /door"""
