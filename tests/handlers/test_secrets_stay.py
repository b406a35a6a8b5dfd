"""A password, and what stands for one, is in no reply, no log and no error."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import pytest

from handlers.store.users import UserStore
from tests.handlers.auth_api import LOGIN, LOGOUT, REFRESH, USERS, Protected, password_hash
from tests.handlers.book_api import client

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "Hunter2Correct"
MEI = {"username": "meilin", "email": "mei@lin.example", "password": SECRET}
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


async def test_no_reply_and_no_log_repeats_a_password(
    guarded: Protected, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    async with client(guarded.app) as api:
        said += [reply async for reply in _good(api, guarded)]
        said += [reply async for reply in _bad(api, guarded)]
    written = "".join(capfd.readouterr())
    for place in (*said, caplog.text, written):
        assert SECRET not in place
        assert SECRET.lower() not in place.lower()
        assert "argon2id" not in place


async def _good(api: httpx.AsyncClient, guarded: Protected) -> Any:
    user = await api.post(USERS, json=MEI)
    assert user.status_code == 201
    yield _all(user)
    login = await api.post(LOGIN, json={"username": "meilin", "password": SECRET})
    assert login.status_code == 200
    yield _all(login)
    own = f"{USERS}/{user.json()['id']}"
    headers = {"authorization": f"Bearer {login.json()['access_token']}"}
    yield _all(await api.get(own, headers=headers))
    yield _all(await api.get(f"{USERS}/me", headers=headers))
    yield _all(await api.patch(own, json={"password": SECRET}, headers=headers))
    yield _all(await api.put(own, json=MEI, headers=headers))
    yield _all(await api.get(USERS, headers=guarded.headers["admin"]))


async def _bad(api: httpx.AsyncClient, guarded: Protected) -> Any:
    own, headers = f"{USERS}/{guarded.ids['viewer']}", guarded.headers["viewer"]
    drafts: list[Any] = [
        MEI,  # taken
        MEI | {"username": "!"},
        MEI | {"password": SECRET.lower()},
        MEI | {"password": SECRET * 10},
        MEI | {"password": [SECRET]},
        MEI | {"password": {SECRET: SECRET}},
        MEI | {"role": SECRET},
        MEI | {"email": SECRET},
        {"password": SECRET},
        [SECRET],
        SECRET,
    ]
    for draft in drafts:
        reply = await api.post(USERS, json=draft)
        assert reply.status_code in {409, 422}
        yield _all(reply)
        yield _all(await api.put(own, json=draft, headers=headers))
        yield _all(await api.patch(own, json=draft, headers=headers))
        yield _all(await api.post(LOGIN, json=draft))
    for text in (
        f'{{"password": "{SECRET}"',
        f'{{"password": "{SECRET}", "password": "{SECRET}"}}',
    ):
        yield _all(await api.post(USERS, content=text, headers=JSON))
    for form in (
        f"password={SECRET}",
        f"password={SECRET}&password={SECRET}",
        f"username={SECRET}",
    ):
        yield _all(await api.post(LOGIN, content=form, headers=FORM))
    for path in (REFRESH, LOGOUT):
        yield _all(await api.post(path, json={"refresh_token": f"{SECRET} {SECRET}"}))
        yield _all(await api.post(path, json={"refresh_token": SECRET, "grant_type": SECRET}))
    login = {"username": "nobody", "password": SECRET}
    yield _all(await api.post(LOGIN, json=login))


def _all(reply: httpx.Response) -> str:
    return f"{reply.headers}{reply.text}"


async def test_a_failure_tells_neither_password_nor_hash(
    guarded: Protected, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: UserStore, draft: Any, **_: Any) -> None:
        raise RuntimeError(f"cannot keep {draft}")

    monkeypatch.setattr(UserStore, "add", broken)
    caplog.set_level(logging.DEBUG)
    async with client(guarded.app, failing=True) as api:
        reply = await api.post(USERS, json=MEI)
    assert reply.status_code == 500
    assert "cannot keep" in caplog.text
    for place in (reply.text, caplog.text):
        assert SECRET not in place
        assert "argon2id" not in place


async def test_tokens_are_in_no_log(
    guarded: Protected, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with client(guarded.app) as api:
        login = await api.post(LOGIN, json={"username": "viewer", "password": "Blue7Lantern"})
        given = login.json()
        headers = {"authorization": f"Bearer {given['access_token']}"}
        await api.get(f"{USERS}/me", headers=headers)
        await api.get(USERS, headers=headers)  # forbidden
        await api.post(REFRESH, json={"refresh_token": given["refresh_token"]})
        await api.post(REFRESH, json={"refresh_token": given["refresh_token"]})  # a second time
        await api.get(USERS, headers={"authorization": f"Bearer {given['access_token']}x"})
    written = caplog.text + "".join(capfd.readouterr())
    for secret in (given["access_token"], given["refresh_token"], password_hash()):
        assert secret not in written
    assert not re.search(r"eyJ[\w-]+\.", written)
