"""Those who can log in, answered from the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import MISSING

from generated.models.users import ListUsersQuery, User, UserChanges, UserDraft, UserPage
from generated.stubs.users import (
    ChangeUserOk,
    CreateUserCreated,
    GetMeNotModified,
    GetMeOk,
    GetUserNotModified,
    GetUserOk,
    ListUsersOk,
    ReplaceUserOk,
)
from handlers import store
from handlers.after import After
from handlers.callers import subject_of, user_id_of
from handlers.mail import Mail
from handlers.owners import require_own
from handlers.pages import links, page_of
from handlers.passwords import Passwords
from handlers.store import Entry, LastAdminError, Store, TakenNamesError, UserFilters
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.problem import Conflict, FieldError, Forbidden, NotFound
from tenon.runtime.security import Principal, Remembered

PATH = "/api/v1/users"
_ADMIN = "users:admin"
_ADMINS_FIELDS = frozenset({"role", "is_active"})
_WORDS = {"username": "This username", "email": "This e-mail address"}


class Users:
    """The users.

    Who may is asked before a user is looked for, so that strangers do not learn who is there.
    """

    def __init__(
        self, store: Store, passwords: Passwords, mail: Mail, after: After, known: Remembered
    ) -> None:
        self._users = store.users
        self._passwords = passwords
        self._mail = mail
        self._after = after
        self._known = known

    async def list_users(self, query: ListUsersQuery, *, principal: Principal) -> ListUsersOk:
        """A page of the matching users, by username."""
        page, per_page = query.page, query.per_page
        asked = {name: getattr(query, name) for name in ("search", "role", "is_active")}
        filters = UserFilters(**{k: v for k, v in asked.items() if v is not MISSING})
        found = await self._users.page(filters, page, per_page)
        return ListUsersOk(
            page_of(UserPage, User, found, page, per_page),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_user(self, body: UserDraft) -> CreateUserCreated:
        """Register, and be welcomed by mail."""
        password_hash = await self._passwords.hash(body.password)
        draft = store.UserDraft(
            username=body.username,
            email=body.email,
            full_name=body.full_name,
            password_hash=password_hash,
        )
        try:
            entry = await self._users.add(draft)
        except TakenNamesError as error:
            raise _taken(error) from None
        user = User.trusted(entry.fields)
        mail = self._mail.welcome(user.username, user.email, user.full_name)
        self._after.run(mail, f"the welcome mail to user {user.id}")
        return CreateUserCreated(user, location=f"{PATH}/{user.id}", etag=entry.etag)

    async def get_me(
        self, *, principal: Principal, if_none_match: str | None = None
    ) -> GetMeOk | GetMeNotModified:
        """The caller."""
        user_id = user_id_of(principal.subject)
        entry = None if user_id is None else await self._users.get(user_id)
        if entry is None:
            raise NotFound("The caller is no user of this service.")
        if is_current(if_none_match, entry.etag):
            return GetMeNotModified(etag=entry.etag)
        return GetMeOk(User.trusted(entry.fields), etag=entry.etag)

    async def get_user(
        self, user_id: int, *, principal: Principal, if_none_match: str | None = None
    ) -> GetUserOk | GetUserNotModified:
        """A user."""
        require_own(principal, subject_of(user_id))
        entry = await self._users.get(user_id)
        if entry is None:
            raise NotFound("There is no user with this id.")
        if is_current(if_none_match, entry.etag):
            return GetUserNotModified(etag=entry.etag)
        return GetUserOk(User.trusted(entry.fields), etag=entry.etag)

    async def replace_user(
        self, user_id: int, body: UserDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceUserOk:
        """Give a user all the fields of a draft."""
        require_own(principal, subject_of(user_id))
        changes = await self._hashed(body.model_dump())
        try:
            entry = await self._users.replace(
                user_id, changes, by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenNamesError as error:
            raise _taken(error) from None
        self._forget(user_id)
        return ReplaceUserOk(User.trusted(entry.fields), etag=entry.etag)

    async def change_user(
        self,
        user_id: int,
        body: UserChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeUserOk:
        """Give a user the fields that were sent."""
        require_own(principal, subject_of(user_id))
        sent = body.model_dump()
        if not _is_admin(principal) and (refused := sorted(_ADMINS_FIELDS & sent.keys())):
            raise Forbidden(f"Only admins may set {' and '.join(refused)}.")
        changes = await self._hashed(sent)
        entry = await self._change(user_id, changes, principal, if_match)
        self._forget(user_id)
        return ChangeUserOk(User.trusted(entry.fields), etag=entry.etag)

    async def delete_user(
        self, user_id: int, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete a user."""
        require_own(principal, subject_of(user_id))
        try:
            await self._users.delete(user_id, by=principal.subject, if_match=strong_tags(if_match))
        except LastAdminError:
            raise _last_admin() from None
        self._forget(user_id)

    async def _change(
        self, user_id: int, changes: Mapping[str, Any], principal: Principal, if_match: str | None
    ) -> Entry:
        try:
            return await self._users.change(
                user_id, changes, by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenNamesError as error:
            raise _taken(error) from None
        except LastAdminError:
            raise _last_admin() from None

    async def _hashed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields with the hash of the password in its place."""
        if "password" in fields:
            fields["password_hash"] = await self._passwords.hash(fields.pop("password"))
        return fields

    def _forget(self, user_id: int) -> None:
        """Look anew at who this is; other processes do so within `recheck_s`."""
        self._known.forget(subject_of(user_id))


def _is_admin(principal: Principal) -> bool:
    return _ADMIN in principal.scopes


def _taken(error: TakenNamesError) -> Conflict:
    """It says what is taken, and nothing of whose it is."""
    messages = {field: f"{_WORDS[field]} is taken." for field in error.fields}
    errors = [
        FieldError("body", message, "taken", pointer=f"/{field}")
        for field, message in messages.items()
    ]
    return Conflict(" ".join(messages.values()), errors=errors)


def _last_admin() -> Conflict:
    return Conflict("This is the last admin: name another one first.")
