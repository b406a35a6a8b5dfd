"""Who may call what: every kind of credential, alone and together, against what is required."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.runtime.problem import TooManyRequests
from tenon.runtime.security import Principal
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.runtime.locks import CALLERS, awaited, known_by, locked, vault
from tests.tiny import ask

B = 'Bearer realm="Tiny"'
BASIC = 'Basic realm="Tiny", charset="UTF-8"'
KEY = 'ApiKey realm="Tiny", in="header", name="X-Key"'
UNKNOWN = 'error="invalid_token", error_description="The credentials are known to nobody here."'
MALFORMED = (
    'error="invalid_token", '
    'error_description="The Authorization header holds no single, well-formed token."'
)
EXPIRED = 'error="invalid_token", error_description="The token of bearer has expired."'
LOW = 'error="insufficient_scope"'


class Row(NamedTuple):
    """What is required and sent, and who that is (200) or how it is refused."""

    security: Any
    sent: dict[str, str]
    status: int
    told: str | None
    query: str = ""


def auth(text: str) -> dict[str, str]:
    return {"Authorization": text}


def basic(text: str) -> dict[str, str]:
    return auth("Basic " + base64.b64encode(text.encode()).decode())


Requirements = list[dict[str, list[str]]]
BEARER: Requirements = [{"bearer": []}]
OAUTH: Requirements = [{"oauth": ["read"]}]
ISSUER: Requirements = [{"issuer": []}]
THREE = [{"bearer": ["read"]}, {"issuer": ["read"]}, {"header": ["read"]}]
BOTH = [{"bearer": ["read"], "header": []}]
OPTIONAL = [{}, {"bearer": ["read"]}]

ROWS = {
    # One scheme, each where it travels
    "a bearer token": Row(BEARER, auth("Bearer t-ann"), 200, "ann"),
    "a scheme in any case": Row(BEARER, auth("bEARER t-ann"), 200, "ann"),
    "spaces before a token": Row(BEARER, auth("Bearer   t-ann"), 200, "ann"),
    "a name and a password": Row([{"basic": []}], basic("bob:p:w"), 200, "bob"),
    "another scheme of HTTP": Row(
        [{"digest": []}], auth('Digest username="dan", uri="/"'), 200, "dan"
    ),
    "a key in a header": Row([{"header": []}], {"X-Key": "k-eve"}, 200, "eve"),
    "a key in the query": Row([{"query": []}], {}, 200, "fay", "?key=k+fay"),
    "a key in a cookie": Row([{"cookie": []}], {"Cookie": 'a=b; sid="c-gus"'}, 200, "gus"),
    "an OAuth token": Row(OAUTH, auth("Bearer t-hal"), 200, "hal"),
    "a token of an issuer": Row(ISSUER, auth("Bearer t-ida"), 200, "ida"),
    # Nothing, or nothing that is asked for
    "no credentials": Row(BEARER, {}, 401, B),
    "no name and password": Row([{"basic": []}], {}, 401, BASIC),
    "no key": Row([{"header": []}], {}, 401, KEY),
    "no key in the query": Row(
        [{"query": []}], {}, 401, 'ApiKey realm="Tiny", in="query", name="key"'
    ),
    "no key in a cookie": Row(
        [{"cookie": []}], {"Cookie": "a=b"}, 401, 'ApiKey realm="Tiny", in="cookie", name="sid"'
    ),
    "no certificate": Row([{"tls": []}], {}, 401, 'ClientCertificate realm="Tiny"'),
    "another scheme than asked": Row(BEARER, basic("bob:p:w"), 401, B),
    "a token without its scheme": Row(BEARER, auth("t-ann"), 401, B),
    "none of several": Row(THREE, {}, 401, f"{B}, {KEY}"),
    # What is sent and bad
    "an unknown token": Row(BEARER, auth("Bearer nobody"), 401, f"{B}, {UNKNOWN}"),
    "an unknown key": Row([{"header": []}], {"X-Key": "k-no"}, 401, f"{KEY}, {UNKNOWN}"),
    "an expired token": Row(BEARER, auth("Bearer expired-bearer"), 401, f"{B}, {EXPIRED}"),
    "a scheme without a token": Row(
        BEARER, auth("Bearer"), 401,
        f'{B}, error="invalid_token", '
        'error_description="The Authorization header names its scheme and nothing else."',
    ),
    "two tokens": Row(BEARER, auth("Bearer t-ann, Bearer t-ann"), 401, f"{B}, {MALFORMED}"),
    "a token with a space": Row(BEARER, auth("Bearer t ann"), 401, f"{B}, {MALFORMED}"),
    "a token of other bytes": Row(BEARER, auth("Bearer t-\xe4nn"), 401, f"{B}, {MALFORMED}"),
    "a password that is no Base64": Row(
        [{"basic": []}], auth("Basic abc=d"), 401,
        f'{BASIC}, error="invalid_token", error_description='
        '"The Authorization header holds no name and password in Base64."',
    ),
    "a name without a password": Row(
        [{"basic": []}], basic("bob"), 401,
        f'{BASIC}, error="invalid_token", error_description='
        '"The Authorization header holds no name and password in Base64."',
    ),
    "an empty key": Row(
        [{"header": []}], {"X-Key": ""}, 401,
        f'{KEY}, error="invalid_token", '
        'error_description="The header X-Key must be sent once and not be empty."',
    ),
    "two keys in the query": Row(
        [{"query": []}], {}, 401,
        'ApiKey realm="Tiny", in="query", name="key", error="invalid_token", error_description='
        '"The key key must be sent once in the query, and be text."',
        "?key=k+fay&key=k+fay",
    ),
    # Scopes
    "a scope that is had": Row(OAUTH, auth("Bearer t-hal"), 200, "hal"),
    "a scope that is lacking": Row(
        [{"oauth": ["write", "read"]}], auth("Bearer t-hal"), 403,
        f'{B}, {LOW}, scope="read write"',
    ),
    "a role of a scheme without flows": Row(
        [{"header": ["read"]}], {"X-Key": "k-low"}, 403, f'{KEY}, {LOW}, scope="read"'
    ),
    "scopes that another alternative does not ask": Row(
        [{"header": ["read"]}, {"header": []}], {"X-Key": "k-low"}, 200, "low"
    ),
    # Alternatives
    "the first of three": Row(THREE, auth("Bearer t-ann"), 200, "ann"),
    "the second, by the same header": Row(THREE, auth("Bearer t-ida"), 200, "ida"),
    "the third, by another": Row(THREE, {"X-Key": "k-eve"}, 200, "eve"),
    "a bad token beside a good key": Row(
        THREE, {"X-Key": "k-eve", "Authorization": "Bearer expired-bearer"}, 200, "eve"
    ),
    "a bad token and no key": Row(
        THREE, auth("Bearer expired-bearer"), 401, f"{B}, {EXPIRED}, {KEY}"
    ),
    "known by one, not allowed": Row(
        THREE, {"X-Key": "k-low"}, 403, f'{KEY}, {LOW}, scope="read"'
    ),
    "the first who claims a token decides": Row(
        [{"bearer": ["read"]}, {"oauth": ["read"]}], auth("Bearer t-both"), 403,
        f'{B}, {LOW}, scope="read"',
    ),
    # All of one alternative
    "two together": Row(
        BOTH, {"Authorization": "Bearer t-ann", "X-Key": "k-low"}, 200, "ann"
    ),
    "one of two": Row(BOTH, auth("Bearer t-ann"), 401, f"{B}, {KEY}"),
    "the other of two": Row(BOTH, {"X-Key": "k-eve"}, 401, f"{B}, {KEY}"),
    "two, one of them unknown": Row(
        BOTH, {"Authorization": "Bearer t-ann", "X-Key": "k-no"}, 401, f"{B}, {KEY}, {UNKNOWN}"
    ),
    "two, one of them not allowed": Row(
        BOTH, {"Authorization": "Bearer t-both", "X-Key": "k-eve"}, 403,
        f'{B}, {LOW}, scope="read"',
    ),
    "two that read one token": Row(
        [{"bearer": [], "oauth": ["read"]}], auth("Bearer t-both"), 200, "both"
    ),
    "one of two that read one token": Row(
        [{"bearer": [], "oauth": []}], auth("Bearer t-hal"), 401, f"{B}, {UNKNOWN}"
    ),
    "two together, or one": Row([*BOTH, {"header": []}], {"X-Key": "k-eve"}, 200, "eve"),
    # Nobody in particular
    "nobody where anybody may": Row(OPTIONAL, {}, 200, None),
    "somebody where anybody may": Row(OPTIONAL, auth("Bearer t-ann"), 200, "ann"),
    "bad credentials where anybody may": Row(
        OPTIONAL, auth("Bearer nobody"), 401, f"{B}, {UNKNOWN}"
    ),
    "too few scopes where anybody may": Row(OPTIONAL, auth("Bearer t-both"), 200, None),
    "bad credentials where none are read": Row([], auth("Bearer nobody"), 200, None),
    "no requirement at all": Row(None, auth("Bearer nobody"), 200, None),
    "only the empty requirement": Row([{}], auth("Bearer nobody"), 200, None),
    # What cannot be known now
    "an authenticator that is down": Row(BEARER, auth("Bearer down"), 503, None),
    "the first is down, the second knows": Row(
        [{"bearer": []}, {"header": []}], {"Authorization": "Bearer down", "X-Key": "k-eve"},
        200, "eve",
    ),
    "the first is down, the second does not know": Row(
        [{"bearer": []}, {"oauth": []}], auth("Bearer down-bearer"), 503, None
    ),
    "the first does not know, the second is down": Row(
        [{"bearer": []}, {"oauth": []}], auth("Bearer down-oauth"), 503, None
    ),
    "down where anybody may": Row(OPTIONAL, auth("Bearer down"), 503, None),
}  # fmt: skip


@pytest.mark.parametrize("waiting", [False, True], ids=["at once", "awaited"])
@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
async def test_a_caller_is_known_or_refused(row: Row, waiting: bool) -> None:
    answer = await ask(
        locked(row.security, waiting=waiting), "GET", f"/vault{row.query}", headers=row.sent
    )
    assert answer.status == row.status, answer.body
    if row.status == 200:
        assert answer.json["subject"] == row.told
        assert "www-authenticate" not in answer.headers
    elif row.status == 503:
        assert answer.headers["retry-after"] == "5"
    else:
        assert answer.headers["www-authenticate"] == row.told
        assert answer.headers["content-type"] == "application/json"


async def test_a_header_that_is_sent_twice_is_no_credential() -> None:
    twice = [("Authorization", "Digest a"), ("Authorization", "Digest b")]
    answer = await ask(locked([{"digest": []}]), "GET", "/vault", headers=twice)
    assert answer.status == 401
    assert "must be sent once" in answer.headers["www-authenticate"]
    keys = [("X-Key", "k-eve"), ("X-Key", "k-eve")]
    answer = await ask(locked([{"header": []}]), "GET", "/vault", headers=keys)
    assert answer.status == 401
    tokens = [("Authorization", "Bearer t-ann"), ("Authorization", "Bearer t-ann")]
    answer = await ask(locked(BEARER), "GET", "/vault", headers=tokens)
    assert answer.status == 401


async def test_a_certificate_is_what_the_server_tells_of_it() -> None:
    tls = {"tls": {"client_cert_chain": ["-----PEM-----", "-----CA-----"]}}
    answer = await ask(locked([{"tls": []}]), "GET", "/vault", extensions=tls)
    assert answer.json["subject"] == "jan"


async def test_of_two_schemes_the_first_one_says_who_and_what() -> None:
    """The scopes of the second are judged where they are asked for, and lent to nobody."""
    sent = {"Authorization": "Bearer t-both", "X-Key": "k-eve"}
    answer = await ask(locked([{"bearer": [], "header": ["read"]}]), "GET", "/vault", headers=sent)
    assert answer.json == {"subject": "both", "scopes": []}
    answer = await ask(locked([{"header": ["read"], "bearer": []}]), "GET", "/vault", headers=sent)
    assert answer.json == {"subject": "eve", "scopes": ["read"]}


async def test_no_authenticator_is_asked_twice() -> None:
    asked = []

    def nobody(text: str) -> None:
        asked.append(text)

    security = [{"header": ["a"]}, {"header": ["b"]}, {"header": [], "bearer": []}]
    service = locked(security, authenticators={"header": nobody, "bearer": nobody})
    answer = await ask(service, "GET", "/vault", headers={"X-Key": "one"})
    assert (answer.status, asked) == (401, ["one"])


async def test_who_calls_is_asked_before_the_request_is_read() -> None:
    wrong = await ask(locked(BEARER), "GET", "/vault?unknown=1", headers={"Accept": "text/html"})
    assert wrong.status == 401
    right = await ask(locked(BEARER), "GET", "/vault?unknown=1", headers=auth("Bearer t-ann"))
    assert right.status == 422


async def test_a_key_in_the_query_is_no_unknown_parameter() -> None:
    service = locked([{"query": []}])
    assert (await ask(service, "GET", "/vault?key=k+fay")).status == 200
    assert (await ask(service, "GET", "/vault?key=k+fay&other=1")).status == 422


async def test_what_an_authenticator_raises_besides_is_the_answer() -> None:
    def tired(text: str) -> Principal:
        raise TooManyRequests("Too many wrong keys.", headers={"Retry-After": "60"})

    def broken(text: str) -> Principal:
        raise KeyError(text)

    answer = await ask(
        locked(BEARER, authenticators={"bearer": tired}), "GET", "/vault", headers=auth("Bearer x")
    )
    assert (answer.status, answer.headers["retry-after"]) == (429, "60")
    answer = await ask(
        locked(BEARER, authenticators={"bearer": broken}), "GET", "/vault", headers=auth("Bearer x")
    )
    assert answer.status == 500
    assert "www-authenticate" not in answer.headers


async def test_a_scheme_name_cannot_break_out_of_its_challenge() -> None:
    contract = Contract.from_bundle(
        {**vault(BEARER).document, "info": {"title": 'A "b\\\r\nX: y ü'}}
    )
    answer = await ask(locked(None, contract=contract), "GET", "/vault")
    assert answer.headers["www-authenticate"] == 'Bearer realm="A \'b/??X: y ?"'


async def test_the_caller_stands_in_the_scope_for_others_to_see() -> None:
    seen: dict[str, Any] = {}

    async def remember(scope: Any, receive: Any, send: Any) -> None:
        seen["scope"] = scope
        await locked(OPTIONAL)(scope, receive, send)

    await ask(remember, "GET", "/vault", headers=auth("Bearer t-ann"))
    assert seen["scope"]["tenon.principal"] == CALLERS["bearer"]["t-ann"]
    assert seen["scope"]["tenon.operation"].id == "look"
    await ask(remember, "GET", "/vault")
    assert "tenon.principal" not in seen["scope"]


async def test_head_and_options_are_as_they_should_be() -> None:
    service = locked(BEARER)
    assert (await ask(service, "HEAD", "/vault")).status == 401
    assert (await ask(service, "OPTIONS", "/vault")).status == 204
    assert (await ask(service, "HEAD", "/vault", headers=auth("Bearer t-ann"))).status == 200


async def test_with_authentication_off_everybody_is_nobody_and_may_do_everything(
    caplog: pytest.LogCaptureFixture,
) -> None:
    contract = vault([{"oauth": ["write"]}, {"bearer": ["admin"]}])
    settings = RuntimeSettings(auth_enabled=False, nobody=Principal("me", frozenset({"own"})))
    with caplog.at_level(logging.WARNING, "tenon"):
        service = locked(None, contract=contract, settings=settings, authenticators={})
    assert "\n".join(record.getMessage() for record in caplog.records) == (
        "AUTHENTICATION IS OFF: every caller is 'me' and may do everything. "
        "Use this for local work only."
    )
    answer = await ask(service, "GET", "/vault", headers=auth("Bearer garbage"))
    assert answer.json == {"subject": "me", "scopes": ["admin", "own", "read", "write", "x"]}


def test_there_is_no_warning_where_nothing_is_secured(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tenon"):
        locked([], settings=RuntimeSettings(auth_enabled=False))
    assert caplog.records == []


SECURED_30 = """
openapi: 3.0.3
info: { title: Old, version: '1' }
security: [{ key: [] }, { oauth: [read] }]
paths:
  /a: { get: { operationId: a, responses: { '200': { description: '' } } } }
  /b: { get: { operationId: b, security: [], responses: { '200': { description: '' } } } }
  /c:
    get:
      operationId: c
      security: [{ oauth: [write] }, {}]
      responses: { "200": { description: "" } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    oauth:
      type: oauth2
      flows:
        implicit: { authorizationUrl: https://a.example, scopes: { read: '', write: '' } }
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1", "3.2.0"])
async def test_documents_of_every_version_are_secured_alike(version: str, tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(SECURED_30.replace("3.0.3", version))
    bundle = read(file)
    contract = Contract.from_bundle(bundle.document, bundle.places)
    assert [operation.security for operation in contract.operations] == [
        ({"key": ()}, {"oauth": ("read",)}), (), ({"oauth": ("write",)}, {}),
    ]  # fmt: skip
    assert [(o.secured, o.anonymous) for o in contract.operations] == [
        (True, False), (False, True), (True, True),
    ]  # fmt: skip

    async def handler(principal: Principal | None = None) -> None:
        return None

    service = Service(
        contract,
        dict.fromkeys("abc", handler),
        authenticators={"key": lambda text: None, "oauth": awaited(known_by("oauth"))},
    )
    statuses = {
        (path, token): (
            await ask(service, "GET", f"/{path}", headers=auth(f"Bearer {token}") if token else {})
        ).status
        for path in "abc"
        for token in ("", "t-hal", "wrong")
    }
    assert statuses == {
        ("a", ""): 401, ("a", "t-hal"): 200, ("a", "wrong"): 401,
        ("b", ""): 200, ("b", "t-hal"): 200, ("b", "wrong"): 200,
        ("c", ""): 200, ("c", "t-hal"): 200, ("c", "wrong"): 401,
    }  # fmt: skip
