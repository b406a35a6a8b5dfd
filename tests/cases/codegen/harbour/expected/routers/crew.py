# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Crew operations, routed."""

from expected.models.people import Sailor
from expected.stubs.crew import CrewStub
from tenon.runtime.router import ContractRouter


def crew_router(crew: CrewStub) -> ContractRouter:
    """Routes to what answers the Crew operations."""
    router = ContractRouter(crew, tags=["crew"])

    @router.get("/crew", status_code=200, operation_id="listCrew")
    async def list_crew() -> list[Sailor]:
        return await crew.list_crew()

    return router
