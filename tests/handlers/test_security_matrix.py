"""Every operation of the contract, asked with every kind of bad credential: never done, never 500.

The operations are those of the contract itself, so new ones join by themselves. Only whose a
resource is cannot be read there: an operation on a resource that belongs to somebody has a row in
`OWNED`.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handlers.isbn import sample_isbn
from handlers.roles import ROLES, scopes_of
from handlers.signing import SigningKeys, new_key_set
from handlers.store import BookDraft
from handlers.tokens import Tokens
from tenon.contract import Operation
from tests.handlers.auth_api import (
    AUDIENCE,
    ISSUER,
    Protected,
    add_user,
    bearer,
    populated,
    protected_app,
)
from tests.handlers.bad_tokens import bad_tokens, bad_tokens_of_the_issuer, signed
from tests.handlers.book_api import OPERATIONS, bodies, client, each, target
from tests.handlers.forgery import part
from tests.handlers.issuer import CLIENT, Issuer, issuing

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECURED = [operation for operation in OPERATIONS if operation.secured and not operation.anonymous]
OPEN = [operation for operation in OPERATIONS if operation.anonymous]
SCOPED = [o for o in SECURED if any(scopes for way in o.security for scopes in way.values())]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Matrix]:
    """The service with an own issuer, an external one, and a key of a program."""
    folder = tmp_path_factory.mktemp("matrix")
    with issuing() as issuer:
        given = {"oidc_issuer": issuer.url, "oidc_client_id": CLIENT, "var_dir": folder}
        async with protected_app(f"sqlite:///{folder}/books.db", **given) as (app, store):
            people = await populated(app, store)
            people.ids["owner"] = await add_user(store, "owner", "editor")
            people.headers["owner"] = bearer(people.ids["owner"], "editor")
            async with client(app) as api:
                yield Matrix(api, people, issuer)


@dataclass(frozen=True)
class Matrix:
    """What the tests ask: the service, the people in it, the issuer it trusts."""

    api: httpx.AsyncClient
    people: Protected
    issuer: Issuer

    async def ask(
        self, operation: Operation, headers: dict[str, str], path: str | None = None
    ) -> httpx.Response:
        """The answer to a good request with these credentials."""
        return await self.api.request(
            operation.method, path or target(operation), **_sent(operation, headers)
        )


def _sent(operation: Operation, headers: dict[str, str]) -> dict[str, Any]:
    if operation.body is None:
        return {"headers": headers}
    if "multipart/form-data" in operation.body.media:
        return {"headers": headers, "files": {"file": ("a.png", _IMAGE, "image/png")}}
    if "image/png" in operation.body.media:
        return {"headers": headers | {"content-type": "image/png"}, "content": _IMAGE}
    media_type, body = next(bodies(operation))
    return {"content": json.dumps(body), "headers": {"content-type": media_type, **headers}}


_IMAGE = b64decode(  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


# Who is not known


async def test_the_good_token_is_good(service: Matrix) -> None:
    """What the bad ones differ from opens the door."""
    user_id = service.people.ids["admin"]
    assert user_id == 3
    reply = await service.api.get("/api/v1/users", headers=_bearing(signed()))
    assert reply.status_code == 200
    admin = service.issuer.token(roles=["admin"])
    assert (await service.api.get("/api/v1/users", headers=_bearing(admin))).status_code == 200


@each(SECURED)
async def test_no_bad_credential_opens_anything(service: Matrix, operation: Operation) -> None:
    tried = bad_tokens() | bad_tokens_of_the_issuer(service.issuer)
    for what, token in tried.items():
        _refused(await service.ask(operation, _bearing(token)), what)
    for what, headers in _bad_headers().items():
        _refused(await service.ask(operation, headers), what)


def _bad_headers() -> dict[str, dict[str, str]]:
    good = bearer(3, "admin")["authorization"].partition(" ")[2]
    return {
        "no credentials": {},
        "no token": {"authorization": "Bearer"},
        "an empty token": {"authorization": "Bearer "},
        "another scheme": {"authorization": f"Basic {good}"},
        "no scheme": {"authorization": good},
        "two tokens": {"authorization": f"Bearer {good}, Bearer {good}"},
        "an unknown key": {"x-api-key": "unknown"},
        "a token as key": {"x-api-key": good},
        "the hash of a key": {"x-api-key": "0" * 64},
        "a token as cookie": {"cookie": f"authorization=Bearer {good}"},
    }


def _bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _refused(reply: httpx.Response, what: str) -> None:
    assert reply.status_code == 401, (what, reply.status_code, reply.text)
    assert reply.headers["www-authenticate"], what


# Who is known and may not


@each(SCOPED)
async def test_a_scope_that_is_missing_is_forbidden(service: Matrix, operation: Operation) -> None:
    needed = {scope for way in operation.security for scopes in way.values() for scope in scopes}
    for role in ("admin", "viewer"):
        id_ = service.people.ids[role]
        others = scopes_of(["admin"]) - needed
        reply = await service.ask(operation, bearer(id_, role, scopes=others))
        assert reply.status_code == 403, (role, reply.text)
        assert 'error="insufficient_scope"' in reply.headers["www-authenticate"]
    # A token that says more than its owner's role permits.
    for role in (role for role in ("viewer", "editor") if not needed <= ROLES[role]):
        greedy = bearer(service.people.ids[role], role, scopes=scopes_of(["admin"]))
        assert (await service.ask(operation, greedy)).status_code == 403, role
    reply = await service.ask(operation, _bearing(service.issuer.token(roles=["owner"])))
    assert reply.status_code == 403


@each(SECURED)
async def test_what_refuses_is_declared(operation: Operation) -> None:
    assert {"401", "403"} <= operation.replies.keys()
    for status in (401, 403):
        declared = operation.reply(status)
        assert declared is not None
        assert "application/problem+json" in declared.media


@each(OPEN)
async def test_open_operations_ask_nobody(service: Matrix, operation: Operation) -> None:
    # Those of logging in refuse made-up passwords and tokens, as they should.
    reply = await service.ask(operation, {})
    if "auth" not in operation.tags:
        assert reply.status_code not in {401, 403}
    assert reply.status_code < 500


@each([operation for operation in OPEN if operation.secured])
async def test_who_may_stay_unknown_may_not_lie(service: Matrix, operation: Operation) -> None:
    # Where callers may be known, bad credentials are refused rather than passed over.
    for what, token in bad_tokens().items():
        _refused(await service.ask(operation, _bearing(token)), what)


# What belongs to somebody else

Make = Callable[[Matrix], Awaitable[str]]


async def _user(service: Matrix) -> str:
    return str(service.people.ids["owner"])


async def _review(service: Matrix) -> str:
    draft = BookDraft(
        title="Dune",
        author_name="Frank Herbert",
        isbn=sample_isbn(Random()),
        price=Decimal("10.99"),
        genre="science_fiction",
    )
    book = await service.people.store.books.add(draft, by="test")
    return await _made(service, f"/api/v1/books/{book.id}/reviews", {"rating": 5})


async def _job(service: Matrix) -> str:
    return await _made(service, "/api/v1/jobs", {"kind": "check_isbns"})


async def _report(service: Matrix) -> str:
    return await _made(service, "/api/v1/reports", {"kind": "inventory"})


async def _upload(service: Matrix) -> str:
    files = {"file": ("a.png", _IMAGE, "image/png")}
    headers = service.people.headers["owner"]
    reply = await service.api.post("/api/v1/uploads", files=files, headers=headers)
    assert reply.is_success, reply.text
    return str(reply.json()["id"])


async def _made(service: Matrix, path: str, body: Any) -> str:
    headers = service.people.headers["owner"]
    reply = await service.api.post(path, json=body, headers=headers)
    assert reply.is_success, reply.text
    return str(reply.json()["id"])


# Whose it is: the operation, and what makes the id of something that the owner owns.
OWNED: dict[str, Make] = {
    "getUser": _user,
    "replaceUser": _user,
    "changeUser": _user,
    "deleteUser": _user,
    "changeReview": _review,
    "deleteReview": _review,
    "getJob": _job,
    "cancelJob": _job,
    "streamJob": _job,
    "getReport": _report,
    "deleteReport": _report,
    "downloadReport": _report,
    "deleteUpload": _upload,
}


@each([operation for operation in OPERATIONS if operation.id in OWNED])
async def test_what_is_somebody_elses_is_forbidden(service: Matrix, operation: Operation) -> None:
    path = target(operation, await OWNED[operation.id](service))
    asked = {scope for way in operation.security for scopes in way.values() for scope in scopes}
    for role in ("viewer", "editor"):
        reply = await service.ask(operation, service.people.headers[role], path)
        assert reply.status_code == 403, (role, reply.text)
        if asked <= ROLES[role]:  # it is not for want of a scope
            assert "scope" not in reply.json()["detail"]
    id_ = service.people.ids["owner"]  # of the issuer elsewhere, nobody of ours
    elsewhere = service.issuer.token(sub=f"user:{id_}", roles=["editor"])
    assert (await service.ask(operation, _bearing(elsewhere), path)).status_code == 403


async def test_the_owned_are_in_the_contract() -> None:
    assert OWNED.keys() <= {operation.id for operation in OPERATIONS}


# Keys that turn


async def test_keys_turn_without_logging_anybody_out(tmp_path: Path) -> None:
    old, new = (json.loads(new_key_set())["keys"][0] for _ in range(2))
    url = f"sqlite:///{tmp_path}/books.db"

    def keys(*several: Any) -> str:
        return json.dumps({"keys": several})

    issued = Tokens(SigningKeys(lambda: keys(old)), ISSUER, AUDIENCE).issue(
        "user:1", scopes_of(["viewer"])
    )
    public = {name: value for name, value in old.items() if name != "d"}
    for set_, status in ((keys(old), 200), (keys(new, public), 200), (keys(new), 401)):
        async with protected_app(url, auth_keys=set_) as (app, store):
            if status == 200 and set_ == keys(old):
                await populated(app, store)
            async with client(app) as api:
                reply = await api.get("/api/v1/users/me", headers=_bearing(issued))
                assert reply.status_code == status
                login = {"username": "viewer", "password": "Blue7Lantern"}
                given = (await api.post("/api/v1/auth/login", json=login)).json()
                kid = part(given["access_token"], 0)["kid"]
                assert kid == (old if set_ == keys(old) else new)["kid"]
