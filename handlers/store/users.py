"""Those who can log in. A password is known here by its hash only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, or_, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.drafts import Changes, Revisions, UserDraft, require
from handlers.store.errors import LastAdminError, MissingError, TakenNamesError
from handlers.store.lock import Lock, hold
from handlers.store.people_tables import sessions, users
from handlers.store.rows import Entry, Fields, Page, user_entry, user_fields
from handlers.store.text import fold

ADMIN = "admin"
USER = select(
    users.c.id,
    users.c.username,
    users.c.email,
    users.c.full_name,
    users.c.role,
    users.c.is_active,
    users.c.created_at,
    users.c.updated_at,
    users.c.revision,
)
_ONE = USER.where(users.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()
_ACCOUNT = select(
    users.c.id,
    users.c.role,
    users.c.is_active,
    users.c.password_hash,
    users.c.username,
    users.c.full_name,
)
_BY_NAME = _ACCOUNT.where(users.c.username_key == bindparam("username_key"))
_BY_ID = _ACCOUNT.where(users.c.id == bindparam("id"))
_ADD = users.insert().returning(users.c.id)
_IS_ADMIN = (users.c.role == ADMIN, users.c.is_active == 1)
# What names a user, and where it is kept to be compared.
_NAMES = {"username": users.c.username_key, "email": users.c.email_key}


@dataclass(frozen=True, slots=True)
class UserFilters:
    """Conditions that a user must all meet; None asks nothing.

    search: part of the username or of the e-mail address, without regard to case.
    """

    search: str | None = None
    role: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What must be known of a user to let them in; `name` is what others call them."""

    id: int
    role: str
    is_active: bool
    password_hash: str = field(repr=False)
    name: str


class UserStore:
    """The users.

    Writes raise MissingError, StaleError, TakenNamesError or LastAdminError, and then have changed
    nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: UserFilters, page: int, per_page: int) -> Page:
        """A numbered page of the matching users, by username."""
        return await self._database.scan(_page, filters, page, per_page)

    async def get(self, user_id: int) -> Entry | None:
        """One user, or None."""
        rows = await self._database.rows(_ONE, id=user_id)
        return user_entry(rows[0]) if rows else None

    async def account(self, user_id: int) -> Account | None:
        """The account of a user by their id, or None."""
        return _account(await self._database.rows(_BY_ID, id=user_id))

    async def account_of(self, username: str) -> Account | None:
        """The account of a username, in any case, or None."""
        return _account(await self._database.rows(_BY_NAME, username_key=fold(username)))

    async def has_admin(self) -> bool:
        """Whether anybody active is an admin."""
        return await self._database.scan(_count_admins) > 0

    async def add(self, draft: UserDraft, *, by: str | None = None) -> Entry:
        """Add a user; who registers has no subject yet, and `by` is None: it becomes their own."""
        return await self._database.transact(_add, draft, by)

    async def add_first_admin(self, draft: UserDraft, *, by: str) -> Entry | None:
        """Add an admin where there is none; None where there is, or the name is taken."""
        return await self._database.transact(_add_first_admin, draft, by)

    async def replace(
        self, user_id: int, changes: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give a user all that users say of themselves; `password_hash` for the password."""
        return await self._database.transact(_change, user_id, changes, if_match, by, "replaceUser")

    async def change(
        self, user_id: int, changes: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give a user the fields that are among the changes; leave the others."""
        return await self._database.transact(_change, user_id, changes, if_match, by, "changeUser")

    async def delete(self, user_id: int, *, by: str, if_match: Revisions = None) -> None:
        """Delete a user and their sessions."""
        await self._database.transact(_delete, user_id, if_match, by)


def _account(rows: list[Any]) -> Account | None:
    if not rows:
        return None
    id_, role, is_active, password_hash, username, full_name = rows[0]
    return Account(id_, role, bool(is_active), password_hash, full_name or username)


def _page(connection: Connection, filters: UserFilters, page: int, per_page: int) -> Page:
    where = _conditions(filters)
    count = select(func.count()).select_from(users).where(*where)
    total = connection.execute(count).scalar_one()
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    ordered = USER.where(*where).order_by(users.c.username_key).limit(per_page).offset(offset)
    return Page([user_fields(row) for row in connection.execute(ordered)], total)


def _conditions(filters: UserFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.search is not None:
        part = fold(filters.search)
        found.append(or_(*(key.contains(part, autoescape=True) for key in _NAMES.values())))
    if filters.role is not None:
        found.append(users.c.role == filters.role)
    if filters.is_active is not None:
        found.append(users.c.is_active == int(filters.is_active))
    return found


def _count_admins(connection: Connection) -> int:
    count = select(func.count()).select_from(users).where(*_IS_ADMIN)
    found: int = connection.execute(count).scalar_one()
    return found


def _read(connection: Connection, user_id: int) -> Entry:
    return user_entry(connection.execute(_ONE, {"id": user_id}).one())


def _add(connection: Connection, draft: UserDraft, by: str | None) -> Entry:
    names = {"username": draft.username, "email": draft.email}
    _refuse_taken(connection, names)
    moment = now()
    row = asdict(draft) | _keys(names) | {"is_active": 1, "revision": 1}
    row |= {"created_at": moment, "updated_at": moment}
    user_id: int = connection.execute(_ADD, row).scalar_one()
    record(connection, by or f"user:{user_id}", "createUser", "user", str(user_id))
    return _read(connection, user_id)


def _add_first_admin(connection: Connection, draft: UserDraft, by: str) -> Entry | None:
    hold(connection, Lock.ADMINS)
    if _count_admins(connection):
        return None
    try:
        return _add(connection, draft, by)
    except TakenNamesError:  # raised before anything was written
        return None


def _change(
    connection: Connection,
    user_id: int,
    changes: Changes,
    if_match: Revisions,
    by: str,
    action: str,
) -> Entry:
    before = _lock(connection, user_id, if_match).fields
    names = {name: changes[name] for name in _NAMES if name in changes}
    _refuse_taken(connection, names, besides=user_id)
    values = dict(changes) | _keys(names)
    if "is_active" in changes:
        values["is_active"] = int(changes["is_active"])
    after = {**before, **changes}
    if _is_admin(before) and not _is_admin(after):
        _keep_an_admin(connection)
    if "password_hash" in changes or not after["is_active"]:
        connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
    values |= {"revision": users.c.revision + 1, "updated_at": now()}
    connection.execute(update(users).where(users.c.id == user_id).values(values))
    record(connection, by, action, "user", str(user_id))
    return _read(connection, user_id)


def _delete(connection: Connection, user_id: int, if_match: Revisions, by: str) -> None:
    if _is_admin(_lock(connection, user_id, if_match).fields):
        _keep_an_admin(connection)
    connection.execute(delete(users).where(users.c.id == user_id))
    record(connection, by, "deleteUser", "user", str(user_id))


def _is_admin(fields: Fields) -> bool:
    return fields["role"] == ADMIN and bool(fields["is_active"])


def _keep_an_admin(connection: Connection) -> None:
    """Refuse to lose the last admin. Of two who leave at once, the second one waits here."""
    hold(connection, Lock.ADMINS)
    if _count_admins(connection) < 2:
        raise LastAdminError


def _lock(connection: Connection, user_id: int, if_match: Revisions) -> Entry:
    """Hold the row until the transaction ends; the user, when at an accepted revision."""
    row = connection.execute(_LOCKED, {"id": user_id}).one_or_none()
    if row is None:
        raise MissingError
    entry = user_entry(row)
    require(entry.revision, if_match)
    return entry


def _keys(names: Changes) -> dict[str, str]:
    return {_NAMES[name].name: fold(text) for name, text in names.items()}


def _refuse_taken(connection: Connection, names: Changes, besides: int = 0) -> None:
    taken = tuple(
        name
        for name, text in names.items()
        if connection.scalar(
            select(users.c.id).where(_NAMES[name] == fold(text), users.c.id != besides)
        )
    )
    if taken:
        raise TakenNamesError(taken)
