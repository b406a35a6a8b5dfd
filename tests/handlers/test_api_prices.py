"""Prices: two decimals, and never a surprise of binary floats."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from random import Random
from typing import Any

import httpx
import pytest

from handlers.store.money import cents, price
from tenon.contract.schemas import Direction
from tenon.runtime.body import parse_json
from tenon.runtime.judge import Judge
from tests.handlers.book_api import BOOKS, JSON, contract, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Draft = Callable[..., dict[str, Any]]


def decimals(reply: httpx.Response) -> Any:
    """The reply with its numbers as they were written."""
    return json.loads(reply.text, parse_float=Decimal, parse_int=Decimal)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("1.10", "1.1"),
        ("1e2", "100"),
        ("1E-2", "0.01"),
        ("0.1e1", "1"),
        ("0", "0"),
        ("-0.0", "0"),
        ("0.30", "0.3"),
        ("4.35", "4.35"),
        ("1.15", "1.15"),
        ("29.99", "29.99"),
        ("99999.99", "99999.99"),
        ("1.0000000000000000000", "1"),
    ],
)
async def test_a_price_comes_back_as_the_number_it_was_sent_as(
    api: httpx.AsyncClient, add_book: Add, sent: str, kept: str
) -> None:
    item = f"{BOOKS}/{(await add_book())['id']}"
    reply = await api.patch(item, content=f'{{"price": {sent}}}', headers=JSON)
    assert reply.status_code == 200, reply.text
    for shown in (decimals(reply), decimals(await api.get(item))):
        assert shown["price"] == Decimal(kept)
        assert shown["price"].as_tuple().exponent >= -2
    found = await api.get(BOOKS, params={"min_price": sent, "max_price": sent})
    assert [book["price"] for book in decimals(found)["items"]] == [Decimal(kept)]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("1.001", "multipleOf"),
        ("0.30000000000000004", "multipleOf"),  # what binary floats make of 0.1 + 0.2
        ("29.990000000000002", "multipleOf"),
        ("0.005", "multipleOf"),
        ("1e-3", "multipleOf"),
        ("1e-320", "multipleOf"),
        ("-0.01", "minimum"),
        ("100000", "exclusiveMaximum"),
        ("99999.991", "multipleOf"),
        ("1e300", "exclusiveMaximum"),
        ("9223372036854775808", "exclusiveMaximum"),
        ("1" + "0" * 400, "exclusiveMaximum"),
        ('"1.10"', "type"),
        ("null", "type"),
        ("true", "type"),
        ("[1]", "type"),
    ],
)
async def test_what_is_no_price_is_refused(
    api: httpx.AsyncClient, add_book: Add, sent: str, code: str
) -> None:
    item = f"{BOOKS}/{(await add_book())['id']}"
    reply = await api.patch(item, content=f'{{"price": {sent}}}', headers=JSON)
    assert reply.status_code == 422, reply.text
    assert ("body", "/price", code) in errors(reply)
    assert decimals(await api.get(item))["price"] == Decimal("10.99")


@pytest.mark.parametrize("sent", ["1e400", "-1e999", "NaN", "Infinity", "01.5", "1.", ".5", "+1"])
async def test_what_is_no_number_is_a_bad_request(
    api: httpx.AsyncClient, add_book: Add, sent: str
) -> None:
    item = f"{BOOKS}/{(await add_book())['id']}"
    reply = await api.patch(item, content=f'{{"price": {sent}}}', headers=JSON)
    assert reply.status_code == 400
    assert errors(reply) == {("body", "", "malformed")}


async def test_prices_add_up(api: httpx.AsyncClient, book_draft: Draft) -> None:
    source = Random(5)
    prices = [Decimal(source.randrange(10_000_000)).scaleb(-2) for _ in range(100)]
    drafts = [book_draft(price=float(given)) for given in prices]
    made = await api.post(f"{BOOKS}/bulk", json={"books": drafts})
    items = decimals(await api.get(BOOKS, params={"per_page": 100}))["items"]
    assert sum(item["price"] for item in items) == sum(prices)
    assert [item["book"]["price"] for item in decimals(made)["created"]] == prices


async def test_every_cent_is_a_price_to_the_schema_and_to_the_store() -> None:
    schemas = contract().schemas
    body = contract().operation("changeBook").body
    assert body is not None
    schema = body.media["application/json"].schema
    assert schema is not None
    validator = Judge(schemas).validator(schema, Direction.REQUEST)
    for whole in [*range(20_000), *range(20_000, 10_000_000, 997), 9_999_999]:
        value = parse_json(b'{"price": %d.%02d}' % divmod(whole, 100), 8)
        assert validator.is_valid(value), value
        assert cents(Decimal(str(value["price"]))) == whole
        assert cents(price(whole)) == whole
