"""A contract of as many operations as asked for, made in memory: does a request cost more in it?"""

from typing import Any

from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.model import Model
from tenon.runtime.router import ContractRouter

from .exchange import LAST


class Item(Model):
    """What every resource answers."""

    id: int
    name: str


class Items:
    """All resources at once."""

    async def get_item(self, item_id: int) -> Item:
        """Read one item."""
        return Item(id=item_id, name="An item")


def small() -> ContractApp:
    """The application of ten operations."""
    return _app(10)


def large() -> ContractApp:
    """The application of a thousand."""
    return _app(1_000)


def _app(operations: int) -> ContractApp:
    """An operation a resource, the last of them in all sizes the same."""
    numbers = range(LAST + 1 - operations, LAST + 1)
    contract = Contract.from_bundle(_document(numbers))
    return contract_app(contract, [_router(numbers)])


def _router(numbers: range) -> ContractRouter:
    items = Items()
    router = ContractRouter(items)

    async def get_item(item_id: int) -> Item:
        return await items.get_item(item_id)

    for number in numbers:
        router.get(_path(number), operation_id=f"getItem{number}")(get_item)
    return router


def _path(number: int) -> str:
    return f"/api/v1/resource{number}/{{item_id}}"


def _document(numbers: range) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Many items", "version": "1.0.0"},
        "paths": {_path(number): {"get": _operation(number)} for number in numbers},
        "components": {"schemas": {"Item": _ITEM}},
    }


def _operation(number: int) -> dict[str, Any]:
    return {
        "operationId": f"getItem{number}",
        "tags": [f"resource{number}"],
        "parameters": [
            {
                "name": "item_id",
                "in": "path",
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        ],
        "responses": {
            "200": {
                "description": "The item.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
            }
        },
    }


_ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
