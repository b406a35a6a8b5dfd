"""Sessions: a login, kept alive by refresh tokens that are each used once (RFC 9700, 4.14.2).

A refresh token is `<session>.<secret>`. The row of a session knows the newest secret only, and only
its SHA-256: 256 random bits need no slow hash. Any other secret of a session was used before or
made up, so whoever shows it ends the session for everybody.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import Connection, bindparam, delete, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.people_tables import sessions, users
from handlers.store.users import Account

_SECOND = 1_000_000
_SESSION = (
    select(
        sessions.c.user_id,
        sessions.c.token_hash,
        sessions.c.scope,
        sessions.c.expires_at,
        users.c.role,
        users.c.is_active,
    )
    .join_from(sessions, users)
    .where(sessions.c.id == bindparam("id"))
    .with_for_update(of=sessions)
)
_ACCOUNT = (
    select(users.c.is_active, users.c.password_hash)
    .where(users.c.id == bindparam("id"))
    .with_for_update()
)
_REHASH = (
    update(users).where(users.c.id == bindparam("user")).values(password_hash=bindparam("rehashed"))
)
_DROP = delete(sessions).where(sessions.c.id == bindparam("session"))
_DROP_OLD = delete(sessions).where(sessions.c.expires_at <= bindparam("moment"))


@dataclass(frozen=True, slots=True)
class Renewal:
    """A session that goes on: the next refresh token, and whose it is."""

    token: str
    user_id: int
    role: str
    scope: str


class SessionStore:
    """The sessions. A session ends `lifetime_s` seconds after its last use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, account: Account, scope: str, lifetime_s: int, *, rehashed: str | None = None
    ) -> str | None:
        """The first refresh token of a new session; those that ran out are forgotten.

        None when the account has changed since it was read: its password may be another now.
        `rehashed` is the same password by a newer hash, to be kept.
        """
        lifetime = lifetime_s * _SECOND
        return await self._database.transact(_begin, account, scope, lifetime, rehashed)

    async def renew(self, token: str, lifetime_s: int) -> Renewal | None:
        """Change a refresh token for the next one; None, and no session, when it is not current.

        Of several who show one token at once, exactly one gets the next; the others end the
        session, for one of them is a thief.
        """
        return await self._database.transact(_renew, token, lifetime_s * _SECOND)

    async def end(self, token: str) -> None:
        """End the session of a refresh token, old or new; nothing where there is none."""
        await self._database.transact(_end, token)


def _begin(
    connection: Connection, account: Account, scope: str, lifetime: int, rehashed: str | None
) -> str | None:
    user_id = account.id
    row = connection.execute(_ACCOUNT, {"id": user_id}).one_or_none()
    if row is None or not row.is_active or row.password_hash != account.password_hash:
        return None
    if rehashed is not None:  # nothing that anybody sees, so no revision
        connection.execute(_REHASH, {"user": user_id, "rehashed": rehashed})
    moment = now()
    connection.execute(_DROP_OLD, {"moment": moment})
    session, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    values = {"id": session, "user_id": user_id, "token_hash": _hash(secret), "scope": scope}
    values |= {"created_at": moment, "expires_at": moment + lifetime}
    connection.execute(sessions.insert(), values)
    record(connection, f"user:{user_id}", "logIn", "user", str(user_id))
    return f"{session}.{secret}"


def _renew(connection: Connection, token: str, lifetime: int) -> Renewal | None:
    session, _, secret = token.partition(".")
    row = connection.execute(_SESSION, {"id": session}).one_or_none()
    if row is None:
        return None
    user_id, token_hash, scope, expires_at, role, is_active = row
    moment = now()
    if not compare_digest(token_hash, _hash(secret)) or expires_at <= moment or not is_active:
        connection.execute(_DROP, {"session": session})
        record(connection, f"user:{user_id}", "endSession", "user", str(user_id))
        return None
    fresh = secrets.token_urlsafe(32)
    values = {"token_hash": _hash(fresh), "expires_at": moment + lifetime}
    connection.execute(sessions.update().where(sessions.c.id == session).values(values))
    return Renewal(f"{session}.{fresh}", user_id, role, scope)


def _end(connection: Connection, token: str) -> None:
    session = token.partition(".")[0]
    row = connection.execute(_SESSION, {"id": session}).one_or_none()
    if row is not None:
        connection.execute(_DROP, {"session": session})
        record(connection, f"user:{row.user_id}", "logOut", "user", str(row.user_id))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
