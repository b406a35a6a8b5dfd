# Generated from openapi/paths/users.yaml by `tenon generate`. Do not edit.
"""What a handler of the Users operations must do."""

from typing import Protocol

from generated.models.pages import Total
from generated.models.users import ListUsersQuery, User, UserChanges, UserDraft, UserId, UserPage
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListUsersOk(Reply[UserPage]):
    """200: A page of users."""

    status = 200

    def __init__(self, body: UserPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateUserCreated(Reply[User]):
    """201: The user as they were added."""

    status = 201

    def __init__(self, body: User, *, location: str, etag: str) -> None:
        self.body = body
        self.headers = {"location": location, "etag": etag}


class GetMeOk(Reply[User]):
    """200: The user."""

    status = 200

    def __init__(self, body: User, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetMeNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetUserOk(Reply[User]):
    """200: The user."""

    status = 200

    def __init__(self, body: User, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetUserNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplaceUserOk(Reply[User]):
    """200: The user as they are now."""

    status = 200

    def __init__(self, body: User, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ChangeUserOk(Reply[User]):
    """200: The user as they are now."""

    status = 200

    def __init__(self, body: User, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class UsersStub(Protocol):
    """Answers the Users operations."""

    async def list_users(self, query: ListUsersQuery, *, principal: Principal) -> ListUsersOk:
        """List users.

        Answers a page of the users that match every filter, by username.

        listUsers: GET /api/v1/users
        """

    async def create_user(self, body: UserDraft) -> CreateUserCreated:
        """Register.

        Adds a user with the role viewer and welcomes them by mail; 409 when the username or
        the e-mail address is taken, in upper or lower case.

        createUser: POST /api/v1/users
        """

    async def get_me(
        self, *, principal: Principal, if_none_match: str | None = None
    ) -> GetMeOk | GetMeNotModified:
        """Read who I am.

        Answers the user whose token was sent; 404 to a caller who is no user of this service,
        such as a program with a key.

        getMe: GET /api/v1/users/me
        """

    async def get_user(
        self, user_id: UserId, *, principal: Principal, if_none_match: str | None = None
    ) -> GetUserOk | GetUserNotModified:
        """Read a user.

        Answers the user to themselves and to admins, or 304 to one who has the version.

        getUser: GET /api/v1/users/{user_id}
        """

    async def replace_user(
        self, user_id: UserId, body: UserDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceUserOk:
        """Replace a user.

        Sets all that users say of themselves, the password included; role and activity stay.
        A new password ends every session.

        replaceUser: PUT /api/v1/users/{user_id}
        """

    async def delete_user(
        self, user_id: UserId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete a user.

        Deletes the user and ends their sessions; 409 for the last admin.

        deleteUser: DELETE /api/v1/users/{user_id}
        """

    async def change_user(
        self,
        user_id: UserId,
        body: UserChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeUserOk:
        """Change a user.

        Sets the fields that are present and leaves the others; an empty change is a 400. Only
        admins may set `role` and `is_active`; the last admin stays one.

        changeUser: PATCH /api/v1/users/{user_id}
        """
