"""Logging in, staying so, and leaving; who guesses passwords waits."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from handlers.address import neighbourhood
from handlers.store import login_failures, sessions
from handlers.tokens import Tokens
from tests.handlers.auth_api import (
    LOGIN,
    LOGOUT,
    PASSWORD,
    REFRESH,
    USERS,
    Protected,
    add_user,
    bearer,
    tokens,
)
from tests.handlers.book_api import BOOKS, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECOND = 1_000_000


async def log_in(
    api: httpx.AsyncClient, username: str = "viewer", password: str = PASSWORD, **more: Any
) -> httpx.Response:
    return await api.post(LOGIN, json={"username": username, "password": password, **more})


async def refresh(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.post(REFRESH, json={"refresh_token": token})


async def status_with(api: httpx.AsyncClient, token: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return (await api.get(f"{USERS}/me", headers=headers)).status_code


class Clock:
    """Stored time, as a test wants it."""

    def __init__(self) -> None:
        self.at = time.time_ns() // 1000

    def __call__(self) -> int:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += int(seconds * SECOND)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (login_failures, sessions):
        monkeypatch.setattr(module, "now", made)
    return made


# In


async def test_a_form_and_json_both_log_in(callers: httpx.AsyncClient, guarded: Protected) -> None:
    form = {"grant_type": "password", "username": "viewer", "password": PASSWORD, "scope": ""}
    for reply in (await callers.post(LOGIN, data=form), await log_in(callers, "VIEWER")):
        assert reply.status_code == 200
        assert reply.headers["cache-control"] == "no-store"
        given = reply.json()
        assert (given["token_type"], given["expires_in"]) == ("Bearer", 900)
        assert given["scope"] == "inference:use reviews:write"
        assert await status_with(callers, given["access_token"]) == 200


async def test_a_token_says_who_and_what_for_and_how_long(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    given = (await log_in(callers, "editor")).json()
    claims = tokens().verify(given["access_token"]).all
    now = int(time.time())
    assert (claims["iss"], claims["aud"]) == ("book-management-api", "book-management-api")
    assert claims["sub"] == f"user:{guarded.ids['editor']}"
    assert now - 60 < claims["iat"] == claims["nbf"] == claims["exp"] - 900 <= now
    assert claims["roles"] == ["editor"]
    assert "books:write" in claims["scope"].split()
    again = (await log_in(callers, "editor")).json()
    assert tokens().verify(again["access_token"]).all["jti"] != claims["jti"]


async def test_fewer_scopes_may_be_asked_for_and_stay_fewer(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    given = (await log_in(callers, "editor", scope="books:write users:admin nonsense")).json()
    assert given["scope"] == "books:write"
    again = (await refresh(callers, given["refresh_token"])).json()
    assert again["scope"] == "books:write"
    headers = {"authorization": f"Bearer {again['access_token']}"}
    refused = await callers.post("/api/v1/authors", json={"name": "A"}, headers=headers)
    assert refused.status_code == 403
    nothing = (await log_in(callers, "viewer", scope="users:admin")).json()
    assert nothing["scope"] == ""
    assert (await refresh(callers, nothing["refresh_token"])).json()["scope"] == ""


async def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    replies = [
        await log_in(callers, "viewer", "Wrong1Password"),
        await log_in(callers, "nobody", PASSWORD),
        await log_in(callers, "' OR 1=1 --", PASSWORD),
        await log_in(callers, "viewer", PASSWORD.lower()),
        await log_in(callers, "viewer", f"{PASSWORD} "),
    ]
    assert {reply.status_code for reply in replies} == {401}
    assert {reply.json()["detail"] for reply in replies} == {"The name or the password is wrong."}
    assert {reply.headers["www-authenticate"] for reply in replies} == {"Bearer"}


async def test_an_unknown_name_costs_a_hash_too(
    callers: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timing is not measured here, where it trembles; that the same work is done is."""
    from pwdlib import PasswordHash

    verified = []
    genuine = PasswordHash.verify_and_update

    def watched(self: PasswordHash, password: str, kept: str) -> Any:
        verified.append(kept)
        return genuine(self, password, kept)

    monkeypatch.setattr(PasswordHash, "verify_and_update", watched)
    await log_in(callers, "nobody")
    await log_in(callers, "viewer", "Wrong1Password")
    costs = [kept.rsplit("$", 2)[0] for kept in verified]
    assert costs == ["$argon2id$v=19$m=32,t=1,p=4"] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"username": "viewer"},
        {"username": "viewer", "password": PASSWORD, "role": "admin"},
        {"username": "viewer", "password": PASSWORD, "grant_type": "client_credentials"},
        {"username": ["viewer"], "password": PASSWORD},
        {"username": "viewer", "password": {"$ne": ""}},
        {"username": "view\x00er", "password": PASSWORD},
    ],
    ids=repr,
)
async def test_what_is_no_login_is_refused(callers: httpx.AsyncClient, body: Any) -> None:
    reply = await callers.post(LOGIN, json=body)
    assert reply.status_code == 422
    assert PASSWORD not in reply.text


# Staying


async def test_a_refresh_token_is_changed_for_new_tokens(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    first = (await log_in(callers)).json()
    reply = await refresh(callers, first["refresh_token"])
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    second = reply.json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert await status_with(callers, second["access_token"]) == 200
    form = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"]}
    assert (await callers.post(REFRESH, data=form)).status_code == 200


async def test_an_old_refresh_token_ends_the_session_for_everybody(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    first = (await log_in(callers)).json()["refresh_token"]
    other = (await log_in(callers)).json()["refresh_token"]
    second = (await refresh(callers, first)).json()["refresh_token"]
    third = (await refresh(callers, second)).json()["refresh_token"]
    assert (await refresh(callers, first)).status_code == 401
    assert (await refresh(callers, third)).status_code == 401
    assert (await refresh(callers, other)).status_code == 200  # another login is another family


async def test_of_racing_refreshes_of_one_token_exactly_one_wins(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    for _ in range(3):
        token = (await log_in(callers)).json()["refresh_token"]
        replies = await asyncio.gather(*(refresh(callers, token) for _ in range(8)))
        assert sorted(reply.status_code for reply in replies) == [200] + [401] * 7


async def test_a_session_ends_after_its_last_use(
    callers: httpx.AsyncClient, guarded: Protected, clock: Clock
) -> None:
    token = (await log_in(callers)).json()["refresh_token"]
    clock.forward(1_209_599)
    token = (await refresh(callers, token)).json()["refresh_token"]
    clock.forward(1_209_600)
    assert (await refresh(callers, token)).status_code == 401


async def test_made_up_refresh_tokens_are_refused(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    genuine = (await log_in(callers)).json()
    session = genuine["refresh_token"].partition(".")[0]
    for token in ("x", ".", "a.b", "a" * 200, "'--", genuine["access_token"][:200], f".{session}"):
        assert (await refresh(callers, token)).status_code == 401, token
    assert (await refresh(callers, genuine["refresh_token"])).status_code == 200


async def test_tokens_do_not_pass_for_each_other(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    given = (await log_in(callers)).json()
    assert await status_with(callers, given["refresh_token"]) == 401
    swapped = await refresh(callers, given["access_token"])
    assert swapped.status_code in {401, 422}
    assert (await refresh(callers, given["refresh_token"])).status_code == 200


async def test_refresh_tokens_are_kept_by_their_hash_only(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    from sqlalchemy import select

    from handlers.store.people_tables import sessions as table

    token = (await log_in(callers)).json()["refresh_token"]
    row = (await guarded.store.database.rows(select(table)))[0]
    secret = token.partition(".")[2]
    assert secret not in repr(tuple(row))


# Leaving


async def test_logging_out_ends_the_session(callers: httpx.AsyncClient, guarded: Protected) -> None:
    token = (await log_in(callers)).json()["refresh_token"]
    gone = await callers.post(LOGOUT, json={"refresh_token": token})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await refresh(callers, token)).status_code == 401
    for unknown in (token, "x", "a.b"):
        again = await callers.post(LOGOUT, json={"refresh_token": unknown})
        assert again.status_code == 204


async def test_an_old_refresh_token_logs_out_too(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    first = (await log_in(callers)).json()["refresh_token"]
    second = (await refresh(callers, first)).json()["refresh_token"]
    assert (await callers.post(LOGOUT, json={"refresh_token": first})).status_code == 204
    assert (await refresh(callers, second)).status_code == 401


# Guessing


async def test_who_fails_often_waits_ever_longer_and_never_for_good(
    callers: httpx.AsyncClient, guarded: Protected, clock: Clock
) -> None:
    for _ in range(5):
        assert (await log_in(callers, "viewer", "Wrong1Password")).status_code == 401
    waits = []
    for _ in range(11):
        refused = await log_in(callers)  # also with the right password
        assert refused.status_code == 429
        waits.append(int(refused.headers["retry-after"]))
        clock.forward(waits[-1])
        assert (await log_in(callers, "ViEwEr", "Wrong1Password")).status_code == 401
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert (await log_in(callers, "editor")).status_code == 200  # others are not kept waiting
    clock.forward(300)
    assert (await log_in(callers)).status_code == 200
    for _ in range(5):  # a success begins anew
        assert (await log_in(callers, "viewer", "Wrong1Password")).status_code == 401


async def test_failures_are_forgotten_after_a_quiet_hour(
    callers: httpx.AsyncClient, guarded: Protected, clock: Clock
) -> None:
    for _ in range(5):
        await log_in(callers, "viewer", "Wrong1Password")
    clock.forward(3_600)
    for _ in range(5):
        assert (await log_in(callers, "viewer", "Wrong1Password")).status_code == 401


async def test_many_guesses_at_once_are_counted_too(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    replies = await asyncio.gather(
        *(log_in(callers, "viewer", f"Wrong1Password{n}") for n in range(20))
    )
    assert sorted(reply.status_code for reply in replies) == [401] * 5 + [429] * 15


async def test_one_address_that_tries_many_names_waits(
    callers: httpx.AsyncClient, guarded: Protected, clock: Clock
) -> None:
    for n in range(25):
        assert (await log_in(callers, f"name{n}", "Wrong1Password")).status_code == 401
    assert (await log_in(callers)).status_code == 200  # counts neither way
    for n in range(25, 50):
        assert (await log_in(callers, f"name{n}", "Wrong1Password")).status_code == 401
    assert (await log_in(callers, "another", "Wrong1Password")).status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
async def test_addresses_of_one_network_are_counted_together(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted


async def test_names_that_were_tried_are_not_kept(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    """People type passwords where names belong."""
    from sqlalchemy import select

    from handlers.store.people_tables import login_failures as table

    await log_in(callers, PASSWORD, "x")
    rows = await guarded.store.database.rows(select(table))
    assert len(rows) == 2
    assert PASSWORD.lower() not in repr(rows).lower()


# Keys


async def test_the_public_keys_verify_and_hold_nothing_private(callers: httpx.AsyncClient) -> None:
    from joserfc import jwt
    from joserfc.jwk import KeySet

    keys = (await callers.get("/.well-known/jwks.json")).json()
    assert [set(key) for key in keys["keys"]] == [{"kty", "crv", "x", "kid", "use", "alg"}]
    token = bearer(1)["authorization"].partition(" ")[2]
    verified = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["Ed25519"])
    assert verified.claims["sub"] == "user:1"


async def test_logging_in_renews_a_hash_of_other_costs(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    from argon2 import PasswordHasher

    id_ = await add_user(guarded.store, "older")
    older = PasswordHasher(time_cost=2, memory_cost=64, parallelism=4).hash(PASSWORD)
    await guarded.store.users.change(id_, {"password_hash": older}, by="test")
    assert (await log_in(callers, "older")).status_code == 200
    account = await guarded.store.users.account(id_)
    assert account is not None
    assert account.password_hash.startswith("$argon2id$v=19$m=32,t=1,p=4$")
    assert (await log_in(callers, "older")).status_code == 200


async def test_a_caller_is_asked_only_where_the_contract_asks(
    callers: httpx.AsyncClient, guarded: Protected
) -> None:
    assert (await callers.get(BOOKS)).status_code == 200
    refused = await callers.post(BOOKS, json={})  # who asks comes before what is asked
    assert (refused.status_code, errors(refused)) == (401, set())
    assert "Bearer" in refused.headers["www-authenticate"]


async def test_a_token_of_other_keys_is_not_ours() -> None:
    from handlers.signing import SigningKeys, new_key_set
    from tenon.runtime.problem import Unauthorized

    other = new_key_set().decode()
    theirs = Tokens(SigningKeys(lambda: other), "book-management-api", "book-management-api")
    with pytest.raises(Unauthorized):
        tokens().verify(theirs.issue("user:1", ["users:admin"]))
