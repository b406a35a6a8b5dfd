"""An issuer as a site: logging out, discovery, where it stands, and what it keeps."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from tenon.mock.issuer import Issuer
from tenon.mock.oauth.call import HOME
from tenon.mock.oauth.tokens import Grant, Kept, Tokens
from tests.mock.issuing import BACK, Said, at, claims, flows, secured, token
from tests.tiny import operation


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"post_logout_redirect_uri": BACK, "state": "s"}, f"{BACK}?state=s"),
        ({"post_logout_redirect_uri": BACK}, BACK),
    ],
)
async def test_who_logs_out_is_sent_back(issuer: Issuer, said: Said, place: str) -> None:
    answer = await at(issuer, "GET", f"{HOME}/logout", said)
    assert (answer.status, answer.headers["location"]) == (303, place)


async def test_who_logs_out_is_not_sent_anywhere(issuer: Issuer) -> None:
    assert (await at(issuer, "GET", f"{HOME}/logout")).json == {"logged_out": True}
    said = {"post_logout_redirect_uri": "javascript:alert(1)"}
    assert (await at(issuer, "GET", f"{HOME}/logout", said)).status == 400


async def test_nobody_is_told_of_without_a_token(issuer: Issuer) -> None:
    answer = await at(issuer, "GET", f"{HOME}/userinfo")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_the_discovery_tells_where_everything_is(issuer: Issuer) -> None:
    told = (await at(issuer, "GET", f"{HOME}/.well-known/openid-configuration")).json
    assert told["issuer"] == f"http://mock.test{HOME}"
    assert told["scopes_supported"] == ["openid", "profile", "email", "read", "write"]
    for name in ("authorization", "token", "userinfo", "introspection", "revocation"):
        assert issuer.find({"path": urlsplit(told[f"{name}_endpoint"]).path}) is not None
    assert issuer.find({"path": urlsplit(told["jwks_uri"]).path}) is not None
    metadata = f"/.well-known/oauth-authorization-server{HOME}"
    assert (await at(issuer, "GET", metadata)).json == told


async def test_a_local_discovery_url_of_the_contract_names_the_issuer() -> None:
    url = "http://localhost:9/auth/.well-known/openid-configuration"
    issuer = Issuer(secured({"type": "openIdConnect", "openIdConnectUrl": url}))
    told = (await at(issuer, "GET", "/auth/.well-known/openid-configuration")).json
    assert told["issuer"] == "http://mock.test/auth"
    answer = await token(issuer, grant_type="client_credentials")
    assert (await claims(issuer, answer.json["access_token"]))["iss"] == "http://mock.test/auth"


@pytest.mark.parametrize(
    ("servers", "url", "path"),
    [
        ([], "/oauth/token", "/oauth/token"),
        ([], "http://localhost:4010/t", "/t"),
        ([], "http://127.0.0.1/t", "/t"),
        ([{"url": "https://api.test/v1/"}], "token", "/v1/token"),
        ([{"url": "https://api.test/v1"}], "https://api.test/oauth/token", "/oauth/token"),
        ([{"url": "https://api.test/v1"}], "https://login.test/oauth/token", ""),
        ([], "https://login.test/oauth/token", ""),
        ([], "http://[broken/token", ""),
    ],
)
def test_the_contract_says_where_tokens_are_had(servers: Any, url: str, path: str) -> None:
    issuer = Issuer(secured(flows(tokenUrl=url), servers=servers))
    assert sorted(set(issuer._paths) - set(Issuer(secured(flows()))._paths)) == (
        [path] if path else []
    )


@pytest.mark.parametrize(
    ("server", "path"),
    [("/", "/oauth/token"), ("https://api.test/v1", "/v1/oauth/token")],
)
def test_an_operation_of_the_contract_goes_first(server: str, path: str) -> None:
    paths = {"/oauth/token": {"post": operation("login")}}
    scheme = flows(tokenUrl=path)
    issuer = Issuer(secured(scheme, paths=paths, servers=[{"url": server}]))
    assert issuer.find({"path": path}) is None


def test_other_paths_are_not_the_issuers(issuer: Issuer) -> None:
    assert issuer.find({"path": "/x"}) is None
    assert issuer.find({"path": HOME}) is None


async def test_pages_of_other_origins_may_ask(issuer: Issuer) -> None:
    answer = await at(issuer, "OPTIONS", f"{HOME}/token", None, {"Origin": "https://app.test"})
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST"


@pytest.mark.parametrize(("path", "allowed"), [("token", "POST"), ("jwks.json", "GET")])
async def test_other_methods_are_refused(issuer: Issuer, path: str, allowed: str) -> None:
    answer = await at(issuer, "DELETE", f"{HOME}/{path}")
    assert (answer.status, answer.headers["allow"]) == (405, allowed)


async def test_head_has_no_body(issuer: Issuer) -> None:
    answer = await at(issuer, "HEAD", f"{HOME}/jwks.json")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 100


async def test_tokens_go_on_when_the_contract_is_read_again(issuer: Issuer) -> None:
    access = (await token(issuer, grant_type="client_credentials")).json["access_token"]
    first = await token(issuer, grant_type="password", username="ada", password="x")
    after = Issuer(secured(), issuer)
    principal = after.principal(access)
    assert principal is not None
    assert principal.subject == "mock-client"
    refresh = first.json["refresh_token"]
    assert (await token(after, grant_type="refresh_token", refresh_token=refresh)).status == 200


def test_what_is_kept_is_bounded() -> None:
    kept: Kept[int] = Kept()
    for number in range(2_100):
        kept[str(number)] = number
    assert (len(kept), next(iter(kept))) == (2_000, "100")


def test_each_token_is_another() -> None:
    tokens = Tokens()
    grant = Grant("ada", "app", ("read",))
    assert tokens.access(grant, "http://a") != tokens.access(grant, "http://a")


async def test_the_keys_are_no_part_of_a_document_that_anyone_reads(issuer: Issuer) -> None:
    told = await at(issuer, "GET", f"{HOME}/.well-known/openid-configuration")
    assert "private" not in json.dumps(told.json)
