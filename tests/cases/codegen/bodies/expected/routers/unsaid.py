# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Unsaid operations, routed."""

from typing import Any

from expected.stubs.unsaid import UnsaidStub
from tenon.runtime.router import ContractRouter


def unsaid_router(unsaid: UnsaidStub) -> ContractRouter:
    """Routes to what answers the Unsaid operations."""
    router = ContractRouter(unsaid, tags=["unsaid"])

    @router.get("/unsaid", status_code=200, operation_id="get_unsaid")
    async def get_unsaid() -> Any:
        return await unsaid.get_unsaid()

    return router
