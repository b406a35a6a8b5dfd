"""Tokens of an external issuer, which runs for real: discovery, keys that turn, its absence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from handlers.oidc import Oidc
from handlers.oidc_keys import IssuerKeys
from handlers.roles import scopes_of
from tenon.runtime.problem import ServiceUnavailable, Unauthorized
from tests.handlers.auth_api import protected
from tests.handlers.book_api import AUTHORS, client
from tests.handlers.forgery import signed_by_hmac, unsigned, with_claims
from tests.handlers.issuer import CLIENT, Issuer, issuing, new_key

DISCOVERY, KEYS = "/.well-known/openid-configuration", "/keys"


class Clock:
    """Seconds, as a test wants them."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def known(issuer: Issuer, clock: Clock) -> Any:
    keys = IssuerKeys(issuer.url, cooldown_s=30, clock=clock)
    yield Oidc(keys, issuer.url, CLIENT, "roles")
    await keys.close()


async def refused(known: Oidc, token: str) -> str:
    with pytest.raises(Unauthorized) as refusal:
        await known(token)
    return refusal.value.detail


async def test_a_token_of_the_issuer_is_known_by_its_subject_and_roles(
    known: Oidc, issuer: Issuer
) -> None:
    token = issuer.token(preferred_username="Mei Lin", exp=int(time.time()) + 60)
    principal = await known(token)
    assert principal is not None
    assert (principal.subject, principal.name) == ("oidc:mei", "Mei Lin")
    assert principal.scopes == scopes_of(["editor"])
    assert principal.expires_at == pytest.approx(time.time() + 60, abs=5)
    await known(issuer.token(sub="ada"))
    assert issuer.asked == {DISCOVERY: 1, KEYS: 1}  # asked once for all tokens


@pytest.mark.parametrize(
    ("claim", "claims", "scopes"),
    [
        ("roles", {"roles": "admin"}, scopes_of(["admin"])),
        ("roles", {"roles": ["viewer", "owner", 7]}, scopes_of(["viewer"])),
        ("roles", {"roles": None}, frozenset()),
        ("roles", {"roles": {"admin": True}}, frozenset()),
        ("realm_access.roles", {"realm_access": {"roles": ["viewer"]}}, scopes_of(["viewer"])),
        ("https://x.example/roles", {"https://x.example/roles": ["admin"]}, scopes_of(["admin"])),
        ("realm_access.roles", {"realm_access": ["viewer"]}, frozenset()),
    ],
)
async def test_roles_are_read_from_the_claim_that_the_settings_name(
    issuer: Issuer, claim: str, claims: dict[str, Any], scopes: frozenset[str]
) -> None:
    keys = IssuerKeys(issuer.url)
    principal = await Oidc(keys, issuer.url, CLIENT, claim)(issuer.token(**claims))
    assert principal is not None
    assert principal.scopes == scopes
    await keys.close()


async def test_a_token_of_another_issuer_is_left_to_others(known: Oidc, issuer: Issuer) -> None:
    for token in (issuer.token(iss="https://other.example"), "garbage", "a.b.c", "", "e30.W10.x"):
        assert await known(token) is None
    assert issuer.asked == {}


def bad_claims(now: int) -> tuple[dict[str, Any], ...]:
    return (
        {"aud": "another"},
        {"aud": None},
        {"aud": ["another", "third"]},
        {"aud": [CLIENT, "another"]},  # for whom it was issued is not said
        {"azp": "another"},
        {"exp": now - 31},
        {"exp": None},
        {"exp": "never"},
        {"exp": True},
        {"nbf": now + 300},
        {"iat": now + 300},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    )


async def test_claims_that_are_not_right_are_refused(known: Oidc, issuer: Issuer) -> None:
    now = int(time.time())
    for claims in bad_claims(now):
        assert "token" in await refused(known, issuer.token(**claims)), claims
    assert await known(issuer.token(aud=[CLIENT, "another"], azp=CLIENT)) is not None
    assert await known(issuer.token(aud=[CLIENT])) is not None
    assert await known(issuer.token(nbf=now + 5)) is not None  # clocks differ a little


async def test_signatures_that_are_not_right_are_refused(known: Oidc, issuer: Issuer) -> None:
    genuine = issuer.token()
    head, body, signature = genuine.split(".")
    public = issuer.keys[0].as_pem(private=False)
    kid: Any = {"kid": issuer.keys[0].kid}
    forged = [
        issuer.token(key=new_key()),  # another key
        issuer.token(key=OKPKey.generate_key("Ed25519", kid), alg="Ed25519"),
        issuer.token(key=ECKey.generate_key("P-256", kid), alg="ES256"),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        with_claims(genuine, sub="ada"),
        with_claims(genuine, roles=["admin"]),
        unsigned(genuine),
        unsigned(genuine, "None"),
        signed_by_hmac(genuine, public),
        signed_by_hmac(genuine, public.strip()),
        signed_by_hmac(genuine, b""),
    ]
    for token in forged:
        await refused(known, token)
    assert await known(genuine) is not None


async def test_keys_may_turn_at_any_time(known: Oidc, issuer: Issuer, clock: Clock) -> None:
    await known(issuer.token())
    old = issuer.keys[0]
    issuer.keys = [new_key(), old]
    assert "no such key" in await refused(known, issuer.token())  # the cool-down of the first look
    clock.at += 30
    assert await known(issuer.token()) is not None
    assert await known(issuer.token(key=old)) is not None
    issuer.keys = issuer.keys[:1]
    clock.at += 3601  # after an hour, keys that were withdrawn are forgotten
    assert "no such key" in await refused(known, issuer.token(key=old))


async def test_made_up_key_ids_do_not_make_us_ask_each_time(
    known: Oidc, issuer: Issuer, clock: Clock
) -> None:
    await known(issuer.token())
    for _ in range(10):
        await refused(known, issuer.token(key=new_key_named("made-up")))
    assert issuer.asked[KEYS] == 1
    clock.at += 30
    for _ in range(10):
        await refused(known, issuer.token(key=new_key_named("made-up")))
    assert issuer.asked[KEYS] == 2


@cache
def new_key_named(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


async def test_an_issuer_that_cannot_be_reached_is_no_fault_of_the_caller(
    known: Oidc, issuer: Issuer, clock: Clock
) -> None:
    token = issuer.token()
    issuer.stop()
    for _ in range(2):  # the second time, without asking again
        with pytest.raises(ServiceUnavailable) as unknown:
            await known(token)
        assert unknown.value.headers == {"Retry-After": "5"}


async def test_known_keys_go_on_while_the_issuer_is_away(
    known: Oidc, issuer: Issuer, clock: Clock
) -> None:
    await known(issuer.token())
    issuer.failing = True
    clock.at += 4000
    assert await known(issuer.token()) is not None
    clock.at += 30
    with pytest.raises(ServiceUnavailable):  # it may be a key that we could not read
        await known(issuer.token(key=new_key_named("new")))
    issuer.failing = False
    clock.at += 30
    assert "no such key" in await refused(known, issuer.token(key=new_key_named("new")))


async def test_who_has_a_known_key_does_not_wait_for_an_issuer_that_hangs(
    known: Oidc, issuer: Issuer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(issuer.token())
    hanging = asyncio.Event()

    async def hang(self: IssuerKeys, address: str) -> Any:
        hanging.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr(IssuerKeys, "_get", hang)
    clock.at += 4000
    first = asyncio.create_task(known(issuer.token()))
    await asyncio.wait_for(hanging.wait(), 5)
    assert await asyncio.wait_for(known(issuer.token(sub="ada")), 1) is not None
    assert not first.done()
    first.cancel()


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://[bad"},
    ],
    ids=repr,
)
async def test_a_discovery_document_that_is_not_right_is_not_believed(
    known: Oidc, issuer: Issuer, described: dict[str, Any]
) -> None:
    issuer.described = described
    with pytest.raises(ServiceUnavailable):
        await known(issuer.token())


async def test_keys_that_cannot_sign_for_us_are_passed_over(known: Oidc, issuer: Issuer) -> None:
    secret = OctKey.import_key(b"k" * 32, {"kid": "secret"})
    for_encryption = RSAKey.generate_key(2048, {"kid": "enc", "use": "enc"})
    issuer.keys = [issuer.keys[0], secret, for_encryption]
    genuine = issuer.token()
    assert await known(genuine) is not None
    pem = for_encryption.as_pem(private=True)
    enc, other = (RSAKey.import_key(pem, {"kid": kid}) for kid in ("enc", "secret"))
    await refused(known, issuer.token(key=enc))
    await refused(known, signed_by_hmac(issuer.token(key=other), b"k" * 32))


async def test_the_service_takes_tokens_of_the_issuer_beside_its_own(
    url: str, issuer: Issuer
) -> None:
    given = {"oidc_issuer": issuer.url, "oidc_client_id": CLIENT}
    async with protected(url, **given) as service, client(service.app, failing=True) as api:

        async def add(name: str, token: str) -> httpx.Response:
            headers = {"authorization": f"Bearer {token}"}
            return await api.post(AUTHORS, json={"name": name}, headers=headers)

        assert (await add("Ann", issuer.token())).status_code == 201
        assert (await add("Bob", issuer.token(roles=["viewer"]))).status_code == 403
        assert (await add("Bob", issuer.token(aud="another"))).status_code == 401
        own = await api.post(AUTHORS, json={"name": "Bob"}, headers=service.headers["editor"])
        assert own.status_code == 201
        me = await api.get(
            "/api/v1/users/me", headers={"authorization": f"Bearer {issuer.token()}"}
        )
        assert me.status_code == 404


async def test_an_issuer_that_is_away_gives_503_and_not_401(url: str) -> None:
    with issuing() as issuer:
        token = issuer.token()
    given = {"oidc_issuer": issuer.url, "oidc_client_id": CLIENT}
    async with protected(url, **given) as service, client(service.app, failing=True) as api:
        headers = {"authorization": f"Bearer {token}"}
        reply = await api.post(AUTHORS, json={"name": "Ann"}, headers=headers)
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        own = await api.post(AUTHORS, json={"name": "Bob"}, headers=service.headers["editor"])
        assert own.status_code == 201
