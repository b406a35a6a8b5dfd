"""The passengers: a key with slashes and blanks in its path, filters, and a walk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from handlers.app import create_app
from handlers.cursor import CursorCodec, Position
from tenon.runtime.app import ContractApp
from tests.conftest import Listen
from tests.handlers.auth_api import Protected
from tests.handlers.book_api import asked, contract, errors, settings

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
PASSENGERS = "/api/v1/passengers"
OWEN = {
    "ticket": "A/5 21171",
    "name": "Braund, Mr. Owen Harris",
    "survived": False,
    "pclass": 3,
    "sex": "male",
    "age": 22,
    "sibsp": 1,
    "parch": 0,
    "fare": 7.25,
    "cabin": None,
    "embarked": "S",
}
OWENS_PATH = f"{PASSENGERS}/A%2F5%2021171"
# Tickets that a path, an URL or a database may take for something else.
ODD_TICKETS = [
    "A/5 21171",
    "S.C./A.4. 23567",
    "a..b",
    "1.",
    "LINE",
    "PC 17599?x=1#y",
    "100%",
    "100%2F",
    "a+b",
    "a;b,c=d&e",
    "Ticket “é” 票 🎫",
    "'; DROP TABLE passengers; --",
    "\\..\\..\\x",
    "//x",
    "{ticket}",
    "A" * 50,
    "票" * 50,
]


@pytest.fixture
def add_passenger(api: httpx.AsyncClient) -> Add:
    """Adds a passenger and answers them."""

    async def add(ticket: str, **fields: Any) -> dict[str, Any]:
        reply = await api.post(PASSENGERS, json=OWEN | {"ticket": ticket} | fields)
        assert reply.status_code == 201, reply.text
        passenger: dict[str, Any] = reply.json()
        return passenger

    return add


def at(ticket: str) -> str:
    return f"{PASSENGERS}/{quote(ticket, safe='')}"


async def test_a_new_passenger_is_found_at_the_encoded_ticket(api: httpx.AsyncClient) -> None:
    reply = await api.post(PASSENGERS, json=OWEN)
    assert reply.status_code == 201
    assert reply.json() == OWEN
    assert reply.headers["location"] == OWENS_PATH
    found = await api.get(OWENS_PATH)
    assert (found.status_code, found.json()) == (200, OWEN)
    assert found.headers["etag"] == reply.headers["etag"]


async def test_what_a_draft_leaves_out_takes_its_default(api: httpx.AsyncClient) -> None:
    least = {name: OWEN[name] for name in ("ticket", "name", "survived", "pclass", "sex")}
    reply = await api.post(PASSENGERS, json=least)
    absent = {"age": None, "sibsp": 0, "parch": 0, "fare": None, "cabin": None, "embarked": None}
    assert reply.json() == least | absent


@pytest.mark.parametrize("ticket", ODD_TICKETS)
async def test_an_odd_ticket_is_one_segment_of_the_path(
    api: httpx.AsyncClient, add_passenger: Add, ticket: str
) -> None:
    await add_passenger("1", name="Another")
    made = await api.post(PASSENGERS, json=OWEN | {"ticket": ticket})
    location = made.headers["location"]
    assert location.isascii()
    assert location.count("/") == 4
    assert (await api.get(location)).json()["ticket"] == ticket
    body = {name: OWEN[name] for name in OWEN if name != "ticket"} | {"cabin": "F38"}
    replaced = await api.put(location, json=body)
    assert (replaced.json()["ticket"], replaced.json()["cabin"]) == (ticket, "F38")
    assert (await api.delete(location)).status_code == 204
    assert (await api.get(location)).status_code == 404
    assert [row["ticket"] for row in (await api.get(PASSENGERS)).json()["items"]] == ["1"]


@pytest.mark.parametrize(
    "path", ["A%2f5%2021171", "%41%2F5%20%32%31171", "A%2F5%2021171?", "A%2F5%2021171"]
)
async def test_spellings_of_one_path_are_one(
    service: ContractApp, add_passenger: Add, path: str
) -> None:
    await add_passenger("A/5 21171")
    path, _, query = path.partition("?")
    answer = await asked(service, "GET", f"{PASSENGERS}/{path}", query_string=query.encode())
    assert (answer.status, answer.json["ticket"]) == (200, "A/5 21171")


async def test_a_plain_slash_parts_the_path(api: httpx.AsyncClient, add_passenger: Add) -> None:
    await add_passenger("A/5")
    assert (await api.get(f"{PASSENGERS}/A/5")).status_code == 404


@pytest.mark.parametrize(
    "ticket", ["", ".", "..", ".hidden", " A", "A ", "A\0B", "A\nB", "\x7f", "A" * 51, 7, None]
)
async def test_a_ticket_that_no_path_could_hold_is_refused(
    api: httpx.AsyncClient, ticket: Any
) -> None:
    reply = await api.post(PASSENGERS, json=OWEN | {"ticket": ticket})
    assert reply.status_code == 422
    assert {error[:2] for error in errors(reply)} == {("body", "/ticket")}
    assert (await api.get(PASSENGERS)).json()["items"] == []


@pytest.mark.parametrize("encoded", ["A%00B", "%20A", "%C3", "A%0AB", "%2E%2E", "%ED%A0%80"])
async def test_a_path_with_such_a_ticket_is_refused(service: ContractApp, encoded: str) -> None:
    for method in ("GET", "DELETE"):
        answer = await asked(service, method, f"{PASSENGERS}/{encoded}")
        assert answer.status in (400, 422), answer


async def test_a_ticket_has_one_record(api: httpx.AsyncClient, add_passenger: Add) -> None:
    await add_passenger("349909", name="Palsson, Master. Gosta Leonard")
    other = OWEN | {"ticket": "349909", "name": "Palsson, Miss. Torborg Danira"}
    reply = await api.post(PASSENGERS, json=other)
    assert reply.status_code == 409
    assert reply.json()["detail"] == "This ticket has a record already."
    assert (await api.get(at("349909"))).json()["name"] == "Palsson, Master. Gosta Leonard"
    assert (await api.post(PASSENGERS, json=OWEN | {"ticket": "349909x"})).status_code == 201


async def test_decimals_are_kept_exactly(api: httpx.AsyncClient, add_passenger: Add) -> None:
    made = await add_passenger("248738", age=0.83, fare=512.3292)
    assert (made["age"], made["fare"]) == (0.83, 512.3292)
    assert (await api.get(at("248738"))).json() == made


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pclass", 0),
        ("pclass", 4),
        ("pclass", "3"),
        ("survived", 1),
        ("sex", "Male"),
        ("age", -1),
        ("age", 0.835),
        ("age", 150.01),
        ("sibsp", -1),
        ("parch", 1.5),
        ("fare", 10_000),
        ("fare", 1.00001),
        ("embarked", "X"),
        ("name", " "),
        ("name", "a\0"),
        ("cabin", ""),
    ],
)
async def test_a_field_out_of_bounds_is_refused(
    api: httpx.AsyncClient, add_passenger: Add, field: str, value: Any
) -> None:
    reply = await api.post(PASSENGERS, json=OWEN | {field: value})
    assert reply.status_code == 422
    assert {error[:2] for error in errors(reply)} == {("body", f"/{field}")}
    await add_passenger("1")
    body = {name: OWEN[name] for name in OWEN if name != "ticket"} | {field: value}
    assert (await api.put(at("1"), json=body)).status_code == 422


async def test_a_replacement_sets_absent_fields_to_their_defaults_and_cannot_move(
    api: httpx.AsyncClient, add_passenger: Add
) -> None:
    await add_passenger("1", cabin="C85")
    least = {"name": "N", "survived": True, "pclass": 1, "sex": "female"}
    reply = await api.put(at("1"), json=least)
    absent = {"age": None, "sibsp": 0, "parch": 0, "fare": None, "cabin": None, "embarked": None}
    assert reply.json() == {"ticket": "1"} | least | absent
    assert (await api.put(at("1"), json=least | {"ticket": "2"})).status_code == 422
    assert (await api.put(at("2"), json=least)).status_code == 404


async def test_only_the_version_that_was_seen_is_changed(
    api: httpx.AsyncClient, add_passenger: Add
) -> None:
    await add_passenger("1")
    first = (await api.get(at("1"))).headers["etag"]
    assert (await api.get(at("1"), headers={"if-none-match": first})).status_code == 304
    least = {"name": "N", "survived": True, "pclass": 1, "sex": "female"}
    second = (await api.put(at("1"), json=least, headers={"if-match": first})).headers["etag"]
    assert second != first
    for stale in (
        await api.put(at("1"), json=least, headers={"if-match": first}),
        await api.delete(at("1"), headers={"if-match": first}),
    ):
        assert stale.status_code == 412
    assert (await api.get(at("1"))).headers["etag"] == second
    assert (await api.delete(at("1"), headers={"if-match": second})).status_code == 204


CAST = [
    {"ticket": str(number), "pclass": number % 3 + 1, "survived": number % 2 == 0, "sex": sex}
    for number, sex in enumerate(("female", "male") * 6)
]


@pytest.mark.parametrize(
    "asked_for",
    [
        {},
        {"pclass": 1},
        {"survived": True},
        {"survived": False, "sex": "male"},
        {"pclass": 2, "survived": True, "sex": "female"},
        {"pclass": 3, "survived": True, "sex": "male"},
    ],
)
async def test_filters_and_continuations_find_each_match_once(
    api: httpx.AsyncClient, add_passenger: Add, asked_for: dict[str, Any]
) -> None:
    for fields in CAST:
        await add_passenger(**fields)
    wanted = [
        fields["ticket"]
        for fields in CAST
        if all(fields[name] == value for name, value in asked_for.items())
    ]
    query = {name: str(value).lower() for name, value in asked_for.items()}
    for limit in (1, 2, 5, 100):
        assert await walked(api, query | {"limit": str(limit)}) == wanted


async def walked(api: httpx.AsyncClient, query: dict[str, str]) -> list[str]:
    found: list[str] = []
    more: dict[str, str] = {}
    while True:
        reply = await api.get(PASSENGERS, params=query | more)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        assert len(page["items"]) <= int(query["limit"])
        assert page["has_more"] == (page["continuation"] is not None)
        found += [row["ticket"] for row in page["items"]]
        if not page["has_more"]:
            return found
        more = {"continuation": page["continuation"]}


async def test_a_walk_goes_on_while_others_come_and_go(
    api: httpx.AsyncClient, add_passenger: Add
) -> None:
    for number in range(6):
        await add_passenger(str(number))
    first = (await api.get(PASSENGERS, params={"limit": 3})).json()
    for gone in ("0", "2", "3"):
        await api.delete(at(gone))
    await add_passenger("new")
    params = {"limit": 10, "continuation": first["continuation"]}
    rest = (await api.get(PASSENGERS, params=params)).json()
    assert [row["ticket"] for row in rest["items"]] == ["4", "5", "new"]


async def test_a_forged_continuation_is_refused(api: httpx.AsyncClient, add_passenger: Add) -> None:
    for number in range(3):
        await add_passenger(str(number))
    good = (await api.get(PASSENGERS, params={"limit": 1})).json()["continuation"]
    of_books = CursorCodec(b"k" * 32).encode(Position(1, 1))
    foreign = CursorCodec(b"another key", "continuation").encode(Position(1, 1))
    flipped = [good[:i] + ("A" if good[i] != "A" else "B") + good[i + 1 :] for i in range(44)]
    others = ["", "x", good[:-1], f"{good}A", f"{good}=", good[::-1], f" {good}", "\0", "A" * 501]
    for forged in [*flipped, *others, of_books, foreign]:
        reply = await api.get(PASSENGERS, params={"continuation": forged})
        assert reply.status_code == 422, forged
        assert {error[:2] for error in errors(reply)} == {("query", "continuation")}
    assert (await api.get("/api/v1/books/cursor", params={"cursor": good})).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["pclass=4", "pclass=0", "pclass=x", "survived=1", "survived=yes", "sex=F", "limit=0",
     "limit=101", "ticket=1", "pclass=1&pclass=2"],
)  # fmt: skip
async def test_a_filter_that_means_nothing_is_refused(api: httpx.AsyncClient, query: str) -> None:
    assert (await api.get(f"{PASSENGERS}?{query}")).status_code == 422


async def test_the_examples_are_what_the_service_answers(api: httpx.AsyncClient) -> None:
    cast = contract().document["components"]["examples"]
    made = await api.post(PASSENGERS, json=cast["OwenBraundDraft"]["value"])
    assert made.json() == cast["OwenBraund"]["value"]
    page = cast["PassengerPage"]["value"]
    await api.post(PASSENGERS, json=page["items"][1])
    assert (await api.get(PASSENGERS, params={"pclass": 3})).json() == page
    replaced = await api.put(OWENS_PATH, json=cast["OwenBraundReplacement"]["value"])
    assert replaced.json() == cast["OwenBraundInCabin"]["value"]


class TestWhoMay:
    """Reading is for all, writing for editors."""

    async def test_reading_is_public(self, callers: httpx.AsyncClient) -> None:
        assert (await callers.get(PASSENGERS)).status_code == 200
        assert (await callers.get(at("1"))).status_code == 404

    async def test_writing_takes_the_scope(
        self, guarded: Protected, callers: httpx.AsyncClient
    ) -> None:
        assert (await callers.post(PASSENGERS, json=OWEN)).status_code == 401
        for role, status in (("viewer", 403), ("editor", 201), ("admin", 409)):
            reply = await callers.post(PASSENGERS, json=OWEN, headers=guarded.headers[role])
            assert reply.status_code == status, role
        viewer = guarded.headers["viewer"]
        body = {name: OWEN[name] for name in OWEN if name != "ticket"}
        assert (await callers.put(OWENS_PATH, json=body, headers=viewer)).status_code == 403
        assert (await callers.delete(OWENS_PATH, headers=viewer)).status_code == 403


async def test_a_slash_and_a_blank_survive_a_real_socket(listen: Listen, tmp_path: Path) -> None:
    """From a client, through the server, to the record and back."""
    host, port = listen(create_app(settings(f"sqlite:///{tmp_path}/b.db")))
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as client:
        made = await client.post(PASSENGERS, json=OWEN)
        assert (made.status_code, made.headers["location"]) == (201, OWENS_PATH)
        assert (await client.get(made.headers["location"])).json() == OWEN
        assert (await client.get(f"{PASSENGERS}/A/5 21171")).status_code == 404
        assert (await client.delete(OWENS_PATH)).status_code == 204
        missing = await client.get(OWENS_PATH)
        assert (missing.status_code, missing.json()["instance"]) == (404, OWENS_PATH)
