# Generated from openapi/paths/auth.yaml by `tenon generate`. Do not edit.
"""The Auth operations, routed."""

from generated.models.auth import Credentials, KeySet, Refresh, Session
from generated.stubs.auth import AuthStub, LogInOk, RefreshTokensOk
from tenon.runtime.router import ContractRouter


def auth_router(auth: AuthStub) -> ContractRouter:
    """Routes to what answers the Auth operations."""
    router = ContractRouter(auth, tags=["auth"])

    @router.get("/.well-known/jwks.json", status_code=200, operation_id="getKeySet")
    async def get_key_set() -> KeySet:
        return await auth.get_key_set()

    @router.post("/api/v1/auth/login", status_code=200, operation_id="logIn")
    async def log_in(body: Credentials) -> LogInOk:
        return await auth.log_in(body)

    @router.post("/api/v1/auth/refresh", status_code=200, operation_id="refreshTokens")
    async def refresh_tokens(body: Refresh) -> RefreshTokensOk:
        return await auth.refresh_tokens(body)

    @router.post("/api/v1/auth/logout", status_code=204, operation_id="logOut")
    async def log_out(body: Session) -> None:
        return await auth.log_out(body)

    return router
