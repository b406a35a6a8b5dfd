# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The Vault operations, routed."""

from expected.models.schemas import FillQuery, Principal_
from expected.stubs.vault import VaultStub
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def vault_router(vault: VaultStub) -> ContractRouter:
    """Routes to what answers the Vault operations."""
    router = ContractRouter(vault, tags=["vault"])

    @router.get("/vault", status_code=200, operation_id="lookInside")
    async def look_inside(*, principal: Principal) -> Principal_:
        return await vault.look_inside(principal=principal)

    @router.put("/vault", status_code=204, operation_id="fill")
    async def fill(
        query: FillQuery, body: Principal_ | None = None, *, principal: Principal, principal_3: str
    ) -> None:
        return await vault.fill(query, body, principal=principal, principal_3=principal_3)

    @router.post("/vault", status_code=200, operation_id="principal")
    async def principal(*, principal: Principal | None = None) -> Principal_:
        return await vault.principal(principal=principal)

    @router.get("/door", status_code=200, operation_id="seeDoor")
    async def see_door() -> Principal_:
        return await vault.see_door()

    @router.delete("/door", status_code=204, operation_id="removeDoor")
    async def remove_door() -> None:
        return await vault.remove_door()

    return router
