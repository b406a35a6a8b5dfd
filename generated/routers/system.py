# Generated from openapi/paths/system.yaml by `tenon generate`. Do not edit.
"""The System operations, routed."""

from generated.models.system import Health, Readiness, Root, Version
from generated.stubs.system import SystemStub
from tenon.runtime.router import ContractRouter


def system_router(system: SystemStub) -> ContractRouter:
    """Routes to what answers the System operations."""
    router = ContractRouter(system, tags=["system"])

    @router.get("/", status_code=200, operation_id="getRoot")
    async def get_root() -> Root:
        return await system.get_root()

    @router.get("/health", status_code=200, operation_id="getHealth")
    async def get_health() -> Health:
        return await system.get_health()

    @router.get("/health/ready", status_code=200, operation_id="getReadiness")
    async def get_readiness() -> Readiness:
        return await system.get_readiness()

    @router.get("/version", status_code=200, operation_id="getVersion")
    async def get_version() -> Version:
        return await system.get_version()

    return router
