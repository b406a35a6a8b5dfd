"""Contracts of the world, served without handlers: every operation answers 501 as declared."""

from __future__ import annotations

import asyncio
import json
import re
import time
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest

from tenon.contract import Contract, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.document import read
from tenon.runtime.problem import NotFound
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.tiny import SHARED, Answer, ask, contract, operation, parameter, reply

CORPUS = SHARED / "corpus"
PROBLEM = "application/problem+json"
NAMES = {
    "museum.yaml": 8, "petstore3.yaml": 19, "learn-tictactoe.yaml": 3, "learn-uspto.yaml": 3,
    "redocly-cafe.yaml": 12, "opc-e2e-31.yaml": 50, "ogen-firecracker.json": 26,
    "pokeapi.yaml": 100, "spotify-fixed.yaml": 97, "adyen-checkout-v71.yaml": 28,
    "adyen-checkout-v72.yaml": 28, "adyen-webhooks-v1.json": 0, "sendgrid-contactdb.json": 36,
    "twilio-conversations.json": 103, "box-v2025.json": 37, "k8s-1.35-apps-v1.json": 77,
    "stripe-v526.yaml": 468, "ghes-3.17.json": 966,
    "digitalocean/specification/DigitalOcean-public.v2.yaml": 659,
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason="the corpus stands beside the repository only"
)


@cache
def bundled(name: str) -> dict[str, Any]:
    return read(CORPUS / name).document


def target(found: Operation) -> str:
    """Its path, with a value for each parameter."""
    return quote(re.sub(r"\{[^{}]*\}", "1", found.path), safe="/:@+,;=()'!*$&")


def told(service: Service, found: Operation, answer: Answer) -> bool:
    """Whether an answer is problem details, or what the operation declares for its status, or,
    where it declares nothing, what others of the contract declare for their errors.
    """
    type_ = answer.headers["content-type"]
    if type_ == PROBLEM:
        return bool(answer.json["status"] == answer.status)
    declared = found.reply(answer.status)
    among = (found,) if declared and type_ in declared.media else service.contract.operations
    return any(
        schema is None or service.judge.validator(schema, Direction.REPLY).is_valid(answer.json)
        for one in among
        for schema in error_schemas(one, type_)
    )


def error_schemas(found: Operation, type_: str) -> list[Schema | None]:
    errors = (reply for reply in found.replies.values() if not reply.successful)
    return [reply.media[type_].schema for reply in errors if type_ in reply.media]


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_answers_501_as_its_contract_tells_errors(name: str) -> None:
    found = Contract.from_bundle(bundled(name))
    service = Service(found, {})

    async def unanswered() -> list[tuple[str, Answer]]:
        wrong = []
        for one in found.operations:
            answer = await ask(service, one.method, target(one))
            head = one.method == "HEAD"
            if answer.status != 501 or not (head or told(service, one, answer)):
                wrong.append((one.id, answer))
        return wrong

    assert len(found.operations) == NAMES[name]
    assert asyncio.run(unanswered()) == []


def test_a_large_contract_starts_as_fast_as_a_small_one() -> None:
    document = json.loads(json.dumps(bundled("ghes-3.17.json")))
    started = time.perf_counter()
    service = Service(Contract.from_bundle(document), {})
    answer = asyncio.run(ask(service, "GET", "/repos/a/b/issues/1"))
    assert answer.status == 501
    assert time.perf_counter() - started < 1.5


def pets(count: int) -> Service:
    """A service of many operations, of which the last is asked for."""

    async def get(id: int) -> str:  # noqa: A002  (the contract's name)
        return "a pet"

    wanted = parameter("id", "path", {"type": "integer"})
    paths = {
        f"/kind{n}/{{id}}": {
            "get": operation(f"get{n}", wanted, replies={"200": reply({"type": "string"})})
        }
        for n in range(count)
    }
    return Service(contract(paths), {f"get{count - 1}": get})


def cost(service: Service, path: bytes) -> float:
    """Seconds that 200 GETs take, at best."""
    scope = {"type": "http", "method": "GET", "path": path.decode(), "raw_path": path,
             "query_string": b"", "headers": []}  # fmt: skip

    async def ignore(message: Any = None) -> Any:
        return None

    async def timed() -> float:
        started = time.process_time()
        for _ in range(200):
            await service(dict(scope), ignore, ignore)
        return time.process_time() - started

    async def best() -> float:
        return min([await timed() for _ in range(30)])

    return asyncio.run(best())


def test_a_request_costs_the_same_among_1000_operations_as_among_10() -> None:
    few, many = pets(10), pets(1_000)
    ratios = sorted(cost(many, b"/kind999/7") / cost(few, b"/kind9/7") for _ in range(3))
    assert ratios[0] < 1.1


@pytest.mark.parametrize("name", NAMES)
def test_no_request_is_the_services_fault(name: str) -> None:
    """Every operation is compiled and asked with a body of each media type that it declares."""

    async def refuse(**values: Any) -> None:
        raise NotFound("There is nothing here.")

    found = Contract.from_bundle(bundled(name))
    answering = dict.fromkeys((one.id for one in found.operations), refuse)
    service = Service(found, answering, RuntimeSettings(auth_enabled=False))

    async def faults() -> list[tuple[str, Answer]]:
        wrong = []
        for one in found.operations:
            for type_ in one.body.media if one.body else ("",):
                headers = {"Content-Type": type_} if type_ else {}
                answer = await ask(service, one.method, target(one), b'{"a": 1}', headers)
                if answer.status not in (400, 404, 422):
                    wrong.append((f"{one.id} {type_}", answer))
        return wrong

    assert asyncio.run(faults()) == []
