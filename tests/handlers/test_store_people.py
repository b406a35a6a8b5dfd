"""Users, sessions and failed logins, where several processes share one database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.store import (
    Entry,
    LastAdminError,
    MissingError,
    StaleError,
    Store,
    TakenNamesError,
    UserDraft,
)
from handlers.store.login_failures import wait_s
from tests.handlers.auth_api import add_user

DAY = 86_400


@pytest.fixture
async def rivals(url: str) -> AsyncIterator[list[Store]]:
    """Three stores on one database, as three processes would have them."""
    stores = [Store(url) for _ in range(3)]
    await asyncio.gather(*(store.open() for store in stores))
    yield stores
    for store in stores:
        await store.close()


def draft(username: str, **fields: Any) -> UserDraft:
    given = {"email": f"{username}@lin.example", "password_hash": "x", **fields}
    return UserDraft(username=username, **given)


async def outcomes(*work: Any) -> list[Any]:
    return await asyncio.gather(*work, return_exceptions=True)


async def test_of_racing_users_with_one_name_exactly_one_is_added(rivals: list[Store]) -> None:
    names = ("meilin", "MeiLin", "MEILIN")
    found = await outcomes(
        *(rivals[n % 3].users.add(draft(names[n % 3], email=f"{n}@l.example")) for n in range(30))
    )
    assert len([one for one in found if isinstance(one, Entry)]) == 1
    taken = [one for one in found if isinstance(one, TakenNamesError)]
    assert [one.fields for one in taken] == [("username",)] * 29


async def test_of_racing_users_with_one_address_exactly_one_is_added(rivals: list[Store]) -> None:
    found = await outcomes(
        *(rivals[n % 3].users.add(draft(f"mei{n}", email="Mei@L.example")) for n in range(30))
    )
    assert len([one for one in found if isinstance(one, Entry)]) == 1
    taken = [one for one in found if isinstance(one, TakenNamesError)]
    assert [one.fields for one in taken] == [("email",)] * 29


async def test_of_racing_renames_to_one_name_exactly_one_is_made(rivals: list[Store]) -> None:
    users = [await rivals[0].users.add(draft(f"user{n}")) for n in range(9)]
    found = await outcomes(
        *(
            rivals[n % 3].users.change(user.id, {"username": "wanted"}, by="test")
            for n, user in enumerate(users)
        )
    )
    assert sorted(type(one).__name__ for one in found) == ["Entry"] + ["TakenNamesError"] * 8


async def test_two_names_that_change_hands_do_not_deadlock(rivals: list[Store]) -> None:
    a, b = [await rivals[0].users.add(draft(name)) for name in ("anna", "bert")]
    found = await outcomes(
        rivals[0].users.change(a.id, {"username": "bert"}, by="test"),
        rivals[1].users.change(b.id, {"username": "anna"}, by="test"),
    )
    assert all(isinstance(one, TakenNamesError) for one in found)


async def test_admins_who_all_leave_at_once_leave_one(rivals: list[Store]) -> None:
    admins = [await rivals[0].users.add(draft(f"admin{n}", role="admin")) for n in range(6)]
    leaving = [
        rivals[0].users.change(admins[0].id, {"role": "viewer"}, by="test"),
        rivals[1].users.change(admins[1].id, {"is_active": False}, by="test"),
        rivals[2].users.delete(admins[2].id, by="test"),
        rivals[0].users.change(admins[3].id, {"role": "editor"}, by="test"),
        rivals[1].users.delete(admins[4].id, by="test"),
        rivals[2].users.delete(admins[5].id, by="test"),
    ]
    found = await outcomes(*leaving)
    assert len([one for one in found if isinstance(one, LastAdminError)]) == 1
    assert await rivals[0].users.has_admin()


async def test_of_processes_that_start_at_once_one_adds_the_first_admin(
    rivals: list[Store],
) -> None:
    found = await outcomes(
        *(
            rivals[n % 3].users.add_first_admin(draft(f"admin{n % 2}", role="admin"), by="start")
            for n in range(9)
        )
    )
    assert len([one for one in found if isinstance(one, Entry)]) == 1
    assert found.count(None) == 8


async def test_a_first_admin_takes_nobodys_name(rivals: list[Store]) -> None:
    await rivals[0].users.add(draft("admin"))
    assert await rivals[0].users.add_first_admin(draft("Admin", role="admin"), by="start") is None
    assert not await rivals[0].users.has_admin()


async def test_of_racing_renewals_exactly_one_wins_and_the_session_ends(
    rivals: list[Store],
) -> None:
    id_ = await add_user(rivals[0], "meilin")
    account = await rivals[0].users.account(id_)
    assert account is not None
    for _ in range(3):
        token = await rivals[0].sessions.begin(account, "", DAY)
        assert token is not None
        found = await asyncio.gather(*(rivals[n % 3].sessions.renew(token, DAY) for n in range(9)))
        won = [one for one in found if one is not None]
        assert len(won) == 1
        assert won[0].user_id == id_
        assert await rivals[0].sessions.renew(won[0].token, DAY) is None


async def test_no_session_begins_by_a_password_that_has_changed(store: Store) -> None:
    id_ = await add_user(store, "meilin")
    account = await store.users.account(id_)
    assert account is not None
    await store.users.change(id_, {"password_hash": "another"}, by="test")
    assert await store.sessions.begin(account, "", DAY) is None
    fresh = await store.users.account(id_)
    assert fresh is not None
    assert await store.sessions.begin(fresh, "", DAY) is not None
    await store.users.delete(id_, by="test")
    assert await store.sessions.begin(fresh, "", DAY) is None


async def test_attempts_in_several_processes_are_counted_together(rivals: list[Store]) -> None:
    tries = [
        rivals[n % 3].login_failures.attempt({"name mei": 5, "address a": 50}) for n in range(30)
    ]
    waits = await asyncio.gather(*tries)
    assert sorted(waits) == [0] * 5 + [1] * 25


def test_waits_double_up_to_five_minutes() -> None:
    assert [wait_s(count, 5) for count in (0, 4, 5, 6, 7, 13, 14, 10**6)] == [
        0, 0, 1, 2, 4, 256, 300, 300,
    ]  # fmt: skip


async def test_writes_name_who_did_them(store: Store) -> None:
    from sqlalchemy import select

    from handlers.store.audit_tables import audit

    user = await store.users.add(draft("meilin"))
    await store.users.change(user.id, {"full_name": "Mei"}, by="user:7")
    await store.users.replace(user.id, {"full_name": None}, by="key:program")
    await store.users.delete(user.id, by="user:7")
    rows = await store.database.rows(
        select(audit.c.by, audit.c.action, audit.c.kind, audit.c.target)
    )
    assert [tuple(row) for row in rows] == [
        (f"user:{user.id}", "createUser", "user", f"{user.id}"),
        ("user:7", "changeUser", "user", f"{user.id}"),
        ("key:program", "replaceUser", "user", f"{user.id}"),
        ("user:7", "deleteUser", "user", f"{user.id}"),
    ]


async def test_who_is_not_there_and_what_has_changed_is_said(store: Store) -> None:
    with pytest.raises(MissingError):
        await store.users.change(1_000_000, {"full_name": "X"}, by="test")
    with pytest.raises(MissingError):
        await store.users.delete(1_000_000, by="test")
    user = await store.users.add(draft("meilin"))
    with pytest.raises(StaleError):
        await store.users.delete(user.id, by="test", if_match={"9"})
