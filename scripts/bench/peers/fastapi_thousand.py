"""FastAPI with 1,000 routes in routers of their resources, the books being the last.

The routers are included, as "Bigger applications" in FastAPI's guide advises.
"""

from fastapi import APIRouter, FastAPI

from .fastapi_books import add_books

RESOURCES = 249


def _resource_router(number: int) -> APIRouter:
    router = APIRouter(prefix=f"/api/v1/resource{number}", tags=[f"resource{number}"])

    @router.get("")
    async def list_items() -> list[int]:
        return [number]

    @router.post("", status_code=201)
    async def create_item() -> int:
        return number

    @router.get("/{item_id}")
    async def get_item(item_id: int) -> int:
        return item_id

    @router.delete("/{item_id}")
    async def delete_item(item_id: int) -> int:
        return item_id

    return router


app = FastAPI(title="Books and more")
for number in range(RESOURCES):
    app.include_router(_resource_router(number))


@app.get("/")
async def get_root() -> str:
    """Say what this is."""
    return "Books and more"


add_books(app)
