"""Who calls a mock."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import pytest

from tenon.mock.authenticators import known_by
from tenon.runtime.security import Authenticator, Principal
from tests.mock.stateless import Mocked
from tests.tiny import contract, operation, reply

SCHEMES: dict[str, Any] = {
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://x.test/t", "scopes": {"read": ""}}},
    },
    "issuer": {"type": "openIdConnect", "openIdConnectUrl": "https://x.test/o"},
    "tls": {"type": "mutualTLS"},
}


def secured(*security: dict[str, list[str]]) -> Any:
    paths = {"/it": {"get": operation("getIt", replies={"200": reply()}, security=[*security])}}
    return contract(paths, components={"securitySchemes": SCHEMES})


def known(issuer: Any = None) -> Mapping[str, Authenticator]:
    return known_by(secured({"oauth": ["write"]}), issuer)


def test_every_scheme_has_an_authenticator() -> None:
    assert set(known()) == set(SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whoever_shows_a_credential_has_every_scope(scheme: str) -> None:
    principal = known()[scheme]("anything")
    assert isinstance(principal, Principal)
    assert principal.scopes == {"read", "write"}


def test_callers_are_told_apart_and_known_again() -> None:
    who = known()["bearer"]
    assert who("one") == who("one")
    assert who("one") != who("two")


def test_a_name_and_a_claimed_subject_are_believed() -> None:
    claims = urlsafe_b64encode(b'{"sub":"ada"}').rstrip(b"=").decode()
    assert known()["basic"]("ada:secret") == Principal("ada", frozenset({"read", "write"}))
    assert known()["oauth"](f"e30.{claims}.x") == Principal("ada", frozenset({"read", "write"}))


@pytest.mark.parametrize("token", ["a.b.c", "..", "a.bm90IGpzb24.c", "a.WzFd.c", "é.é.é"])
def test_a_token_that_claims_nothing_is_a_caller_all_the_same(token: str) -> None:
    principal = known()["bearer"](token)
    assert isinstance(principal, Principal)
    assert principal.subject.startswith("caller-")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_credential_that_says_it_is_invalid_is_nobodys(scheme: str) -> None:
    assert known()[scheme]("user:an-INVALID-one") is None


class Issuer:
    def principal(self, token: str) -> Principal | None:
        return Principal("eve", frozenset({"read"})) if token == "known" else None


def test_a_token_of_the_issuer_has_the_scopes_it_was_given() -> None:
    who = known(Issuer())
    assert who["oauth"]("known") == Principal("eve", frozenset({"read"}))
    assert who["oauth"]("other") != who["oauth"]("known")
    assert who["key"]("known") != Principal("eve", frozenset({"read"}))


async def test_an_operation_is_refused_without_a_credential_and_answered_with_one() -> None:
    app = Mocked(secured({"key": []}, {"oauth": ["write"]}))
    refused = await app.get()
    assert refused.status == 401
    assert refused.headers["www-authenticate"] == (
        'ApiKey realm="Tiny", in="header", name="X-Key", Bearer realm="Tiny"'
    )
    assert (await app.get(X_Key="any")).status == 200
    assert (await app.get(Authorization="Bearer any")).status == 200
    assert (await app.get(Authorization="Bearer a b")).status == 401
