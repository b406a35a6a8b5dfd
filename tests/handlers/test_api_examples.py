"""The examples of the contract, played in order, are what the service answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.handlers.auth_api import LOGIN, bearer
from tests.handlers.book_api import AUTHORS, BOOKS, JSON, REVIEWS, client, contract, running
from tests.handlers.readers import READERS, key_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Who plays these cannot set the clock, nor the ids of requests.
ITS_OWN = {"created_at", "updated_at", "request_id", "at"}
MEI, TOMASZ, ADA = bearer(1), bearer(2), bearer(3, "admin")
USERS, ADMIN, UPLOADS = "/api/v1/users", "/api/v1/admin", "/api/v1/uploads"
DRAFT = (
    "title",
    "author_name",
    "isbn",
    "genre",
    "published_year",
    "price",
    "tags",
    "status",
)
FORM = {"content-type": "application/x-www-form-urlencoded"}


def example(name: str) -> Any:
    return contract().document["components"]["examples"][name]["value"]


def told(value: Any) -> Any:
    """The value without what differs each time."""
    if isinstance(value, dict):
        return {name: told(inner) for name, inner in value.items() if name not in ITS_OWN}
    return [told(inner) for inner in value] if isinstance(value, list) else value


def draft(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {name: item[name] for name in DRAFT} | more


def problems() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The requests that end as the examples of problems say."""
    clean_code = example("CleanCodeDraft")
    invalid = clean_code | {"price": -5, "isbn": "9780132350885"}
    yield "MalformedJson", "POST", BOOKS, {"content": '{"title":\n"Dune",\n}', "headers": JSON}
    yield "EmptyChange", "PATCH", f"{BOOKS}/1", {"json": {}}
    yield "NoSuchBook", "GET", f"{BOOKS}/999", {}
    yield "OnlyXml", "GET", BOOKS, {"headers": {"accept": "application/xml"}}
    yield "IsbnTaken", "POST", BOOKS, {"json": clean_code}
    yield "AuthorHasBooks", "DELETE", f"{AUTHORS}/4", {}
    yield "ChangedMeanwhile", "DELETE", f"{BOOKS}/1", {"headers": {"if-match": '"0"'}}
    yield "TooLarge", "POST", f"{BOOKS}/bulk", {"content": b" " * (2**20 + 1), "headers": JSON}
    again = {"json": {"rating": 1}, "headers": MEI}
    yield "AlreadyReviewed", "POST", f"{BOOKS}/1/reviews", again
    yield "NotTheWriter", "DELETE", f"{REVIEWS}/1", {"headers": TOMASZ}
    yield "FormSent", "POST", BOOKS, {"content": "title=Dune", "headers": FORM}
    mei, login = example("users_MeiLinDraft"), example("MeiLinCredentials")
    yield "UsernameTaken", "POST", USERS, {"json": mei | {"username": "MeiLin"}}
    yield "SomebodyElse", "GET", f"{USERS}/2", {"headers": MEI}
    yield "WrongPassword", "POST", LOGIN, {"json": login | {"password": "Guessed1"}}
    yield "InvalidBook", "POST", BOOKS, {"json": invalid}
    yield "UnknownParameter", "GET", f"{BOOKS}?pages=2", {}


@pytest_asyncio.fixture(loop_scope="session")
async def api(empty_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service whose ids begin at 1."""
    async with running(empty_url, **READERS) as app, client(app) as api:
        api.headers.update(key_of("keeper"))
        yield api


async def plays(
    api: httpx.AsyncClient,
    method: str,
    path: str,
    expected: str,
    body: str | None = None,
    **sent: Any,
) -> None:
    """Send one example, or nothing, and get the other."""
    if body is not None:
        sent["json"] = example(body)
    reply = await api.request(method, path, **sent)
    assert reply.is_success, reply.text
    assert told(reply.json()) == told(example(expected)), expected


async def adds(api: httpx.AsyncClient, path: str, body: Any, **sent: Any) -> None:
    assert (await api.post(path, json=body, **sent)).status_code == 201


async def test_the_cast_plays_its_examples(api: httpx.AsyncClient) -> None:
    for path, name in (("/", "Root"), ("/health", "Health"), ("/version", "Version")):
        await plays(api, "GET", path, name)
    await books_come(api)
    await people_come(api)
    await reviews_come(api)
    await admins_see(api)
    await files_come(api)
    for name, method, target, sent in problems():
        reply = await api.request(method, target, **sent)
        assert told(reply.json()) == told(example(name)), name
    await plays(api, "PATCH", f"{BOOKS}/1", "CheaperCleanCode", "LowerPrice")
    await plays(api, "PATCH", f"{AUTHORS}/4", "FrankHerbertWithoutBiography", "NoBiography")
    await reviews_are_moderated(api)
    await plays(api, "POST", f"{BOOKS}/bulk-delete", "BookSelectionResult", "BookSelection")


async def files_come(api: httpx.AsyncClient) -> None:
    form = example("ErrataForm")
    file = {"file": ("errata.txt", form["file"].encode(), "text/plain")}
    data = {"description": form["description"]}
    await plays(api, "POST", UPLOADS, "Errata", files=file, data=data, headers=ADA)
    await plays(api, "GET", UPLOADS, "UploadPage", headers=ADA)
    past, image = {"range": "bytes=40-"}, {"content-type": "image/png"}
    for reply, name in (
        (await api.get(f"{UPLOADS}/1/content", headers=ADA | past), "PastTheEnd"),
        (await api.put(f"{BOOKS}/1/cover", content=b"Clean Code", headers=image), "NoImage"),
    ):
        assert told(reply.json()) == told(example(name)), name


async def books_come(api: httpx.AsyncClient) -> None:
    orwell, _, hunt, gamma, _ = example("BookCursorPage")["items"]
    await plays(api, "POST", BOOKS, "NewCleanCode", "CleanCodeDraft")
    await adds(api, BOOKS, draft(gamma))
    await adds(api, BOOKS, draft(hunt))
    await plays(api, "POST", AUTHORS, "NewFrankHerbert", "FrankHerbertDraft")
    await plays(api, "POST", f"{BOOKS}/bulk", "BookBatchResult", "BookBatch")
    await plays(api, "GET", f"{AUTHORS}/4", "FrankHerbert")
    await plays(api, "GET", f"{AUTHORS}/4/books", "AuthorBookPage")
    await adds(api, BOOKS, draft(orwell, description=lines()[0]["description"]))
    await plays(api, "GET", f"{BOOKS}?per_page=2", "BookPage")
    await plays(api, "GET", f"{BOOKS}/cursor", "BookCursorPage")
    for author in example("AuthorPage")["items"]:
        await api.patch(f"{AUTHORS}/{author['id']}", json={"born_year": author["born_year"]})
    await plays(api, "GET", f"{AUTHORS}?per_page=2", "AuthorPage")


async def people_come(api: httpx.AsyncClient) -> None:
    await plays(api, "POST", USERS, "users_MeiLin", "users_MeiLinDraft")
    for username, full_name in (("tnowak", "Tomasz Nowak"), ("ada", "Ada Moreno")):
        mail = {"email": f"{username}@readers.example", "password": "Blue7Lantern"}
        await adds(api, USERS, {"username": username, "full_name": full_name, **mail})
    for id_, role in ((2, "editor"), (3, "admin")):
        assert (await api.patch(f"{USERS}/{id_}", json={"role": role})).is_success
    await plays(api, "GET", USERS, "UserPage")
    await plays(api, "PATCH", f"{USERS}/1", "MeiLinAtNewAddress", "NewAddress", headers=MEI)
    login = example("MeiLinCredentials")
    given = (await api.post(LOGIN, json=login)).json()
    assert given.keys() == example("MeiLinTokens").keys()
    assert given["scope"] == example("MeiLinTokens")["scope"]


async def admins_see(api: httpx.AsyncClient) -> None:
    inside = f"{ADMIN}/books/1"
    await plays(api, "PUT", inside, "CleanCodeInside", "CleanCodeInsideDraft")
    await plays(api, "GET", inside, "CleanCodeInside")
    await plays(api, "PATCH", inside, "CleanCodeAtHigherCost", "HigherCost")


async def reviews_are_moderated(api: httpx.AsyncClient) -> None:
    item = f"{REVIEWS}/1"
    await plays(api, "PATCH", item, "MeiLinOnSecondThoughts", "SecondThoughts", headers=MEI)
    await plays(api, "POST", f"{item}/moderate", "HiddenMeiLin", "Hide", headers=ADA)
    await plays(api, "GET", f"{ADMIN}/reviews?status=hidden", "HiddenReviewPage")
    reply = await api.get(f"{ADMIN}/audit?kind=review&target=1")
    for found, said in zip(reply.json()["items"], example("AuditPage")["items"], strict=True):
        assert told(found) | {"id": None} == told(said) | {"id": None}
    assert (reply.json()["has_more"], reply.json()["next_cursor"]) == (False, None)


async def reviews_come(api: httpx.AsyncClient) -> None:
    await plays(api, "POST", f"{BOOKS}/1/reviews", "MeiLin", "MeiLinDraft", headers=MEI)
    for writer, review in zip((TOMASZ, ADA), example("ReviewPage")["items"][1::-1], strict=True):
        said = {name: review[name] for name in ("rating", "title", "text")}
        await adds(api, f"{BOOKS}/1/reviews", said, headers=writer)
    await plays(api, "GET", f"{BOOKS}/1/reviews", "ReviewPage")
    await plays(api, "GET", f"{BOOKS}/1", "CleanCode")
    await adds(api, f"{BOOKS}/4/reviews", {"rating": 5}, headers=MEI)
    exported = (await api.get(f"{BOOKS}/export?tags=classic")).text.splitlines()
    assert told([json.loads(line) for line in exported]) == told(lines())


def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in example("BookLines").splitlines()]
