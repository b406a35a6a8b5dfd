"""connexion 3 on this repository's contract, lowered to OpenAPI 3.0, with handlers in memory.

Requests are validated, replies are not, which is its default. Prices are floats, as its JSON
decoder gives them.
"""

from pathlib import Path
from typing import Any

from connexion import AsyncApp  # type: ignore[import-untyped]
from connexion.options import SwaggerUIOptions  # type: ignore[import-untyped]
from connexion.resolver import Resolver  # type: ignore[import-untyped]
from jsonschema import Draft4Validator  # type: ignore[import-untyped]

from tenon.contract import Contract
from tenon.document import read

from .lowered import lowered
from .models import has_check_digit
from .shelf import Shelf, rows

CONTRACT = Path(__file__).parents[3] / "openapi" / "openapi.yaml"
SUMMARY = (
    *("id", "title", "author_id", "author_name", "isbn", "genre", "published_year", "price"),
    *("tags", "status", "created_at"),
)
DEFAULTS: dict[str, Any] = {
    "published_year": None,
    "description": None,
    "tags": [],
    "status": "available",
}
Fields = dict[str, Any]
Answer = tuple[Fields, int, dict[str, str]]
JSON = {"Content-Type": "application/json"}
PROBLEM = {"Content-Type": "application/problem+json"}


def _summary(book: Fields) -> Fields:
    return {name: book[name] for name in SUMMARY}


shelf: Shelf[Fields, Fields, Fields] = Shelf(rows(), _summary, dict)


async def list_books(page: int = 1, per_page: int = 20, **_: object) -> Answer:
    """List books."""
    return shelf.page(page, per_page), 200, JSON


async def create_book(body: Fields, **_: object) -> Answer:
    """Add a book."""
    new = shelf.new()
    return shelf.add(new["id"], {**DEFAULTS, **body, **new}), 201, JSON


async def get_book(book_id: int, **_: object) -> Answer:
    """Read one book."""
    book = shelf.get(book_id)
    return (book, 200, JSON) if book else ({"title": "Not Found", "status": 404}, 404, PROBLEM)


async def not_here(**_: object) -> Answer:
    """Answer for all that is not measured."""
    return {"title": "Not Implemented", "status": 501}, 501, PROBLEM


HANDLERS = {"listBooks": list_books, "createBook": create_book, "getBook": get_book}


def _app() -> AsyncApp:
    bundle = read(CONTRACT)
    contract = Contract.from_bundle(bundle.document, bundle.places)
    app = AsyncApp(
        __name__,
        resolver=Resolver(lambda name: HANDLERS.get(name, not_here)),
        swagger_ui_options=SwaggerUIOptions(swagger_ui=False),
    )
    app.add_api(lowered(contract, "books"), strict_validation=True)
    return app


Draft4Validator.FORMAT_CHECKER.checks("isbn", raises=ValueError)(has_check_digit)
app = _app()
