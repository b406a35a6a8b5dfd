# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Crew operations must do."""

from typing import Protocol

from expected.models.people import Sailor


class CrewStub(Protocol):
    """Answers the Crew operations."""

    async def list_crew(self) -> list[Sailor]:
        """List the crew. listCrew: GET /crew"""
