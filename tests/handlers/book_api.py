"""The whole service over HTTP, every reply judged by what the contract promises of all replies."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jsonschema_rs
import pytest

from handlers.app import create_app
from handlers.settings import Settings
from tenon.contract import Contract, Location, Operation
from tenon.runtime.app import ContractApp
from tests.tiny import Answer, ask

CONTRACT = Path(__file__).parents[2] / "generated" / "contract.json"
BOOKS, AUTHORS, REVIEWS = "/api/v1/books", "/api/v1/authors", "/api/v1/reviews"
JSON = {"content-type": "application/json"}
# What no reply may show: traces, file names, the words of drivers and of Python.
_INSIDES = re.compile(rb'Traceback|File \\?"|\.py\b|sqlite3|asyncpg|sqlalchemy|[a-z]Error\b')
_LINK = re.compile(r'\s*<([^<>]*)>\s*;\s*rel="([a-z]+)"\s*(?:,|$)')


@cache
def contract() -> Contract:
    return Contract.load(CONTRACT)


OPERATIONS = contract().operations


@cache
def problem_schema() -> jsonschema_rs.Draft202012Validator:
    components = contract().document["components"]
    schema = {"$ref": "#/components/schemas/Problem", "components": components}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@cache
def var_dir() -> Path:
    """Where services under test write, until the tests end."""
    path = tempfile.mkdtemp(prefix="books-var-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


def settings(url: str, **more: Any) -> Settings:
    given = {
        "environment": "test",
        "sample_data": False,
        "cursor_key": "k" * 32,
        "auth_enabled": False,  # tests/handlers/auth_api.py turns it on
        "password_time_cost": 1,
        "password_memory_kib": 32,
        "var_dir": var_dir(),
        **more,
    }
    return Settings(_env_file=None, database_url=url, **given)


@asynccontextmanager
async def running(url: str, **more: Any) -> AsyncIterator[ContractApp]:
    """The service, started on a database."""
    app = create_app(settings(url, **more))
    async with app.router.lifespan_context(app):
        yield app


def client(app: ContractApp, *, failing: bool = False) -> httpx.AsyncClient:
    """A client that judges every reply; `failing` lets 5xx pass."""

    async def judge(response: httpx.Response) -> None:
        await response.aread()
        method = response.request.method
        check_reply(method, response.status_code, response.headers, response.content)
        assert failing or response.status_code < 500, response.text

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://books.test",
        event_hooks={"response": [judge]},
    )


def check_reply(method: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """What holds of every reply; more of every error."""
    if "content-length" in headers and method != "HEAD" and status != 304:
        assert int(headers["content-length"]) == len(body)
    if method == "HEAD" or status in (204, 304):
        assert body == b""
        return
    if status >= 400:
        check_problem(status, headers, body)


def check_problem(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """A problem document (RFC 9457), as components.schemas.Problem says it."""
    assert headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(body)
    faults = problem_schema().iter_errors(document)
    assert [f"{fault.instance_path}: {fault.message}" for fault in faults] == []
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert document["request_id"]
    assert document["instance"]
    assert not _INSIDES.search(body), body
    return document


def links(header: str) -> dict[str, dict[str, list[str]]]:
    """The targets of a `Link` header (RFC 8288) by relation, as the query each asks."""
    found: dict[str, dict[str, list[str]]] = {}
    end = 0
    for match in _LINK.finditer(header):
        assert match.start() == end, f"not a link: {header[end:]}"
        end = match.end()
        target, relation = match.groups()
        assert target.isascii()
        assert not re.search(r'[\s"\\^`{|}]', target)
        assert relation not in found
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(urlsplit(target).query, strict_parsing=True):
            query.setdefault(name, []).append(value)
        found[relation] = query
    assert end == len(header)
    return found


def errors(response: httpx.Response) -> set[tuple[str, str, str]]:
    """The errors of a problem: part, pointer or name, code."""
    return {
        (error["in"], error.get("name") or error.get("pointer", ""), error["code"])
        for error in response.json().get("errors", ())
    }


def each(operations: Sequence[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda operation: operation.id)


def target(operation: Operation, value: str = "1") -> str:
    """The operation's path, with a value where its id stands."""
    for parameter in operation.located(Location.PATH):
        return operation.path.replace(f"{{{parameter.name}}}", value)
    return operation.path


def required(operation: Operation, *but: str) -> str:
    """The query that an operation cannot do without, but for some names, to be gone on with."""
    asked = {p.name: "code" for p in operation.located(Location.QUERY) if p.required}
    return "".join(f"{name}={text}&" for name, text in asked.items() if name not in but)


def bodies(operation: Operation) -> Iterator[tuple[str, Any]]:
    """A valid body in each media type: the first example of the contract.

    Of bytes there is none to write down, and a form of parts is only begun.
    """
    assert operation.body is not None
    for name, media in operation.body.media.items():
        named = f"{name}; boundary=x" if name.startswith("multipart/") else name
        yield named, next(iter(media.examples.values()), None)


async def asked(app: ContractApp, method: str, path: str, *given: Any, **scope: Any) -> Answer:
    """The answer to a request as it is written here, judged."""
    answer = await ask(app, method, path, *given, **scope)
    check_reply(method, answer.status, answer.headers, answer.body)
    assert answer.status < 500
    return answer


async def rated(api: httpx.AsyncClient, book_id: int) -> tuple[float | None, int]:
    """The mean rating of a book, and how many it is of."""
    book = (await api.get(f"{BOOKS}/{book_id}")).json()
    return book["average_rating"], book["review_count"]
