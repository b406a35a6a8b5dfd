"""The tiny issuer: tokens for whoever asks, as OAuth 2.0 and OpenID Connect hand them out."""

from __future__ import annotations

import hashlib
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest

from tenon.mock.issuer import Issuer
from tenon.mock.oauth.call import HOME
from tenon.mock.oauth.grants import DEVICE
from tenon.runtime.problem import Unauthorized
from tests.mock.issuing import (
    BACK,
    CHALLENGE,
    FORM,
    VERIFIER,
    Said,
    at,
    claims,
    code,
    secured,
    token,
)
from tests.tiny import ask


async def test_a_client_is_granted_the_scopes_that_it_asks_for(issuer: Issuer) -> None:
    basic = "Basic " + b64encode(b"robot:secret").decode()
    answer = await token(
        issuer, {"Authorization": basic}, grant_type="client_credentials", scope="read any:thing"
    )
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json
    assert {k: told[k] for k in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "read any:thing",
    }
    assert "refresh_token" not in told
    principal = issuer.principal(told["access_token"])
    assert principal is not None
    assert (principal.subject, principal.scopes) == (
        "robot",
        frozenset({"read", "any:thing"}),
    )


async def test_a_client_that_asks_for_no_scope_gets_all_that_are_declared(issuer: Issuer) -> None:
    answer = await token(issuer, grant_type="client_credentials", client_id="robot")
    assert answer.json["scope"] == "read write"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_a_token_is_signed_by_a_published_key(issuer: Issuer, algorithm: str) -> None:
    answer = await token(issuer, grant_type="client_credentials", client_id="r", alg=algorithm)
    said = await claims(issuer, answer.json["access_token"])
    assert said["exp"] - said["iat"] == 3600
    assert {k: said[k] for k in ("iss", "sub", "aud", "client_id", "scope")} == {
        "iss": f"http://mock.test{HOME}",
        "sub": "r",
        "aud": "http://mock.test",
        "client_id": "r",
        "scope": "read write",
    }
    public = (await at(issuer, "GET", f"{HOME}/jwks.json")).json["keys"]
    assert {key["alg"] for key in public} == {"RS256", "ES256"}
    assert not any({"d", "p", "q"} & key.keys() for key in public)


async def test_a_person_logs_in_with_any_password(issuer: Issuer) -> None:
    answer = await token(
        issuer, grant_type="password", username="ada", password="x", scope="openid email profile"
    )
    identity = await claims(issuer, answer.json["id_token"])
    assert (identity["sub"], identity["name"], identity["email"]) == (
        "ada",
        "ada",
        "ada@example.com",
    )
    bearer = {"Authorization": f"Bearer {answer.json['access_token']}"}
    who = await at(issuer, "GET", f"{HOME}/userinfo", headers=bearer)
    assert who.json == {
        "sub": "ada",
        "name": "ada",
        "preferred_username": "ada",
        "email": "ada@example.com",
        "email_verified": True,
    }


async def test_a_browser_comes_back_with_a_code_that_is_proved_and_used_once(
    issuer: Issuer,
) -> None:
    back = await code(
        issuer,
        scope="openid read",
        state="s t&a=te",
        nonce="n",
        code_challenge=CHALLENGE,
        code_challenge_method="S256",
        login_hint="ada",
    )
    assert (back["state"], back["iss"]) == ("s t&a=te", f"http://mock.test{HOME}")
    asked = {"grant_type": "authorization_code", "code": back["code"], "client_id": "app"}
    asked |= {"redirect_uri": BACK, "code_verifier": VERIFIER}
    answer = await token(issuer, **asked)
    assert answer.status == 200
    identity = await claims(issuer, answer.json["id_token"])
    assert (identity["sub"], identity["aud"], identity["nonce"]) == ("ada", "app", "n")
    digest = hashlib.sha256(answer.json["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    again = await token(issuer, **asked)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"code_verifier": "short"},
        {"client_id": "other"},
        {"redirect_uri": "https://app.test/other"},
        {"code": "unknown"},
    ],
)
async def test_a_code_is_worth_nothing_to_another(issuer: Issuer, wrong: dict[str, str]) -> None:
    back = await code(issuer, code_challenge=CHALLENGE, code_challenge_method="S256")
    asked = {"grant_type": "authorization_code", "code": back["code"], "client_id": "app"}
    answer = await token(issuer, **{**asked, "code_verifier": VERIFIER, **wrong})
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


async def test_a_code_ends() -> None:
    clock = [1_000.0]
    issuer = Issuer(secured(), clock=lambda: clock[0])
    back = await code(issuer)
    clock[0] += 301
    answer = await token(issuer, grant_type="authorization_code", code=back["code"])
    assert answer.json["error"] == "invalid_grant"


async def test_a_plain_challenge_is_proved_as_well(issuer: Issuer) -> None:
    back = await code(issuer, code_challenge=VERIFIER)
    asked = {"grant_type": "authorization_code", "code": back["code"], "client_id": "app"}
    assert (await token(issuer, code_verifier=VERIFIER, **asked)).status == 200


async def test_a_refresh_token_holds_once_and_never_grants_more(issuer: Issuer) -> None:
    first = await token(issuer, grant_type="password", username="ada", password="x", scope="read")
    asked = {"grant_type": "refresh_token", "refresh_token": first.json["refresh_token"]}
    more = await token(issuer, **asked, scope="read write")
    assert more.json["error"] == "invalid_scope"
    assert (await token(issuer, **asked)).status == 200
    assert (await token(issuer, **asked)).json["error"] == "invalid_grant"


async def test_a_refresh_token_yields_the_next(issuer: Issuer) -> None:
    first = await token(issuer, grant_type="password", username="ada", password="x", scope="a b")
    asked = {"grant_type": "refresh_token", "refresh_token": first.json["refresh_token"]}
    second = await token(issuer, **asked, scope="b")
    assert second.json["scope"] == "b"
    assert second.json["refresh_token"] != first.json["refresh_token"]
    principal = issuer.principal(second.json["access_token"])
    assert principal is not None
    assert principal.subject == "ada"


async def test_a_device_is_approved_at_once(issuer: Issuer) -> None:
    told = (await at(issuer, "POST", f"{HOME}/device_authorization", {"client_id": "tv"})).json
    assert told["verification_uri"] == f"http://mock.test{HOME}/device"
    assert (await at(issuer, "GET", f"{HOME}/device")).json["approved"] is True
    asked = {"grant_type": DEVICE, "device_code": told["device_code"], "client_id": "tv"}
    assert (await token(issuer, **asked)).status == 200
    assert (await token(issuer, **asked)).json["error"] == "invalid_grant"


async def test_a_device_is_sent_where_it_is_approved_though_the_issuer_stands_elsewhere() -> None:
    issuer = Issuer(
        secured({"type": "openIdConnect", "openIdConnectUrl": "/.well-known/openid-configuration"})
    )
    told = (await at(issuer, "POST", f"{HOME}/device_authorization", {"client_id": "tv"})).json
    path = told["verification_uri"].removeprefix("http://mock.test")
    assert (await at(issuer, "GET", path)).json["approved"] is True


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("token", {"access_token", "token_type", "expires_in", "scope", "iss"}),
        ("id_token", {"id_token", "iss"}),
        (
            "id_token token",
            {"id_token", "access_token", "token_type", "expires_in", "scope", "iss"},
        ),
    ],
)
async def test_the_implicit_flow_answers_in_the_fragment(
    issuer: Issuer, kind: str, members: set[str]
) -> None:
    asked = {"response_type": kind, "client_id": "app", "redirect_uri": BACK}
    answer = await at(issuer, "GET", f"{HOME}/authorize", asked)
    place = urlsplit(answer.headers["location"])
    assert place.query == ""
    assert parse_qs(place.fragment).keys() == members


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "magic"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"scope": 'a "b"'}, "invalid_scope"),
    ],
)
async def test_a_browser_comes_back_with_the_error(
    issuer: Issuer, wrong: dict[str, str], error: str
) -> None:
    assert (await code(issuer, state="s", **wrong))["error"] == error


async def test_what_a_redirect_asks_already_is_kept(issuer: Issuer) -> None:
    uri = BACK + "?tenant=a"
    asked = {"response_type": "code", "client_id": "app", "redirect_uri": uri}
    answer = await at(issuer, "GET", f"{HOME}/authorize", asked)
    assert answer.headers["location"].startswith(f"{uri}&code=")


@pytest.mark.parametrize(
    "uri",
    ["", "/back", "//app.test", BACK + "#x", "javascript:alert(1)", "data:text/html,x", "http://[a/",
     "https://app.test/\r\nX: y", "JavaScript:alert(1)", "https://app.test/a b"],
)  # fmt: skip
async def test_nobody_is_sent_to_what_is_no_address(issuer: Issuer, uri: str) -> None:
    asked = {"response_type": "code", "client_id": "app", "redirect_uri": uri}
    answer = await at(issuer, "GET", f"{HOME}/authorize", asked)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "a"}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "a\x01"}, "invalid_scope"),
        ({"grant_type": "client_credentials", "alg": "none"}, "invalid_request"),
        ({"grant_type": "client_credentials", "expires_in": "9999"}, "invalid_request"),
        ({"grant_type": "client_credentials", "expires_in": "-1"}, "invalid_request"),
    ],
)
async def test_a_wrong_request_for_a_token_is_refused(
    issuer: Issuer, said: Said, error: str
) -> None:
    answer = await token(issuer, **said)
    assert (answer.status, answer.json["error"]) == (400, error)
    assert answer.json["error_description"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"grant_type=password&grant_type=password", FORM, 400),
        (b'{"grant_type": "password"}', "application/json", 400),
        (b"\xff=\xff", FORM, 400),
        (b"a=1&" * 200, FORM, 400),
        (b"a=" + b"1" * 70_000, FORM, 413),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    issuer: Issuer, content: bytes, media_type: str, status: int
) -> None:
    app = issuer.find({"path": f"{HOME}/token"})
    assert app is not None
    answer = await ask(app, "POST", f"{HOME}/token", content, {"Content-Type": media_type})
    assert (answer.status, answer.json["error"]) == (status, "invalid_request")


async def test_credentials_that_cannot_be_read_are_refused(issuer: Issuer) -> None:
    headers = {"Authorization": "Basic !"}
    answer = await token(issuer, headers, grant_type="client_credentials")
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == "Basic"


async def test_a_token_that_has_ended_is_refused() -> None:
    clock = [1_000.0]
    issuer = Issuer(secured(), clock=lambda: clock[0])
    answer = await token(issuer, grant_type="client_credentials", expires_in="60")
    access = answer.json["access_token"]
    assert answer.json["expires_in"] == 60
    clock[0] += 59
    assert issuer.principal(access) is not None
    clock[0] += 1
    with pytest.raises(Unauthorized, match="The token has expired"):
        issuer.principal(access)


async def test_a_token_that_was_revoked_is_refused(issuer: Issuer) -> None:
    access = (await token(issuer, grant_type="client_credentials")).json["access_token"]
    told = (await at(issuer, "POST", f"{HOME}/introspect", {"token": access})).json
    assert (told["active"], told["scope"], told["username"]) == (True, "read write", "mock-client")
    assert (await at(issuer, "POST", f"{HOME}/revoke", {"token": access})).status == 200
    told = (await at(issuer, "POST", f"{HOME}/introspect", {"token": access})).json
    assert told == {"active": False}
    with pytest.raises(Unauthorized):
        issuer.principal(access)
    bearer = {"Authorization": f"Bearer {access}"}
    who = await at(issuer, "GET", f"{HOME}/userinfo", headers=bearer)
    assert (who.status, who.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


async def test_a_refresh_token_can_be_revoked(issuer: Issuer) -> None:
    first = await token(issuer, grant_type="password", username="ada", password="x")
    refresh = first.json["refresh_token"]
    await at(issuer, "POST", f"{HOME}/revoke", {"token": refresh})
    answer = await token(issuer, grant_type="refresh_token", refresh_token=refresh)
    assert answer.json["error"] == "invalid_grant"


def test_tokens_of_others_are_nobodys(issuer: Issuer) -> None:
    assert issuer.principal("eyJ.some.thing") is None
