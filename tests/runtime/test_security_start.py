"""A service that could not tell its callers does not start, and says what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.finding import ContractError
from tenon.runtime.app import contract_app
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.runtime.locks import known_by, locked, vault
from tests.tiny import ask

EITHER: list[dict[str, list[str]]] = [{"bearer": []}, {"tls": [], "issuer": []}]


class Vault:
    """Answers the one operation of a vault."""

    async def look(self, principal: Principal) -> str:
        return principal.subject


def vault_router(vault: Any) -> ContractRouter:
    """As it is generated."""
    router = ContractRouter(vault)

    @router.get("/vault", operation_id="look")
    async def look(*, principal: Principal) -> str:
        found: str = await vault.look(principal=principal)
        return found

    return router


def refusal(security: Any, names: tuple[str, ...], **options: Any) -> str:
    with pytest.raises(ContractError) as raised:
        locked(security, schemes=names, **options)
    return str(raised.value)


def test_a_required_scheme_without_an_authenticator_keeps_a_service_from_starting() -> None:
    assert refusal(EITHER, ("bearer", "issuer")) == (
        "contract.json:1:1: no-authenticator: /components/securitySchemes/tls (mutualTLS) is "
        "required by look, and nothing knows its callers; give contract_app "
        "authenticators={'tls': ...}, or set auth_enabled=False for local work"
    )


def test_every_missing_authenticator_is_named_at_once() -> None:
    told = refusal(EITHER, ())
    assert [line.split(": ")[2].split(" is ")[0] for line in told.splitlines()] == [
        "/components/securitySchemes/bearer (http bearer)",
        "/components/securitySchemes/tls (mutualTLS)",
        "/components/securitySchemes/issuer (openIdConnect)",
    ]


def test_the_place_is_the_authors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("openapi.yaml").write_text(
        "openapi: 3.1.0\n"
        "info: { title: T, version: '1' }\n"
        "security: [{ lock: [] }]\n"
        "paths: { /a: { get: { operationId: a, responses: { '204': { description: '' } } } } }\n"
        "components:\n"
        "  securitySchemes:\n"
        "    lock: { $ref: locks.yaml#/lock }\n"
    )
    Path("locks.yaml").write_text("\nlock:\n  { type: http, scheme: bearer }\n")
    bundle = read(Path("openapi.yaml"))
    contract = Contract.from_bundle(bundle.document, bundle.places)
    with pytest.raises(ContractError) as raised:
        Service(contract, {"a": Vault().look})
    assert str(raised.value.findings[0].place) == "locks.yaml:2:1"


def test_an_application_is_refused_when_it_is_made() -> None:
    with pytest.raises(ContractError, match="no-authenticator: /components/securitySchemes/bear"):
        contract_app(vault([{"bearer": []}]), [vault_router(Vault())])


async def test_an_application_hands_the_caller_to_its_handler() -> None:
    authenticators = {"bearer": known_by("bearer")}
    app = contract_app(
        vault([{"bearer": []}]), [vault_router(Vault())], authenticators=authenticators
    )
    answer = await ask(app, "GET", "/vault", headers={"Authorization": "Bearer t-ann"})
    assert answer.json == "ann"
    assert (await ask(app, "GET", "/vault")).status == 401


def test_an_authenticator_of_no_scheme_is_a_mistake() -> None:
    told = refusal([], ("bearer",), authenticators={"baerer": known_by("bearer")})
    assert told == (
        "contract.json:1:1: unknown-authenticator: an authenticator is given for baerer, and no "
        "such scheme is declared; declared: bearer, basic, digest, header, query, cookie, oauth, "
        "issuer, tls"
    )


def test_with_authentication_off_no_authenticator_is_needed() -> None:
    locked(EITHER, schemes=(), settings=RuntimeSettings(auth_enabled=False))


def test_a_requirement_of_nothing_declared_is_told() -> None:
    told = refusal([{"barer": []}], ())
    assert told == (
        "contract.json:1:1: unknown-security-scheme: look requires the security scheme barer, "
        "which is not declared; declare it in components/securitySchemes"
    )


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer t-ann"}])
async def test_an_operation_without_a_handler_answers_501_whoever_asks(
    sent: Mapping[str, str],
) -> None:
    service = Service(vault(EITHER), {})
    assert (await ask(service, "GET", "/vault", headers=sent)).status == 501
