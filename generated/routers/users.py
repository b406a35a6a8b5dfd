# Generated from openapi/paths/users.yaml by `tenon generate`. Do not edit.
"""The Users operations, routed."""

from generated.models.users import ListUsersQuery, UserChanges, UserDraft, UserId
from generated.stubs.users import (
    ChangeUserOk,
    CreateUserCreated,
    GetMeNotModified,
    GetMeOk,
    GetUserNotModified,
    GetUserOk,
    ListUsersOk,
    ReplaceUserOk,
    UsersStub,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def users_router(users: UsersStub) -> ContractRouter:
    """Routes to what answers the Users operations."""
    router = ContractRouter(users, tags=["users"])

    @router.get("/api/v1/users", status_code=200, operation_id="listUsers")
    async def list_users(query: ListUsersQuery, *, principal: Principal) -> ListUsersOk:
        return await users.list_users(query, principal=principal)

    @router.post("/api/v1/users", status_code=201, operation_id="createUser")
    async def create_user(body: UserDraft) -> CreateUserCreated:
        return await users.create_user(body)

    @router.get("/api/v1/users/me", status_code=200, operation_id="getMe")
    async def get_me(
        *, principal: Principal, if_none_match: str | None = None
    ) -> GetMeOk | GetMeNotModified:
        return await users.get_me(principal=principal, if_none_match=if_none_match)

    @router.get("/api/v1/users/{user_id}", status_code=200, operation_id="getUser")
    async def get_user(
        user_id: UserId, *, principal: Principal, if_none_match: str | None = None
    ) -> GetUserOk | GetUserNotModified:
        return await users.get_user(user_id, principal=principal, if_none_match=if_none_match)

    @router.put("/api/v1/users/{user_id}", status_code=200, operation_id="replaceUser")
    async def replace_user(
        user_id: UserId, body: UserDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceUserOk:
        return await users.replace_user(user_id, body, principal=principal, if_match=if_match)

    @router.delete("/api/v1/users/{user_id}", status_code=204, operation_id="deleteUser")
    async def delete_user(
        user_id: UserId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        return await users.delete_user(user_id, principal=principal, if_match=if_match)

    @router.patch("/api/v1/users/{user_id}", status_code=200, operation_id="changeUser")
    async def change_user(
        user_id: UserId, body: UserChanges, *, principal: Principal, if_match: str | None = None
    ) -> ChangeUserOk:
        return await users.change_user(user_id, body, principal=principal, if_match=if_match)

    return router
