"""`tenon fuzz` becomes known to a service that asks who calls, and sees that it does ask."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.fuzz.authentication import Known, bearing
from tests.cli.projects import CONTRACT, Project
from tests.fuzz.locked import lock
from tests.tiny import document, operation

KEEPER = '"issuer": f"keeper-{number}"'


def test_every_secured_operation_is_called_by_a_known_caller(project: Project) -> None:
    lock(project)

    done = project.run("fuzz", "--examples", "5", "--env", f"SEEN={project.path('seen.txt')}")

    assert done.returncode == 0, done.stdout
    seen = Counter(project.read("seen.txt").splitlines())
    assert {line for line in seen if not line.startswith("credentials")} == {
        "add_book keeper", "export_books keeper", "drop_book keeper",
        "get_book keeper", "get_book None",
    }  # fmt: skip
    # A token is good for 30 requests: more were asked for when it was refused.
    assert seen["credentials http"] >= 3
    assert "no credentials were given" not in done.stdout


def test_a_service_that_believes_anybody_is_found_out(project: Project) -> None:
    """Also when only an issuer's tokens are asked for; what no credentials meet is named."""
    lock(project)
    for line in ("  - token: []\n", "  - key: []\n"):
        project.edit(CONTRACT, line, "")
    project.edit(
        CONTRACT,
        "      operationId: dropBook\n",
        "      operationId: dropBook\n      security: [{ key: [] }]\n",
    )
    project.edit("shop/app.py", '"issuer": nobody', '"issuer": by_token')
    project.edit("shop/fuzzing.py", '"token": f"keeper-{number}", "key": "never-looked-at"', KEEPER)
    project.run("generate")

    chosen = ("--operation", "exportBooks", "--operation", "dropBook")
    done = project.run("fuzz", "--examples", "1", *chosen, "--env", "BREAK=anyone")

    assert done.returncode == 1
    assert "API accepts invalid authentication" in done.stdout
    assert "no credentials were given for: dropBook\n" in done.stdout


SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "issuer": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example/x"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
}
GIVEN = {name: f"{name}-text" for name in SCHEMES}


def case(security: Any, credentials: dict[str, str], held: Any = None) -> SimpleNamespace:
    """A case of an operation that is secured so, made a known caller's."""
    raw = document(
        {"/x": {"get": operation("x", security=security)}}, components={"securitySchemes": SCHEMES}
    )
    contract = Contract.from_bundle(raw)
    made = SimpleNamespace(headers={} if held is None else held, query={}, cookies={})
    known = Known(contract, lambda url: credentials, "http://x")
    known.set(contract.operation("x"), made, known.get())
    made.unmet = known.unmet
    return made


@pytest.mark.parametrize(
    ("scheme", "container", "sent"),
    [
        ("token", "headers", {"Authorization": "Bearer token-text"}),
        ("issuer", "headers", {"Authorization": "Bearer issuer-text"}),
        ("basic", "headers", {"Authorization": "Basic YmFzaWMtdGV4dA=="}),
        ("digest", "headers", {"Authorization": "Digest digest-text"}),
        ("header", "headers", {"X-Key": "header-text"}),
        ("query", "query", {"key": "query-text"}),
        ("cookie", "cookies", {"sid": "cookie-text"}),
    ],
)
def test_a_credential_goes_where_its_scheme_says(
    scheme: str, container: str, sent: dict[str, str]
) -> None:
    assert getattr(case([{scheme: []}], GIVEN), container) == sent


def test_the_first_alternative_that_is_met_is_taken() -> None:
    security: Any = [{"token": [], "query": []}, {"header": [], "cookie": []}, {"basic": []}]
    made = case(security, {"token": "t", "header": "h", "cookie": "c", "basic": "b"})
    assert (made.headers, made.cookies, made.query) == ({"X-Key": "h"}, {"sid": "c"}, {})
    assert made.unmet == set()


def test_what_is_not_met_is_noted() -> None:
    made = case([{"token": [], "query": []}], {"token": "t"})
    assert (made.headers, made.unmet) == ({}, {"x"})


def test_what_bad_data_put_in_place_of_headers_is_replaced() -> None:
    assert case([{"token": []}], GIVEN, held=[1]).headers == {"Authorization": "Bearer token-text"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "credentials must be a mapping by security scheme, not None"),
        ({"tokn": "x"}, "credentials for 'tokn', which is no declared security scheme"),
        ({"token": 7}, "the credential for 'token' must be text"),
        ({"token": ""}, "the credential for 'token' must be text"),
    ],
)
def test_credentials_of_another_form_are_refused(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        case([{"token": []}], given)


def test_issuers_are_handed_on_as_bearer_tokens() -> None:
    flows = {"implicit": {"authorizationUrl": "https://a.example", "scopes": {}}}
    raw = document(
        {}, components={"securitySchemes": {**SCHEMES, "o": {"type": "oauth2", "flows": flows}}}
    )
    found = bearing(raw)["components"]["securitySchemes"]
    bearer = {"type": "http", "scheme": "bearer"}
    assert found == {**SCHEMES, "issuer": bearer, "o": bearer}
    assert raw["components"]["securitySchemes"]["o"]["type"] == "oauth2"
    assert bearing({"openapi": "3.1.0"}) == {"openapi": "3.1.0"}
