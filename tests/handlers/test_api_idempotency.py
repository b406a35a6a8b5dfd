"""`Idempotency-Key`: a retry gets the first answer (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest

from handlers.store import BookStore, LostClaimError, UnavailableError
from tests.handlers.book_api import AUTHORS, BOOKS, JSON, client, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Draft = Callable[..., dict[str, Any]]
KEY = {"Idempotency-Key": "6f1c0d8e-9a55-4d0c-8a7e-0d5c6b0f8f11"}


async def total(api: httpx.AsyncClient) -> int:
    count: int = (await api.get(BOOKS)).json()["total"]
    return count


def headers_of(reply: httpx.Response) -> Mapping[str, str]:
    """The headers of a reply but those that belong to one request."""
    own = {"x-request-id", "server-timing"}
    return {name: value for name, value in reply.headers.items() if name not in own}


async def test_a_retry_gets_the_first_answer_headers_included(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft(price=1.1, tags=["B", "a"])
    first = await api.post(BOOKS, json=draft, headers=KEY)
    assert first.status_code == 201
    reordered = dict(reversed(draft.items()))
    for body in (draft, reordered):
        again = await api.post(BOOKS, json=body, headers=KEY)
        assert again.status_code == 201
        assert again.json() == first.json()
        assert headers_of(again) == headers_of(first)
    assert await total(api) == 1


async def test_a_retry_gets_the_first_answer_even_when_the_book_has_changed_or_gone(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft()
    first = await api.post(BOOKS, json=draft, headers=KEY)
    await api.patch(first.headers["location"], json={"title": "Changed"})
    changed = await api.post(BOOKS, json=draft, headers=KEY)
    await api.delete(first.headers["location"])
    deleted = await api.post(BOOKS, json=draft, headers=KEY)
    for again in (changed, deleted):
        assert (again.status_code, again.json()) == (201, first.json())
        assert headers_of(again) == headers_of(first)
    assert await total(api) == 0


async def test_another_body_under_the_key_is_refused(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft()
    await api.post(BOOKS, json=draft, headers=KEY)
    other = await api.post(BOOKS, json=draft | {"price": 11}, headers=KEY)
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]
    assert await total(api) == 1


async def test_another_key_is_another_request(api: httpx.AsyncClient, book_draft: Draft) -> None:
    first = await api.post(BOOKS, json=book_draft(), headers=KEY)
    second = await api.post(BOOKS, json=book_draft(), headers={"Idempotency-Key": "2"})
    assert first.json()["id"] != second.json()["id"]


async def test_a_conflict_is_an_answer_and_is_repeated(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft
) -> None:
    there = await add_book(isbn="9780441013593")
    draft = book_draft(isbn="9780441013593", author_name="Nobody")
    first = await api.post(BOOKS, json=draft, headers=KEY)
    assert first.status_code == 409
    await api.delete(f"{BOOKS}/{there['id']}")
    again = await api.post(BOOKS, json=draft, headers=KEY)
    assert again.status_code == 409
    said = ("type", "title", "status", "detail", "instance", "existing")
    assert {name: again.json()[name] for name in said} == {
        name: first.json()[name] for name in said
    }
    assert again.json()["existing"] == {"id": there["id"], "href": f"{BOOKS}/{there['id']}"}
    assert await total(api) == 0
    fresh = await api.post(BOOKS, json=draft, headers={"Idempotency-Key": "fresh"})
    assert fresh.status_code == 201


async def test_a_request_that_breaks_the_contract_does_not_use_the_key_up(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    refused = await api.post(BOOKS, json=book_draft(price=-1), headers=KEY)
    assert refused.status_code == 422
    assert (await api.post(BOOKS, json=book_draft(), headers=KEY)).status_code == 201


async def test_while_the_first_request_runs_a_second_is_a_conflict(
    api: httpx.AsyncClient, book_draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    add = BookStore.add

    async def slow(self: BookStore, *given: Any, **named: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await add(self, *given, **named)

    monkeypatch.setattr(BookStore, "add", slow)
    draft = book_draft()
    first = asyncio.create_task(api.post(BOOKS, json=draft, headers=KEY))
    await begun.wait()
    second = await api.post(BOOKS, json=draft, headers=KEY)
    other = await api.post(BOOKS, json=draft | {"price": 1}, headers=KEY)
    go_on.set()
    assert (second.status_code, other.status_code) == (409, 422)
    assert "existing" not in second.json()
    assert (await first).status_code == 201
    assert (await api.post(BOOKS, json=draft, headers=KEY)).json() == (await first).json()
    assert await total(api) == 1


async def test_twenty_identical_requests_at_once_make_one_book(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft()
    replies = await asyncio.gather(*(api.post(BOOKS, json=draft, headers=KEY) for _ in range(20)))
    made = [reply for reply in replies if reply.status_code == 201]
    assert made
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert len({reply.text for reply in made}) == 1
    assert await total(api) == 1
    assert (await api.get(AUTHORS)).json()["total"] == 1


@pytest.mark.parametrize(
    ("fault", "status"), [(UnavailableError("no"), 503), (LostClaimError(), 409)]
)
async def test_a_request_that_failed_gives_its_key_back(
    service: Any,
    book_draft: Draft,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    status: int,
) -> None:

    async def fail(*_: Any, **__: Any) -> None:
        raise fault

    draft = book_draft()
    async with client(service, failing=True) as api:
        with monkeypatch.context() as patched:
            patched.setattr(BookStore, "add", fail)
            assert (await api.post(BOOKS, json=draft, headers=KEY)).status_code == status
        assert (await api.post(BOOKS, json=draft, headers=KEY)).status_code == 201


@pytest.mark.parametrize("key", ["", "a" * 256, "a b", "é", "\x7f"])
async def test_a_key_out_of_bounds_is_refused(
    api: httpx.AsyncClient, book_draft: Draft, key: str
) -> None:
    headers = [(b"idempotency-key", key.encode("latin-1")), (b"content-type", b"application/json")]
    body = httpx.Response(200, json=book_draft()).content
    reply = await api.post(BOOKS, content=body, headers=headers)
    assert reply.status_code == 422
    assert {error[:2] for error in errors(reply)} == {("header", "Idempotency-Key")}


async def test_a_key_in_json_with_other_spacing_is_the_same_request(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft(price=1)
    text = httpx.Response(200, json=draft).text
    headers = KEY | JSON
    first = await api.post(BOOKS, content=text, headers=headers)
    spaced = text.replace(",", " , ").replace('"price":1', '"price":1.00')
    again = await api.post(BOOKS, content=spaced, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())


async def test_a_key_is_its_callers_own(
    reader: Callable[[str], httpx.AsyncClient], book_draft: Callable[..., dict[str, Any]]
) -> None:
    key, draft = {"idempotency-key": "shared"}, book_draft()
    first = await reader("clerk").post(BOOKS, json=draft, headers=key)
    assert first.status_code == 201
    again = await reader("keeper").post(BOOKS, json=draft, headers=key)
    assert (again.status_code, again.json()["existing"]["id"]) == (409, first.json()["id"])
    other = await reader("keeper").post(BOOKS, json=book_draft(), headers=key)
    assert other.status_code == 422, "the key is known now, of the request before"
    repeated = await reader("clerk").post(BOOKS, json=draft, headers=key)
    assert (repeated.status_code, repeated.json()) == (201, first.json())
