"""Reports over HTTP: ordered, listed, fetched as JSON and as CSV, deleted."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handlers.report_documents import table
from handlers.store.sample_sales import made_up_sales
from tenon.runtime.app import ContractApp
from tests.handlers.auth_api import Protected, bearer
from tests.handlers.book_api import BOOKS, client, errors, running
from tests.handlers.job_tools import JOBS, REPORTS, done

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Execute = Callable[[str], Awaitable[None]]
CSV = {"accept": "text/csv"}
YEAR = {"kind": "sales", "first_day": "2025-01-01", "last_day": "2025-12-31"}


@pytest_asyncio.fixture(loop_scope="session")
async def idle(service: ContractApp) -> AsyncIterator[None]:
    """The service with its workers asleep: reports stay unmade."""
    await service.state.jobs.worker.stop()
    yield
    service.state.jobs.worker.start()


async def made(api: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    """What a report tells."""
    report = await done(api, await api.post(REPORTS, json=body))
    assert report["status"] == "succeeded", report
    reply = await api.get(report["download_url"])
    assert reply.status_code == 200
    document: dict[str, Any] = reply.json()
    assert report["row_count"] == len(document["rows"])
    return document


async def lines(api: httpx.AsyncClient, body: dict[str, Any]) -> list[list[str]]:
    """A report as a table."""
    report = await done(api, await api.post(REPORTS, json=body))
    reply = await api.get(report["download_url"], headers=CSV)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(reply.text, newline="")))


def sale(day: str, copies: int, cents: int, title: str = "Dune", genre: str = "poetry") -> str:
    row = f"('{title}', '{genre}', '{day}', {copies}, {cents})"
    return f"INSERT INTO sales (title, genre, sold_on, copies, amount_cents) VALUES {row}"


async def test_a_report_is_accepted_and_says_where_it_stands(
    api: httpx.AsyncClient, idle: None
) -> None:
    reply = await api.post(REPORTS, json={"kind": "inventory"})
    assert reply.status_code == 202
    report = reply.json()
    own = f"{REPORTS}/{report['id']}"
    assert reply.headers["location"] == report["status_url"] == own
    assert report["download_url"] == f"{own}/download"
    assert report["parameters"] == {"kind": "inventory", "group_by": "genre"}
    assert (report["status"], report["row_count"], report["owner"]) == ("queued", None, "local")
    assert (await api.get(own)).json() == report
    early = await api.get(report["download_url"])
    assert (early.status_code, early.json()["detail"]) == (
        409,
        "The report is not ready; it is queued.",
    )
    job = (await api.get(f"{JOBS}/{report['id']}")).json()
    assert (job["kind"], job["parameters"]) == ("make_report", report["parameters"])


async def test_an_inventory_counts_and_values_each_group(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    await add_book(genre="poetry", price=10.01)
    await add_book(genre="poetry", price=0.02, status="archived")
    await add_book(genre="history", price=99_999.99)
    by_genre = await made(api, {"kind": "inventory"})
    assert by_genre["rows"] == [
        {"group": "history", "books": 1, "value": 99_999.99},
        {"group": "poetry", "books": 2, "value": 10.03},
    ]
    assert (by_genre["books"], by_genre["value"]) == (3, 100_010.02)
    by_status = await made(api, {"kind": "inventory", "group_by": "status"})
    assert [row["group"] for row in by_status["rows"]] == ["archived", "available"]
    assert by_status["value"] == 100_010.02


async def test_an_inventory_of_nothing_is_empty(api: httpx.AsyncClient) -> None:
    found = await made(api, {"kind": "inventory"})
    assert (found["rows"], found["books"], found["value"]) == ([], 0, 0)


async def test_sales_are_exact_to_the_cent_and_both_days_count(
    api: httpx.AsyncClient, execute: Execute
) -> None:
    for day, copies, cents in (
        ("2024-12-31", 9, 9),
        ("2025-01-01", 1, 10),
        ("2025-01-31", 2, 20),
        ("2025-02-01", 3, 9_007_199_254_740_900),
        ("2025-12-31", 4, 1),
        ("2026-01-01", 9, 9),
    ):
        await execute(sale(day, copies, cents))
    report = await done(api, await api.post(REPORTS, json=YEAR))
    text = (await api.get(report["download_url"])).text
    assert '"amount":90071992547409.31' in text  # beyond what a binary float adds up exactly
    rows = await lines(api, YEAR)
    assert rows == [
        ["group", "copies", "amount"],
        ["2025-01", "3", "0.30"],
        ["2025-02", "3", "90071992547409.00"],
        ["2025-12", "4", "0.01"],
    ]


async def test_sales_are_grouped_by_month_genre_or_book(
    api: httpx.AsyncClient, execute: Execute
) -> None:
    await execute(sale("2025-03-01", 1, 100, "Dune", "science_fiction"))
    await execute(sale("2025-03-02", 2, 200, "Dune", "science_fiction"))
    await execute(sale("2025-04-01", 4, 400, "Emma", "fiction"))
    groups = {
        "month": [("2025-03", 3), ("2025-04", 4)],
        "genre": [("fiction", 4), ("science_fiction", 3)],
        "book": [("Dune", 3), ("Emma", 4)],
    }
    for group, expected in groups.items():
        found = await made(api, YEAR | {"group_by": group})
        assert [(row["group"], row["copies"]) for row in found["rows"]] == expected
        assert (found["copies"], found["amount"], found["truncated"]) == (7, 7, False)


async def test_a_period_that_ends_before_it_begins_holds_no_sales(
    api: httpx.AsyncClient, execute: Execute
) -> None:
    await execute(sale("2025-03-01", 1, 100))
    found = await made(api, YEAR | {"first_day": "2025-12-31", "last_day": "2025-01-01"})
    assert (found["rows"], found["copies"], found["amount"]) == ([], 0, 0)


async def test_more_groups_than_fit_are_left_out_but_counted(
    api: httpx.AsyncClient, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.store.figures.MOST_ROWS", 2)
    for title in ("A", "B", "C"):
        await execute(sale("2025-03-01", 1, 100, title))
    found = await made(api, YEAR | {"group_by": "book"})
    assert [row["group"] for row in found["rows"]] == ["A", "B"]
    assert (found["truncated"], found["copies"], found["amount"]) == (True, 3, 3)


async def test_what_was_sold_stays_when_the_book_is_deleted(
    api: httpx.AsyncClient, add_book: Add, execute: Execute
) -> None:
    book = await add_book()
    await execute(
        "INSERT INTO sales (book_id, title, genre, sold_on, copies, amount_cents) "
        f"VALUES ({book['id']}, 'Dune', 'fiction', '2025-05-05', 2, 1998)"
    )
    popular = await made(api, {"kind": "popular", "by": "sales"})
    assert [(row["book_id"], row["copies"]) for row in popular["rows"]] == [(book["id"], 2)]
    await api.delete(f"{BOOKS}/{book['id']}")
    found = await made(api, YEAR | {"group_by": "book"})
    assert found["rows"] == [{"group": "Dune", "copies": 2, "amount": 19.98}]


async def test_the_most_popular_books_by_rating_reviews_and_sales(
    api: httpx.AsyncClient, add_book: Add, execute: Execute
) -> None:
    tallies = {"Good": (10, 2), "Best": (5, 1), "Liked": (12, 3), "Unread": (0, 0)}
    ids = {}
    for title, (stars, count) in tallies.items():
        ids[title] = (await add_book(title))["id"]
        tally = f"rating_sum = {stars}, review_count = {count}"
        await execute(f"UPDATE books SET {tally} WHERE id = {ids[title]}")
    await execute(
        "INSERT INTO sales (book_id, title, genre, sold_on, copies, amount_cents) "
        f"VALUES ({ids['Unread']}, 'Unread', 'fiction', '2025-05-05', 3, 1)"
    )
    orders = {
        "rating": ["Good", "Best", "Liked", "Unread"],  # of equal means, more reviews first
        "reviews": ["Liked", "Good", "Best", "Unread"],
        "sales": ["Unread", "Liked", "Good", "Best"],
    }
    for by, expected in orders.items():
        found = await made(api, {"kind": "popular", "by": by})
        assert [row["title"] for row in found["rows"]] == expected, by
        assert [row["rank"] for row in found["rows"]] == [1, 2, 3, 4]
    first = (await made(api, {"kind": "popular", "limit": 1}))["rows"]
    assert [(row["title"], row["average_rating"], row["review_count"]) for row in first] == [
        ("Good", 5, 2)
    ]
    assert (await lines(api, {"kind": "popular", "by": "rating"}))[-1][4] == ""  # no rating


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=cmd|" /C"!A0'])
async def test_a_cell_that_a_spreadsheet_would_run_is_defused(
    api: httpx.AsyncClient, add_book: Add, text: str
) -> None:
    await add_book(f"{text}x")
    (_, row) = await lines(api, {"kind": "popular"})
    assert row[2] == f"'{text}x"
    document = await made(api, {"kind": "popular"})
    assert document["rows"][0]["title"] == f"{text}x"


async def test_cells_are_quoted_as_csv_wants_them() -> None:
    row = {"group": 'Say "no", twice\nor more', "copies": 1, "amount": 5}
    text = table({"kind": "sales", "rows": [row]})
    assert text == 'group,copies,amount\r\n"Say ""no"", twice\nor more",1,0.05\r\n'


async def test_a_report_has_a_name_to_be_saved_under(api: httpx.AsyncClient) -> None:
    report = await done(api, await api.post(REPORTS, json={"kind": "inventory"}))
    for accept, ending in (("application/json", "json"), ("text/csv", "csv")):
        reply = await api.get(report["download_url"], headers={"accept": accept})
        named = f'attachment; filename="report-{report["id"]}.{ending}"'
        assert reply.headers["content-disposition"] == named
    refused = await api.get(report["download_url"], headers={"accept": "application/pdf"})
    assert refused.status_code == 406


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "weather"}, ("body", "/kind", "enum")),
        ({"kind": "sales"}, ("body", "/first_day", "required")),
        (YEAR | {"last_day": "2025-02-30"}, ("body", "/last_day", "format")),
        ({"kind": "popular", "limit": 101}, ("body", "/limit", "maximum")),
        ({"kind": "popular", "by": "weight"}, ("body", "/by", "enum")),
        ({"kind": "inventory", "limit": 1}, ("body", "", "additionalProperties")),
    ],
)
async def test_a_wrong_report_is_refused_with_the_place_of_its_fault(
    api: httpx.AsyncClient, body: dict[str, Any], where: tuple[str, str, str]
) -> None:
    reply = await api.post(REPORTS, json=body)
    assert reply.status_code == 422
    assert where in errors(reply)


async def test_reports_are_listed_and_filtered(api: httpx.AsyncClient, idle: None) -> None:
    bodies = ({"kind": "inventory"}, YEAR, {"kind": "popular"})
    ids = [(await api.post(REPORTS, json=body)).json()["id"] for body in bodies]
    await api.post(JOBS, json={"kind": "check_isbns"})  # is no report
    for query, expected in {
        "": ids[::-1],
        "?kind=sales": [ids[1]],
        "?kind=sales&kind=inventory&status=queued": [ids[1], ids[0]],
        "?status=failed": [],
        "?per_page=1&page=3": [ids[0]],
    }.items():
        page = await api.get(f"{REPORTS}{query}")
        assert [report["id"] for report in page.json()["items"]] == expected, query
    assert (await api.get(REPORTS)).headers["x-total-count"] == "3"


async def test_a_deleted_report_is_gone_made_or_not(api: httpx.AsyncClient, idle: None) -> None:
    report = (await api.post(REPORTS, json={"kind": "inventory"})).json()
    assert (await api.delete(report["status_url"])).status_code == 204
    for path in (report["status_url"], report["download_url"]):
        assert (await api.get(path)).status_code == 404
    assert (await api.delete(report["status_url"])).status_code == 404
    assert (await api.get(f"{JOBS}/{report['id']}")).json()["status"] == "cancelled"


async def test_a_made_report_can_be_deleted(api: httpx.AsyncClient) -> None:
    report = await done(api, await api.post(REPORTS, json={"kind": "inventory"}))
    assert (await api.delete(report["status_url"])).status_code == 204
    assert (await api.get(report["status_url"])).status_code == 404


async def test_a_job_that_is_no_report_is_none(api: httpx.AsyncClient) -> None:
    job = await done(api, await api.post(JOBS, json={"kind": "check_isbns"}))
    for path in (f"{REPORTS}/{job['id']}", f"{REPORTS}/{job['id']}/download"):
        assert (await api.get(path)).status_code == 404
    assert (await api.delete(f"{REPORTS}/{job['id']}")).status_code == 404


async def test_a_retry_with_the_same_key_orders_no_second_report(
    api: httpx.AsyncClient, idle: None
) -> None:
    key = {"Idempotency-Key": "once"}
    first = await api.post(REPORTS, json=YEAR, headers=key)
    again = await api.post(REPORTS, json=YEAR, headers=key)
    assert (again.status_code, again.json()) == (202, first.json())
    assert (await api.get(REPORTS)).json()["total"] == 1


async def test_only_the_owner_and_admins_see_a_report(
    guarded: Protected, callers: httpx.AsyncClient
) -> None:
    editor, viewer, admin = (guarded.headers[role] for role in ("editor", "viewer", "admin"))
    refused = await callers.post(REPORTS, json=YEAR, headers=viewer)
    assert refused.status_code == 403
    report = await done(
        callers, await callers.post(REPORTS, json=YEAR, headers=editor), headers=editor
    )
    other = bearer(guarded.ids["stranger"], "editor")
    asked = [("GET", report["status_url"]), ("GET", report["download_url"])]
    for method, path in (*asked, ("DELETE", report["status_url"])):
        assert (await callers.request(method, path)).status_code == 401
        assert (await callers.request(method, path, headers=viewer)).status_code == 403
        assert (await callers.request(method, path, headers=other)).status_code == 403
    for method, path in asked:
        assert (await callers.request(method, path, headers=admin)).status_code == 200
    totals = [
        (await callers.get(REPORTS, headers=who)).json()["total"] for who in (editor, admin, other)
    ]
    assert totals == [1, 1, 0]
    assert (await callers.delete(report["status_url"], headers=admin)).status_code == 204


async def test_made_up_sales_are_the_same_every_time() -> None:
    numbered = [(1, {"title": "Dune", "genre": "science_fiction", "price_cents": 1099})] * 20
    rows = list(made_up_sales(numbered))
    assert rows == list(made_up_sales(numbered))
    assert rows
    assert all(row["sold_on"].startswith("2025-") for row in rows)


@pytest.mark.asyncio(loop_scope="function")
async def test_a_new_sample_catalogue_has_sales_that_add_up(url: str) -> None:
    async with running(url, sample_data=True) as app, client(app) as api:
        by_month = await made(api, YEAR)
        by_book = await made(api, YEAR | {"group_by": "book"})
    assert len(by_month["rows"]) == 12
    for found in (by_month, by_book):
        total = sum(Decimal(str(row["amount"])) for row in found["rows"])
        assert total == Decimal(str(by_month["amount"]))
        assert sum(row["copies"] for row in found["rows"]) == by_month["copies"]
