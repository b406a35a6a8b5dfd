"""Jobs over HTTP: started, listed, followed, cancelled, by those who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handlers.store import Store
from tenon.runtime.app import ContractApp
from tests.handlers.auth_api import Protected, bearer
from tests.handlers.book_api import BOOKS, REVIEWS, errors
from tests.handlers.job_tools import CHECK, EVENTS, JOBS, REPRICE, done, told, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Execute = Callable[[str], Awaitable[None]]
KEY = {"Idempotency-Key": "0c9d6a7e-1f7a-4f0a-9d0c-0b8f6a3e2d11"}


@pytest_asyncio.fixture(loop_scope="session")
async def idle(service: ContractApp) -> AsyncIterator[None]:
    """The service with its workers asleep: jobs stay queued."""
    shop = service.state.jobs
    await shop.worker.stop()
    yield
    shop.worker.start()


async def test_a_job_is_accepted_and_says_where_it_stands(
    api: httpx.AsyncClient, idle: None
) -> None:
    reply = await api.post(JOBS, json=REPRICE)
    assert reply.status_code == 202
    job = reply.json()
    assert reply.headers["location"] == job["status_url"] == f"{JOBS}/{job['id']}"
    assert job["events_url"] == f"{EVENTS}/{job['id']}"
    assert job["parameters"] == REPRICE
    assert {name: job[name] for name in ("kind", "status", "progress", "attempt", "owner")} == {
        "kind": "reprice_books",
        "status": "queued",
        "progress": 0,
        "attempt": 0,
        "owner": "local",
    }
    assert (job["result"], job["error"], job["started_at"], job["ended_at"]) == (None,) * 4
    assert (await api.get(job["status_url"])).json() == job


async def test_prices_of_a_genre_change_once_and_exactly(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    prices = {10.99: 12.09, 0.05: 0.06, 0: 0, 99_999.99: 99_999.99}  # halves rise; there is a top
    before = {price: await add_book(price=price) for price in prices}
    other = await add_book(genre="poetry", price=10.99)
    job = await done(api, await api.post(JOBS, json=REPRICE))
    assert job["status"] == "succeeded"
    assert job["result"] == {"kind": "reprice_books", "changed": 2}
    for price, book in before.items():
        now = (await api.get(f"{BOOKS}/{book['id']}")).json()
        assert now["price"] == prices[price]
    assert (await api.get(f"{BOOKS}/{other['id']}")).json()["price"] == 10.99


async def test_a_new_price_is_a_new_version_of_the_book(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    book = await add_book(price=10)
    tag = (await api.get(f"{BOOKS}/{book['id']}")).headers["etag"]
    await done(api, await api.post(JOBS, json=REPRICE | {"percent": -50}))
    now = await api.get(f"{BOOKS}/{book['id']}", headers={"if-none-match": tag})
    assert (now.status_code, now.json()["price"]) == (200, 5)


async def test_a_recount_sets_wrong_tallies_right_and_leaves_the_others(
    api: httpx.AsyncClient, add_book: Add, add_review: Add, execute: Execute
) -> None:
    wrong, right = await add_book(), await add_book()
    await add_review(wrong["id"], 4)
    await add_review(right["id"], 2)
    await execute(f"UPDATE books SET rating_sum = 77, review_count = 9 WHERE id = {wrong['id']}")
    tag = (await api.get(f"{BOOKS}/{right['id']}")).headers["etag"]
    job = await done(api, await api.post(JOBS, json={"kind": "recount_ratings"}))
    assert job["result"] == {"kind": "recount_ratings", "corrected": 1}
    found = (await api.get(f"{BOOKS}/{wrong['id']}")).json()
    assert (found["average_rating"], found["review_count"]) == (4, 1)
    unchanged = await api.get(f"{BOOKS}/{right['id']}", headers={"if-none-match": tag})
    assert unchanged.status_code == 304


async def test_a_recount_leaves_out_reviews_that_are_hidden(
    api: httpx.AsyncClient, add_book: Add, add_review: Add, execute: Execute
) -> None:
    book = await add_book()
    review = await add_review(book["id"], 1)
    await execute(f"UPDATE reviews SET status = 'hidden' WHERE id = {review['id']}")
    await done(api, await api.post(JOBS, json={"kind": "recount_ratings"}))
    found = (await api.get(f"{BOOKS}/{book['id']}")).json()
    assert (found["average_rating"], found["review_count"]) == (None, 0)
    assert REVIEWS


async def test_a_check_names_the_books_whose_isbn_is_wrong(
    api: httpx.AsyncClient, add_book: Add, execute: Execute
) -> None:
    good, bad = await add_book(), await add_book(genre="poetry")
    await execute(f"UPDATE books SET isbn = '9780132350885' WHERE id = {bad['id']}")
    job = await done(api, await api.post(JOBS, json=CHECK))
    assert job["result"] == {
        "kind": "check_isbns",
        "checked": 2,
        "wrong": 1,
        "wrong_ids": [bad["id"]],
    }
    of_genre = await done(api, await api.post(JOBS, json=CHECK | {"genre": good["genre"]}))
    assert of_genre["result"]["checked"] == 1
    assert of_genre["result"]["wrong_ids"] == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "make_coffee"}, ("body", "/kind", "enum")),
        ({}, ("body", "/kind", "required")),
        ({"kind": "make_report"}, ("body", "/kind", "enum")),
        (REPRICE | {"percent": 101}, ("body", "/percent", "maximum")),
        (REPRICE | {"percent": 1.5}, ("body", "/percent", "type")),
        (REPRICE | {"genre": "cookery"}, ("body", "/genre", "enum")),
        ({"kind": "reprice_books", "percent": 1}, ("body", "/genre", "required")),
        (CHECK | {"percent": 1}, ("body", "", "additionalProperties")),
        (CHECK | {"owner": "user:1"}, ("body", "", "additionalProperties")),
    ],
)
async def test_a_wrong_job_is_refused_with_the_place_of_its_fault(
    api: httpx.AsyncClient, body: dict[str, Any], where: tuple[str, str, str]
) -> None:
    reply = await api.post(JOBS, json=body)
    assert reply.status_code == 422
    assert errors(reply) == {where}


async def test_a_retry_with_the_same_key_starts_no_second_job(
    api: httpx.AsyncClient, idle: None
) -> None:
    first = await api.post(JOBS, json=CHECK, headers=KEY)
    again = await api.post(JOBS, json=CHECK, headers=KEY)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert (await api.post(JOBS, json=REPRICE, headers=KEY)).status_code == 422
    assert (await api.get(JOBS)).json()["total"] == 1


async def test_jobs_are_listed_newest_first_and_filtered(
    api: httpx.AsyncClient, idle: None
) -> None:
    ids = [(await api.post(JOBS, json=body)).json()["id"] for body in (CHECK, REPRICE, CHECK)]
    await api.post(f"{JOBS}/{ids[0]}/cancel")
    asked = {
        "": ids[::-1],
        "?kind=check_isbns": [ids[2], ids[0]],
        "?kind=check_isbns&kind=reprice_books&status=queued": [ids[2], ids[1]],
        "?status=cancelled": [ids[0]],
        "?status=running": [],
        "?per_page=2&page=2": [ids[0]],
        "?page=9": [],
    }
    for query, expected in asked.items():
        page = await api.get(f"{JOBS}{query}")
        assert [job["id"] for job in page.json()["items"]] == expected, query
    last = await api.get(f"{JOBS}?per_page=2&page=2")
    assert (last.json()["total"], last.headers["x-total-count"]) == (3, "3")
    assert (last.json()["has_prev"], last.json()["has_next"]) == (True, False)
    assert 'rel="prev"' in last.headers["link"]


async def test_a_queued_job_is_cancelled_at_once(api: httpx.AsyncClient, idle: None) -> None:
    job = (await api.post(JOBS, json=REPRICE)).json()
    reply = await api.post(f"{job['status_url']}/cancel")
    assert reply.status_code == 200
    assert (reply.json()["status"], reply.json()["cancel_requested"]) == ("cancelled", True)
    again = await api.post(f"{job['status_url']}/cancel")
    assert again.status_code == 409
    assert again.json()["detail"] == "The job has ended already; it was cancelled."


async def test_a_running_job_is_asked_to_stop(
    api: httpx.AsyncClient, idle: None, service: ContractApp, service_url: str
) -> None:
    job = (await api.post(JOBS, json=REPRICE)).json()
    beside = Store(service_url)
    await beside.open()
    (claim,) = (await beside.queue.claim(1, 60)).claims
    for _ in range(2):
        reply = await api.post(f"{job['status_url']}/cancel")
        assert reply.status_code == 202
        assert (reply.json()["status"], reply.json()["cancel_requested"]) == ("running", True)
    status = await beside.queue.complete(claim, lambda connection: pytest.fail("it was done"))
    await beside.close()
    assert status == "cancelled"
    assert (await api.get(job["status_url"])).json()["status"] == "cancelled"


async def test_a_job_that_has_succeeded_cannot_be_cancelled(api: httpx.AsyncClient) -> None:
    job = await done(api, await api.post(JOBS, json=CHECK))
    reply = await api.post(f"{JOBS}/{job['id']}/cancel")
    assert reply.status_code == 409
    assert reply.json()["detail"] == "The job has ended already; it succeeded."


async def test_a_stream_tells_every_change_with_its_number_and_ends(
    api: httpx.AsyncClient, idle: None, service: ContractApp
) -> None:
    job = (await api.post(JOBS, json=CHECK)).json()
    streaming = asyncio.create_task(api.get(job["events_url"]))
    news = service.state.jobs.news
    await until(lambda: _following(news, 1))
    service.state.jobs.worker.start()
    reply = await streaming
    await service.state.jobs.worker.stop()
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = told(reply.text)
    assert events.pop() == (None, "[DONE]")
    assert [number for number, _ in events] == [1, 2, 3]
    assert [event["status"] for _, event in events] == ["queued", "running", "succeeded"]
    assert {event["job_id"] for _, event in events} == {job["id"]}
    assert [event["attempt"] for _, event in events] == [0, 1, 1]
    assert [event["progress"] for _, event in events] == [0, 0, 100]


@pytest.mark.parametrize(("last", "left"), [("0", [1, 2, 3]), ("1", [2, 3]), ("3", []), ("9", [])])
async def test_a_stream_is_resumed_after_the_last_event_that_was_received(
    api: httpx.AsyncClient, last: str, left: list[int]
) -> None:
    job = await done(api, await api.post(JOBS, json={"kind": "recount_ratings"}))
    url, resumed = f"{EVENTS}/{job['id']}", {"Last-Event-ID": last}
    events = told((await api.get(url, headers=resumed)).text)
    assert [number for number, _ in events] == [*left, None]
    assert [number for number, _ in told((await api.get(url)).text)] == [3, None]


async def test_a_wrong_last_event_id_is_a_problem_not_a_stream(api: httpx.AsyncClient) -> None:
    job = await done(api, await api.post(JOBS, json=CHECK))
    reply = await api.get(f"{EVENTS}/{job['id']}", headers={"Last-Event-ID": "x"})
    assert reply.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"{JOBS}/99"), ("POST", f"{JOBS}/99/cancel"), ("GET", f"{EVENTS}/99")],
)
async def test_a_job_that_is_not_there_is_not_found(
    api: httpx.AsyncClient, method: str, path: str
) -> None:
    reply = await api.request(method, path)
    assert reply.status_code == 404
    assert reply.json()["detail"] == "There is no job with this id."


async def _following(news: Any, many: int) -> bool:
    return bool(news.following == many)


async def test_only_the_owner_and_admins_see_a_job_and_may_stop_it(
    guarded: Protected, callers: httpx.AsyncClient
) -> None:
    editor, viewer, admin = (guarded.headers[role] for role in ("editor", "viewer", "admin"))
    started = await callers.post(JOBS, json=CHECK, headers=editor)
    job = await done(callers, started, headers=editor)
    assert job["owner"] == f"user:{guarded.ids['editor']}"
    paths = [("GET", job["status_url"]), ("GET", job["events_url"])]
    cancel = ("POST", f"{job['status_url']}/cancel")
    other = bearer(guarded.ids["stranger"], "editor")
    for method, path in (*paths, cancel):
        assert (await callers.request(method, path)).status_code == 401
        assert (await callers.request(method, path, headers=viewer)).status_code == 403
        assert (await callers.request(method, path, headers=other)).status_code == 403
    for method, path in paths:
        assert (await callers.request(method, path, headers=admin)).status_code == 200
    assert (await callers.request(*cancel, headers=admin)).status_code == 409
    totals = [
        (await callers.get(JOBS, headers=who)).json()["total"]
        for who in (editor, admin, viewer, other)
    ]
    assert totals == [1, 1, 0, 0]


async def test_who_may_start_a_job(guarded: Protected, callers: httpx.AsyncClient) -> None:
    assert (await callers.post(JOBS, json=CHECK)).status_code == 401
    refused = await callers.post(JOBS, json=CHECK, headers=guarded.headers["viewer"])
    assert refused.status_code == 403
    only_jobs = bearer(guarded.ids["editor"], "editor", scopes=["jobs:write"])
    assert (await callers.post(JOBS, json=CHECK, headers=only_jobs)).status_code == 202
    prices = await callers.post(JOBS, json=REPRICE, headers=only_jobs)
    assert (prices.status_code, prices.json()["detail"]) == (
        403,
        "This job needs the scope books:write.",
    )


async def test_a_key_is_its_callers_own(guarded: Protected, callers: httpx.AsyncClient) -> None:
    replies = [
        await callers.post(JOBS, json=CHECK, headers=KEY | guarded.headers[role])
        for role in ("editor", "admin")
    ]
    assert [reply.status_code for reply in replies] == [202, 202]
    assert replies[0].json()["id"] != replies[1].json()["id"]


async def test_who_started_and_who_cancelled_is_on_record(
    guarded: Protected, callers: httpx.AsyncClient
) -> None:
    editor, admin = guarded.headers["editor"], guarded.headers["admin"]
    await guarded.app.state.jobs.worker.stop()
    job = (await callers.post(JOBS, json=CHECK, headers=editor)).json()
    await callers.post(f"{job['status_url']}/cancel", headers=admin)
    guarded.app.state.jobs.worker.start()
    page = (await callers.get("/api/v1/admin/audit?kind=job", headers=admin)).json()
    acts = {(one["by"], one["action"], one["target"]) for one in page["items"]}
    assert acts == {
        (f"user:{guarded.ids['editor']}", "createJob", str(job["id"])),
        (f"user:{guarded.ids['admin']}", "cancelJob", str(job["id"])),
    }
