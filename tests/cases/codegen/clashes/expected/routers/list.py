# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The List operations, routed."""

import builtins

from expected.models.schemas import ClassQuery_2, ListQuery
from expected.stubs.list import ListStub_2
from tenon.runtime.router import ContractRouter


def list_router(list_2: ListStub_2) -> ContractRouter:
    """Routes to what answers the List operations."""
    router_2 = ContractRouter(list_2, tags=["list"])

    @router_2.get("/class", status_code=200, operation_id="class")
    async def class_(query: ClassQuery_2, *, self_: str | None = None) -> builtins.list[str]:
        return await list_2.class_(query, self_=self_)

    @router_2.get("/list/{list}/{query}", status_code=200, operation_id="list")
    async def list(list: str, query_2: int, query: ListQuery) -> dict[str, builtins.list[int]]:
        return await list_2.list(list, query_2, query)

    @router_2.get("/router", status_code=204, operation_id="router")
    async def router() -> None:
        return await list_2.router()

    return router_2
