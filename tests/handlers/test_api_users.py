"""Users: registering, reading and changing oneself, and what only admins may."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from handlers.roles import scopes_of
from tests.handlers.auth_api import (
    LOGIN,
    PASSWORD,
    REFRESH,
    USERS,
    Protected,
    bearer,
    protected,
    tokens,
)
from tests.handlers.book_api import client, errors, links

pytestmark = pytest.mark.asyncio(loop_scope="session")

MERGE = {"content-type": "application/merge-patch+json"}
MEI = {
    "username": "meilin",
    "email": "Mei.Lin@readers.example",
    "password": PASSWORD,
    "full_name": "Mei Lin",
}


async def register(api: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await api.post(USERS, json=MEI | fields)


# Registering


async def test_anybody_may_register_and_then_log_in_as_a_viewer(callers: httpx.AsyncClient) -> None:
    reply = await register(callers)
    assert reply.status_code == 201
    user = reply.json()
    assert reply.headers["location"] == f"{USERS}/{user['id']}"
    assert reply.headers["etag"] == '"1"'
    made = {name: user.pop(name) for name in ("id", "created_at", "updated_at")}
    assert made["created_at"] == made["updated_at"]
    assert user == {
        "username": "meilin",
        "email": "Mei.Lin@readers.example",
        "full_name": "Mei Lin",
        "role": "viewer",
        "is_active": True,
    }
    logged_in = await callers.post(LOGIN, json={"username": "MeiLin", "password": PASSWORD})
    token = logged_in.json()["access_token"]
    me = await callers.get(f"{USERS}/me", headers={"authorization": f"Bearer {token}"})
    assert me.json() == user | made
    assert me.headers["etag"] == '"1"'


async def test_a_full_name_may_be_left_out(callers: httpx.AsyncClient) -> None:
    draft = {name: MEI[name] for name in ("username", "email", "password")}
    reply = await callers.post(USERS, json=draft)
    assert reply.json()["full_name"] is None


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"username": "MEILIN", "email": "b@readers.example"}, {"/username"}),
        ({"username": "tomasz", "email": "MEI.LIN@READERS.EXAMPLE"}, {"/email"}),
        ({}, {"/username", "/email"}),
    ],
)
async def test_what_is_taken_is_named_and_whose_it_is_is_not(
    callers: httpx.AsyncClient, fields: dict[str, str], pointers: set[str]
) -> None:
    first = (await register(callers)).json()
    reply = await register(callers, **fields, full_name="Somebody Else")
    assert reply.status_code == 409
    assert errors(reply) == {("body", pointer, "taken") for pointer in pointers}
    assert str(first["id"]) not in reply.text.replace(reply.json()["request_id"], "")
    assert "Mei" not in reply.text


REFUSED: tuple[dict[str, str], ...] = (
    {"username": "me"},
    {"username": "m" * 51},
    {"username": "mei-lin"},
    {"username": "mei lin"},
    {"username": "mеilin"},  # noqa: RUF001 - a Cyrillic letter
    {"username": "ｍｅｉｌｉｎ"},  # noqa: RUF001 - full-width letters
    {"username": "meilin\n"},
    {"email": "nowhere"},
    {"email": "a@b@c.example"},
    {"email": "mei@readers.example\r\nBcc: all@readers.example"},
    {"email": "meі@readers.example"},  # noqa: RUF001 - a Cyrillic letter
    {"email": "mei@ｒeaders.example"},  # noqa: RUF001 - a full-width letter
    {"email": '"mei lin"@readers.example'},
    {"password": "Short7x"},
    {"password": "A1" + "x" * 127},
    {"password": "nodigitsHere"},
    {"password": "no-upper-case-7"},
    {"password": "Blue7\x00Lantern"},
    {"full_name": ""},
    {"full_name": " "},
    {"full_name": "Mei\r\nBcc: all@readers.example"},
)


async def test_what_the_contract_refuses_is_refused(callers: httpx.AsyncClient) -> None:
    for fields in REFUSED:
        reply = await register(callers, **fields)
        assert reply.status_code == 422, fields
        assert {pointer for _, pointer, _ in errors(reply)} == {f"/{name}" for name in fields}


@pytest.mark.parametrize("length", [8, 128])
async def test_a_password_of_either_bound_is_taken(callers: httpx.AsyncClient, length: int) -> None:
    password = "A1" + "x" * (length - 2)
    assert (await register(callers, password=password)).status_code == 201
    sent = {"username": "meilin", "password": password}
    assert (await callers.post(LOGIN, json=sent)).status_code == 200


@pytest.mark.parametrize(
    "extra", [{"role": "admin"}, {"id": 1}, {"is_active": True}, {"password_hash": "x"}], ids=repr
)
async def test_nobody_makes_themselves_more_than_a_viewer(
    callers: httpx.AsyncClient, guarded: Protected, extra: dict[str, Any]
) -> None:
    assert (await register(callers, **extra)).status_code == 422
    own = f"{USERS}/{guarded.ids['viewer']}"
    put = await callers.put(own, json=MEI | extra, headers=guarded.headers["viewer"])
    assert put.status_code == 422


async def test_of_racing_registrations_of_one_name_exactly_one_succeeds(
    callers: httpx.AsyncClient,
) -> None:
    names = ["meilin", "MeiLin", "MEILIN"]
    replies = await asyncio.gather(
        *(register(callers, username=names[n % 3], email=f"m{n}@a.example") for n in range(12))
    )
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 11
    replies = await asyncio.gather(
        *(register(callers, username=f"user{n}", email="One@A.example") for n in range(12))
    )
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 11


# Oneself and others


async def test_own_data_and_nobody_elses(callers: httpx.AsyncClient, guarded: Protected) -> None:
    mine, other = guarded.ids["viewer"], guarded.ids["stranger"]
    headers = guarded.headers["viewer"]
    assert (await callers.get(f"{USERS}/{mine}", headers=headers)).json()["username"] == "viewer"
    for id_ in (other, 1_000_000):  # who is not there is forbidden alike
        url = f"{USERS}/{id_}"
        assert (await callers.get(url, headers=headers)).status_code == 403
        assert (await callers.put(url, json=MEI, headers=headers)).status_code == 403
        changed = await callers.patch(url, json={"full_name": "X"}, headers=headers)
        assert changed.status_code == 403
        assert (await callers.delete(url, headers=headers)).status_code == 403
    admin = guarded.headers["admin"]
    assert (await callers.get(f"{USERS}/{other}", headers=admin)).json()["full_name"] is None
    assert (await callers.get(f"{USERS}/1000000", headers=admin)).status_code == 404


async def test_a_user_replaces_and_changes_themselves(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    url, headers = f"{USERS}/{guarded.ids['editor']}", guarded.headers["editor"]
    replaced = await callers.put(url, json=MEI | {"password": "Green8Lantern"}, headers=headers)
    assert replaced.status_code == 200
    user = replaced.json()
    assert (user["username"], user["role"], user["is_active"]) == ("meilin", "editor", True)
    assert replaced.headers["etag"] == '"2"'
    sent = {"username": "meilin", "password": "Green8Lantern"}
    assert (await callers.post(LOGIN, json=sent)).status_code == 200
    changed = await callers.patch(url, json={"full_name": None}, headers=headers | MERGE)
    assert changed.json() | {"updated_at": 0} == user | {"full_name": None, "updated_at": 0}
    same_name = await callers.patch(url, json={"username": "MEILIN"}, headers=headers)
    assert same_name.json()["username"] == "MEILIN"
    taken = await callers.patch(url, json={"username": "Admin"}, headers=headers)
    assert (taken.status_code, errors(taken)) == (409, {("body", "/username", "taken")})
    assert (await callers.patch(url, json={}, headers=headers)).status_code == 400


async def test_only_admins_set_role_and_activity(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    url = f"{USERS}/{guarded.ids['viewer']}"
    for change in ({"role": "admin"}, {"is_active": True}, {"full_name": "V", "role": "viewer"}):
        refused = await callers.patch(url, json=change, headers=guarded.headers["viewer"])
        assert refused.status_code == 403
    narrow = bearer(guarded.ids["admin"], "admin", scopes=["books:write"])
    assert (await callers.patch(url, json={"role": "admin"}, headers=narrow)).status_code == 403
    raised = await callers.patch(url, json={"role": "editor"}, headers=guarded.headers["admin"])
    assert raised.json()["role"] == "editor"


async def test_versions_guard_changes(callers: httpx.AsyncClient, guarded: Protected) -> None:
    url, headers = f"{USERS}/{guarded.ids['viewer']}", guarded.headers["viewer"]
    etag = (await callers.get(url, headers=headers)).headers["etag"]
    unchanged = headers | {"if-none-match": etag}
    assert (await callers.get(url, headers=unchanged)).status_code == 304
    assert (await callers.get(f"{USERS}/me", headers=unchanged)).status_code == 304
    first = await callers.patch(url, json={"full_name": "A"}, headers=headers | {"if-match": etag})
    assert first.status_code == 200
    stale = headers | {"if-match": etag}
    assert (await callers.patch(url, json={"full_name": "B"}, headers=stale)).status_code == 412
    assert (await callers.put(url, json=MEI, headers=stale)).status_code == 412
    assert (await callers.delete(url, headers=stale)).status_code == 412
    current = headers | {"if-match": first.headers["etag"]}
    assert (await callers.delete(url, headers=current)).status_code == 204


async def test_a_deleted_user_is_known_no_more(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    headers = guarded.headers["viewer"]
    assert (await callers.get(f"{USERS}/me", headers=headers)).status_code == 200
    gone = await callers.delete(f"{USERS}/{guarded.ids['viewer']}", headers=headers)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await callers.get(f"{USERS}/me", headers=headers)).status_code == 401
    sent = {"username": "viewer", "password": PASSWORD}
    assert (await callers.post(LOGIN, json=sent)).status_code == 401


async def test_a_barred_user_is_out_at_once(callers: httpx.AsyncClient, guarded: Protected) -> None:
    sent = {"username": "viewer", "password": PASSWORD}
    tokens = (await callers.post(LOGIN, json=sent)).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert (await callers.get(f"{USERS}/me", headers=headers)).status_code == 200
    url = f"{USERS}/{guarded.ids['viewer']}"
    await callers.patch(url, json={"is_active": False}, headers=guarded.headers["admin"])
    assert (await callers.get(f"{USERS}/me", headers=headers)).status_code == 401
    refreshed = await callers.post(REFRESH, json={"refresh_token": tokens["refresh_token"]})
    assert refreshed.status_code == 401
    refused = await callers.post(LOGIN, json=sent)
    assert (refused.status_code, refused.json()["detail"]) == (
        401,
        "The name or the password is wrong.",
    )


@pytest.mark.parametrize(("recheck_s", "status"), [(0, 401), (30, 200)])
async def test_other_processes_bar_a_user_within_the_time_that_is_set(
    tmp_path: Path, recheck_s: float, status: int
) -> None:
    url = f"sqlite:///{tmp_path}/books.db"
    async with protected(url, recheck_s=recheck_s) as service, client(service.app) as api:
        headers = service.headers["viewer"]
        assert (await api.get(f"{USERS}/me", headers=headers)).status_code == 200
        # The store beside the service is what another process would have.
        viewer = service.ids["viewer"]
        await service.store.users.change(viewer, {"is_active": False}, by="test")
        assert (await api.get(f"{USERS}/me", headers=headers)).status_code == status


async def test_a_token_permits_no_more_than_its_owner_may_now(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    """An admin who is made a viewer is one at once, whatever their token says."""
    second = await guarded.store.users.change(guarded.ids["editor"], {"role": "admin"}, by="test")
    headers = bearer(second.id, "admin")
    assert (await callers.get(USERS, headers=headers)).status_code == 200
    url = f"{USERS}/{second.id}"
    await callers.patch(url, json={"role": "viewer"}, headers=guarded.headers["admin"])
    assert (await callers.get(USERS, headers=headers)).status_code == 403


async def test_a_new_password_ends_every_session(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    sent = {"username": "viewer", "password": PASSWORD}
    sessions = [(await callers.post(LOGIN, json=sent)).json() for _ in range(2)]
    url, headers = f"{USERS}/{guarded.ids['viewer']}", guarded.headers["viewer"]
    await callers.patch(url, json={"password": "Green8Lantern"}, headers=headers)
    for session in sessions:
        used = await callers.post(REFRESH, json={"refresh_token": session["refresh_token"]})
        assert used.status_code == 401
    assert (await callers.post(LOGIN, json=sent)).status_code == 401


async def test_the_last_admin_stays(callers: httpx.AsyncClient, guarded: Protected) -> None:
    url, headers = f"{USERS}/{guarded.ids['admin']}", guarded.headers["admin"]
    for change in ({"role": "editor"}, {"is_active": False}):
        refused = await callers.patch(url, json=change, headers=headers)
        assert refused.status_code == 409
    assert (await callers.delete(url, headers=headers)).status_code == 409
    assert (await callers.get(url, headers=headers)).json()["role"] == "admin"
    second = f"{USERS}/{guarded.ids['editor']}"
    assert (await callers.patch(second, json={"role": "admin"}, headers=headers)).is_success
    assert (await callers.delete(url, headers=headers)).status_code == 204


# Lists


async def test_admins_list_users_by_name_and_filter_them(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    await register(callers, username="Bea100", email="bea@moreno.example")
    await register(callers, username="aab", email="a_b@moreno.example")
    await guarded.store.users.change(guarded.ids["stranger"], {"is_active": False}, by="test")

    async def names(**query: Any) -> list[str]:
        reply = await callers.get(USERS, params=query, headers=guarded.headers["admin"])
        assert reply.status_code == 200, reply.text
        assert reply.json()["total"] == int(reply.headers["x-total-count"])
        return [item["username"] for item in reply.json()["items"]]

    assert await names() == ["aab", "admin", "Bea100", "editor", "stranger", "viewer"]
    assert await names(role="viewer") == ["aab", "Bea100", "stranger", "viewer"]
    assert await names(role="viewer", is_active="true") == ["aab", "Bea100", "viewer"]
    assert await names(is_active="false") == ["stranger"]
    assert await names(search="MORENO") == ["aab", "Bea100"]
    assert await names(search="bEA1") == ["Bea100"]
    assert await names(search="a_b") == ["aab"]  # no wildcard
    assert await names(search="%%") == []
    assert await names(per_page=2, page=2) == ["Bea100", "editor"]
    assert await names(per_page=2, page=9) == []
    page = await callers.get(
        USERS, params={"per_page": 2, "role": "viewer"}, headers=guarded.headers["admin"]
    )
    assert links(page.headers["link"])["next"] == {
        "per_page": ["2"],
        "role": ["viewer"],
        "page": ["2"],
    }
    assert all("password" not in key for item in page.json()["items"] for key in item)


async def test_only_admins_list_users(callers: httpx.AsyncClient, guarded: Protected) -> None:
    assert (await callers.get(USERS)).status_code == 401
    for role in ("viewer", "editor"):
        assert (await callers.get(USERS, headers=guarded.headers[role])).status_code == 403


# Who is no user


async def test_who_is_no_user_is_not_found_under_me(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    unknown = tokens().issue("user:0x1", scopes_of(["admin"]))
    refused = await callers.get(f"{USERS}/me", headers={"authorization": f"Bearer {unknown}"})
    assert refused.status_code == 401
