"""What the log says: of each request and within it, on lines of its own, and no secrets."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.eyes.access import AccessLog
from handlers.eyes.logs import Lines, current_job, formatter, set_up_logs
from handlers.eyes.redaction import HIDDEN, redacted
from tenon.runtime.context import current_request
from tests.handlers.book_api import BOOKS, client, running

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyOjEifQ.c2lnbmF0dXJl"
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
OPERATION = SimpleNamespace(id="getBook", path="/api/v1/books/{book_id}")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to standard error, all logging set up as the service does."""
    written = io.StringIO()
    root = logging.getLogger()
    level = root.level
    monkeypatch.setattr("handlers.eyes.logs.sys", SimpleNamespace(stderr=written))
    set_up_logs("info", "json")
    yield written
    for handler in root.handlers[:]:
        if isinstance(handler, Lines):
            root.removeHandler(handler)
    root.setLevel(level)


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def until(said: io.StringIO, count: int) -> list[dict[str, Any]]:
    """The access lines, once there are so many."""
    for _ in range(500):
        found = [line for line in lines(said) if line["event"] == "request"]
        if len(found) >= count:
            return found
        time.sleep(0.01)
    raise AssertionError(said.getvalue())


async def test_a_request_is_one_line_without_its_query(said: io.StringIO, tmp_path: Any) -> None:
    file = f"sqlite:///{tmp_path}/books.db"
    async with running(file, access_log=True, log_format="json") as app, client(app) as api:
        await api.get(BOOKS, params={"search": "password=hunter2"}, headers={"x-request-id": "r1"})
        await api.get("/nowhere%0Aelse")
        one, other = until(said, 2)
    assert one.pop("timestamp").endswith("Z")
    assert one.pop("ms") > 0
    assert one == {
        "event": "request",
        "level": "info",
        "request_id": "r1",
        "operation": "listBooks",
        "method": "GET",
        "path": "/api/v1/books",
        "status": 200,
        "caller": None,
        "client": "127.0.0.1",
    }
    assert (other["operation"], other["path"], other["status"]) == ("-", "/nowhere%0Aelse", 404)
    assert "hunter2" not in said.getvalue()


async def test_what_is_logged_within_a_request_names_it(
    said: io.StringIO, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"line one\nline two token={JWT}")

    monkeypatch.setattr("handlers.store.books.BookStore.get", broken)
    file = f"sqlite:///{tmp_path}/books.db"
    async with running(file) as app, client(app, failing=True) as api:
        await api.get(f"{BOOKS}/1", headers={"x-request-id": "r2"})
    line = next(line for line in lines(said) if line["level"] == "error")
    assert (line["request_id"], line["operation"]) == ("r2", "getBook")
    assert "RuntimeError" in line["exception"]
    assert JWT not in said.getvalue()


def test_what_is_logged_for_a_job_names_it(said: io.StringIO) -> None:
    told = current_job.set({"job": 7, "kind": "make_report", "attempt": 1})
    logging.getLogger("handlers.jobs").info("working")
    current_job.reset(told)
    (line,) = lines(said)
    assert (line["job"], line["kind"], line["attempt"]) == (7, "make_report", 1)


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_caller_cannot_write_a_line(form: Any) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", ("a\r\nb\x85c\u2028d\x1b[2J",), None)
    assert len(formatter(form).format(record).splitlines()) == 1


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_caller_cannot_write_an_access_line(form: Any) -> None:
    written: list[str] = []
    log = AccessLog(written.append, form)
    log.open()
    scope = {"method": "GE\nT", "path": "/", "raw_path": b'/a\n\xe2\x80\xa8"b\x1b'}
    principal = SimpleNamespace(subject='user\n"1"')
    log(scope | {"tenon.operation": OPERATION, "tenon.principal": principal}, 200, 0.001)
    log.close()
    (text,) = written
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "secret",
    [
        f"Authorization: Bearer {JWT}",
        f"{{'authorization': 'Bearer {JWT}'}}",
        "password=hunter2-hunter2",
        '{"password": "hunter2-hunter2", "a": 1}',
        "X-API-Key: hunter2-hunter2",
        "Cookie: session=hunter2-hunter2",
        "postgresql://books:hunter2-hunter2@db.internal/books",
        f"the token {JWT} has ended",
        f"kept {HASH}",
        "refresh_token=hunter2-hunter2&x=1",
        "Basic dXNlcjpodW50ZXIyaHVudGVyMg==",
    ],
)
def test_secrets_in_texts_are_hidden(secret: str) -> None:
    hidden = redacted(f"before {secret} after")
    for part in ("hunter2-hunter2", JWT, HASH, "dXNlcjpodW50ZXIy"):
        assert part not in hidden
    assert HIDDEN in hidden
    assert hidden.startswith("before ")


def test_what_is_no_secret_stays() -> None:
    for text in ("book 7 of user:1 is gone", "GET /api/v1/books 200", "http://localhost:8000/docs"):
        assert redacted(text) == text


@pytest.mark.parametrize("name", ["password", "new_password", "Authorization", "api_key", "cookie"])
def test_secrets_under_their_names_are_hidden(said: io.StringIO, name: str) -> None:
    logging.getLogger("x").info("told", extra={name: "hunter2", "more": {name: ["hunter2"]}})
    (line,) = lines(said)
    assert line[name] == HIDDEN
    assert line["more"] == {name: HIDDEN}


def test_lines_outside_of_requests_name_none(said: io.StringIO) -> None:
    assert current_request.get() is None
    logging.getLogger("x").info("started")
    (line,) = lines(said)
    assert set(line) == {"event", "level", "logger", "timestamp"}
