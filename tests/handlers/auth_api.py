"""The service with authentication on, and callers of every role, without the cost of a login."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete

from handlers.callers import subject_of
from handlers.roles import scopes_of
from handlers.signing import SigningKeys, new_key_set
from handlers.store import Store, UserDraft
from handlers.store.tables import metadata
from handlers.tokens import Tokens
from tenon.runtime.app import ContractApp
from tests.handlers.book_api import running

ISSUER = AUDIENCE = "book-management-api"
PASSWORD = "Blue7Lantern"
ROLES = ("viewer", "editor", "admin")

LOGIN, REFRESH, LOGOUT = (f"/api/v1/auth/{verb}" for verb in ("login", "refresh", "logout"))
USERS = "/api/v1/users"


@cache
def auth_keys() -> str:
    """The keys that sign in all tests of one run."""
    return new_key_set().decode()


@cache
def tokens() -> Tokens:
    """Issues what the service under test takes for its own."""
    return Tokens(SigningKeys(auth_keys), ISSUER, AUDIENCE)


@cache
def password_hash() -> str:
    """The hash of PASSWORD, at a low price."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=32, parallelism=4).hash(PASSWORD)


def bearer(user_id: int, role: str = "viewer", **more: Any) -> dict[str, str]:
    """The header of a user who has logged in; `scopes` for others than those of the role."""
    scopes = more.pop("scopes", scopes_of([role]))
    return {"authorization": f"Bearer {tokens().issue(subject_of(user_id), scopes, [role])}"}


async def add_user(store: Store, username: str, role: str = "viewer") -> int:
    """A user whose password is PASSWORD; their id."""
    draft = UserDraft(
        username=username,
        email=f"{username}@readers.example",
        password_hash=password_hash(),
        role=role,
    )
    return (await store.users.add(draft, by="test")).id


@dataclass(frozen=True)
class Protected:
    """A service that asks who calls: its application, a store beside it, a user of each role.

    `ids` and `headers` are by role: `headers["admin"]` is what the admin sends. `stranger` is
    another viewer.
    """

    app: ContractApp
    store: Store
    ids: dict[str, int]
    headers: dict[str, dict[str, str]]


@asynccontextmanager
async def protected_app(url: str, **more: Any) -> AsyncIterator[tuple[ContractApp, Store]]:
    """The service with authentication on, started on a database, and a store beside it."""
    given: dict[str, Any] = {"auth_enabled": True, "auth_keys": auth_keys(), **more}
    async with running(url, **given) as app:
        store = Store(url)
        await store.open()
        try:
            yield app, store
        finally:
            await store.close()


async def populated(app: ContractApp, store: Store) -> Protected:
    """The service with a user of each role and a stranger; each is named by their role."""
    people = {role: role for role in ROLES} | {"stranger": "viewer"}
    ids = {name: await add_user(store, name, role) for name, role in people.items()}
    headers = {name: bearer(ids[name], role) for name, role in people.items()}
    return Protected(app, store, ids, headers)


@asynccontextmanager
async def protected(url: str, **more: Any) -> AsyncIterator[Protected]:
    """A service of its own, on a database without rows."""
    async with protected_app(url, **more) as (app, store):
        yield await populated(app, store)


def emptied(connection: Connection) -> None:
    """Delete all rows; no id is given a second time, so that nothing remembered is wrong."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
