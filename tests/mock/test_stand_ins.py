"""A mock that answers, within a service, the operations that nobody implements yet."""

from __future__ import annotations

import pytest

from tenon.mock.stand_ins import stand_ins
from tenon.runtime.app import ContractApp, contract_app
from tests.conftest import Connect
from tests.tiny import contract, operation, parameter

TOY = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"const": "Top"}},
}
OK = {"200": {"description": "", "content": {"application/json": {"schema": TOY}}}}
MADE = {"201": OK["200"]}
DRAFT = {"content": {"application/json": {"schema": TOY}}, "required": True}
PATHS = {
    "/toys": {"post": operation("addToy", body=DRAFT, replies=MADE)},
    "/toys/{id}": {
        "get": operation(
            "getToy",
            parameter("id", "path", {"type": "integer"}),
            replies={**OK, "404": {"description": ""}},
            security=[{"key": []}],
        )
    },
}
SCHEMES = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
KEY = {"Authorization": "Bearer anything"}


@pytest.fixture
def app() -> ContractApp:
    made = contract_app(contract(PATHS, components=SCHEMES), [])
    made.stand_in(*stand_ins(made.contract, made.unimplemented, {}))
    return made


async def test_mocked_operations_remember_together_and_are_marked(
    app: ContractApp, connect: Connect
) -> None:
    client = connect(app)

    made = await client.post("/toys", json={"name": "Top"})
    read = await client.get(made.headers["location"], headers=KEY)

    assert (made.status_code, made.headers["x-mock"]) == (201, "true")
    assert (read.status_code, read.headers["x-mock"]) == (200, "true")
    assert read.json() == made.json()


async def test_problems_of_the_mock_are_marked(app: ContractApp, connect: Connect) -> None:
    answer = await connect(app).get("/toys/12345", headers=KEY)

    assert (answer.status_code, answer.headers["x-mock"]) == (404, "true")


async def test_what_is_asked_of_the_mock_is_heard(app: ContractApp, connect: Connect) -> None:
    answer = await connect(app).get("/toys/12345", headers={**KEY, "Prefer": "code=200"})

    assert (answer.status_code, answer.json()["name"]) == (200, "Top")


async def test_callers_are_asked_for_as_the_contract_says(
    app: ContractApp, connect: Connect
) -> None:
    answer = await connect(app).get("/toys/1")

    assert answer.status_code == 401
    assert "x-mock" not in answer.headers
