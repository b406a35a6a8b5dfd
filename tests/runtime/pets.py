"""A tiny contract, its handlers and its router, as an application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.router import ContractRouter
from tenon.runtime.settings import RuntimeSettings
from tests.tiny import document, operation, parameter, reply

TEXT = {"type": "string"}
MESSAGE = {"type": "object", "required": ["message"], "properties": {"message": TEXT},
           "additionalProperties": False}  # fmt: skip
LINES = {"200": {"description": "", "content": {"application/jsonl": {"x-itemSchema": TEXT}}}}
TINY = document(
    {
        "/pets/{pet_id}": {
            "get": operation(
                "getPet",
                parameter("pet_id", "path", {"type": "integer"}),
                replies={"200": reply(TEXT), "default": reply(MESSAGE)},
            ),
            "delete": operation("deletePet", parameter("pet_id", "path"), tags=["b"]),
        },
        "/lines": {"get": operation("getLines", replies=LINES)},
    }
)


class Pets:
    """A handler that raises what its test wants."""

    fault: Exception | None = None

    async def get_pet(self, pet_id: int) -> str:
        if self.fault is not None:
            raise self.fault
        return f"pet {pet_id}"

    def get_lines(self) -> AsyncIterator[str]:
        async def lines() -> AsyncIterator[str]:
            yield "a"
            yield "b"

        return lines()


def pets_router(pets: Any) -> ContractRouter:
    """As it is generated."""
    router = ContractRouter(pets, tags=["pets"])

    @router.get("/pets/{pet_id}", operation_id="getPet")
    async def get_pet(pet_id: int) -> str:
        found: str = await pets.get_pet(pet_id)
        return found

    @router.delete("/pets/{pet_id}", operation_id="deletePet")
    async def delete_pet(pet_id: str) -> None:
        await pets.delete_pet(pet_id)

    @router.get("/lines", operation_id="getLines")
    def get_lines() -> AsyncIterator[str]:
        found: AsyncIterator[str] = pets.get_lines()
        return found

    return router


def made(fault: Exception | None = None, **options: Any) -> ContractApp:
    pets = Pets()
    pets.fault = fault
    contract = Contract.from_bundle(options.pop("document", TINY))
    settings = options.pop("settings", RuntimeSettings(check_replies=True))
    return contract_app(contract, [pets_router(pets)], settings, **options)
