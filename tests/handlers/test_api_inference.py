"""The two operations that converse, whole: events, lines, what goes wrong, and who leaves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from handlers.inference.ngram import PREFACE
from handlers.settings import Settings
from tenon.runtime.app import ContractApp
from tests.handlers.auth_api import Protected
from tests.handlers.book_api import contract, errors, running, settings
from tests.handlers.model_server import Exchange, ModelServer, model_server
from tests.handlers.test_inference_openai import ANSWER, KEY, data, delta

EVENTS, LINES = "/api/v1/sse/inference/converse", "/api/v1/inference/converse"
SAID = [{"role": "user", "content": "Which book?"}]
ASK: dict[str, Any] = {"messages": SAID, "seed": 7}
OF_THE_DESERT = {
    "title": "Dune",
    "author_name": "Frank Herbert",
    "isbn": "9780441013593",
    "genre": "science_fiction",
    "price": 10.99,
    "description": "A novel of the desert.",
}


@dataclass
class Caller:
    """Reads a stream, and leaves after so many parts of it; None stays to the end."""

    leave_after: int | None = None
    status: int = 0
    parts: list[bytes] = field(default_factory=list)
    complete: bool = False

    async def post(self, app: ContractApp, path: str, body: Any = ASK) -> bytes:
        left, sent = asyncio.Event(), [json.dumps(body).encode()]

        async def receive() -> dict[str, Any]:
            if sent:
                return {"type": "http.request", "body": sent.pop()}
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.status = message.get("status", self.status)
            if message.get("body"):
                self.parts.append(message["body"])
            if message["type"] == "http.response.body":
                self.complete |= not message.get("more_body", False)
            if len(self.parts) == self.leave_after:
                left.set()

        headers = [(b"content-type", b"application/json")]
        scope: dict[str, Any] = {"type": "http", "scheme": "http", "method": "POST", "path": path}
        scope |= {"headers": headers, "query_string": b"", "client": ("127.0.0.1", 1)}
        async with asyncio.timeout(10):
            await app(scope, receive, send)
        return b"".join(self.parts)


def told(stream: str) -> list[Any]:
    """The data of each event: JSON, or the text that is none."""
    found = [line.removeprefix("data: ") for line in stream.splitlines() if line[:6] == "data: "]
    return [text if text == "[DONE]" else json.loads(text) for text in found]


class TestEmbedded:
    """The default provider, which needs nothing."""

    pytestmark = pytest.mark.asyncio(loop_scope="session")

    async def test_events_are_deltas_and_then_done(self, api: httpx.AsyncClient) -> None:
        reply = await api.post(EVENTS, json=ASK)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
        *deltas, done = told(reply.text)
        assert done == "[DONE]"
        assert deltas[0] == {"text": PREFACE}
        assert all(set(each) == {"text"} for each in deltas)

    async def test_lines_are_the_same_deltas(self, api: httpx.AsyncClient) -> None:
        lines = await api.post(LINES, json=ASK)
        assert lines.headers["content-type"] == "application/jsonl"
        events = told((await api.post(EVENTS, json=ASK)).text)
        assert [json.loads(line) for line in lines.content.splitlines()] == events[:-1]

    async def test_the_request_of_the_examples_is_answered(self, api: httpx.AsyncClient) -> None:
        asked = contract().document["components"]["examples"]["AskForABook"]["value"]
        assert (await api.post(LINES, json=asked)).status_code == 200

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"messages": []},
            {"messages": [{"role": "system", "content": "Be short."}]},
            {"messages": [{"role": "assistant", "content": "Hello"}]},
            {"messages": [{"role": "user", "content": ""}]},
            {"messages": [{"role": "user", "content": " \n"}]},
            {"messages": [{"role": "user", "content": "a\0"}]},
            {"messages": [{"role": "user", "content": "a" * 8_001}]},
            {"messages": [{"role": "user"}]},
            {"messages": [{"role": "root", "content": "a"}, *SAID]},
            {"messages": SAID * 65},
            {"messages": [{"role": "user", "content": "a", "name": "b"}]},
            ASK | {"max_tokens": 0},
            ASK | {"max_tokens": 4_097},
            ASK | {"temperature": -0.1},
            ASK | {"temperature": 2.1},
            ASK | {"seed": -1},
            ASK | {"seed": 1.5},
            ASK | {"model": "gpt"},
        ],
    )
    async def test_a_conversation_out_of_bounds_is_refused(
        self, api: httpx.AsyncClient, body: Any
    ) -> None:
        for path in (EVENTS, LINES):
            reply = await api.post(path, json=body)
            assert reply.status_code == 422
            assert {part for part, *_ in errors(reply)} == {"body"}

    async def test_half_a_character_is_refused(self, api: httpx.AsyncClient) -> None:
        raw = b'{"messages": [{"role": "user", "content": "\\ud83d"}]}'
        reply = await api.post(EVENTS, content=raw, headers={"content-type": "application/json"})
        assert reply.status_code in (400, 422)

    async def test_it_has_read_the_catalogue(self, tmp_path: Path) -> None:
        async with running(f"sqlite:///{tmp_path}/b.db") as app:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://b.test") as api:
                assert (await api.post("/api/v1/books", json=OF_THE_DESERT)).status_code == 201
                lines = (await api.post(LINES, json=ASK)).text.splitlines()
        text = "".join(json.loads(line)["text"] for line in lines)
        assert text.startswith(f"{PREFACE} A novel of the desert.")


class TestWhoMay:
    """Conversing takes the scope, which every user has."""

    pytestmark = pytest.mark.asyncio(loop_scope="session")

    async def test_a_caller_must_be_known(
        self, guarded: Protected, callers: httpx.AsyncClient
    ) -> None:
        for path in (EVENTS, LINES):
            assert (await callers.post(path, json=ASK)).status_code == 401
            reply = await callers.post(path, json=ASK, headers=guarded.headers["viewer"])
            assert reply.status_code == 200


@dataclass
class Upstream:
    """The service before a provider that a test scripts."""

    app: ContractApp
    server: ModelServer


@pytest.fixture
async def upstream(tmp_path: Path) -> AsyncIterator[Any]:
    """Starts the service before a script; the service and the server end with the test."""
    async with AsyncExitStack() as stack:

        async def start(script: Any, **more: Any) -> Upstream:
            server = await stack.enter_async_context(model_server(script))
            chosen = {
                "inference_provider": "openai",
                "inference_url": f"{server.url}/v1",
                "inference_model": "small-1",
                "inference_key": KEY,
            }
            url = f"sqlite:///{tmp_path}/b.db"
            app = await stack.enter_async_context(running(url, **chosen | more))
            return Upstream(app, server)

        yield start


def says(*parts: str) -> Any:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        for part in parts:
            await exchange.send(part.encode())
            await asyncio.sleep(0.01)
        await exchange.end()

    return script


async def test_another_provider_is_asked_by_settings(upstream: Any) -> None:
    up = await upstream(says(ANSWER))
    caller = Caller()
    stream = (await caller.post(up.app, EVENTS)).decode()
    assert told(stream) == [{"text": "Dune, "}, {"text": "ein Wüstenroman 🏜️."}, "[DONE]"]
    assert up.server.exchanges[0].json["max_tokens"] == 256
    assert up.server.exchanges[0].json["seed"] == 7


@pytest.mark.parametrize("path", [EVENTS, LINES])
@pytest.mark.parametrize(
    ("status", "answered"), [(429, 503), (500, 502), (401, 502), (503, 503), (200, 502)]
)
async def test_a_failure_before_the_first_piece_is_a_declared_problem(
    upstream: Any, path: str, status: int, answered: int
) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.reply(status, f'{{"error": "{KEY}"}}'.encode(), retry_after="9")

    up = await upstream(script)
    transport = httpx.ASGITransport(up.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://b.test") as api:
        reply = await api.post(path, json=ASK)
    assert reply.status_code == answered
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers.get("retry-after") == ("9" if answered == 503 else None)
    assert KEY not in reply.text
    assert "127.0.0.1" not in reply.text


async def test_a_failure_after_it_is_an_error_event(
    upstream: Any, caplog: pytest.LogCaptureFixture
) -> None:
    up = await upstream(says(delta("Dune"), data({"error": {"message": KEY}})))
    caller = Caller()
    stream = (await caller.post(up.app, EVENTS)).decode()
    assert told(stream) == [
        {"text": "Dune"},
        {
            "error": {
                "title": "Bad Gateway",
                "status": 502,
                "detail": "The model's provider failed to answer.",
            }
        },
    ]
    assert "event: error\n" in stream
    assert (caller.status, caller.complete) == (200, True)
    assert KEY not in stream + caplog.text


async def test_a_failure_after_it_cuts_the_lines(upstream: Any) -> None:
    up = await upstream(says(delta("Dune"), data({"error": {"message": "boom"}})))
    caller = Caller()
    assert await caller.post(up.app, LINES) == b'{"text":"Dune"}\n'
    assert (caller.status, caller.complete) == (200, False)


@pytest.mark.parametrize("path", [EVENTS, LINES])
async def test_who_leaves_stops_the_model(upstream: Any, path: str) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.send(delta("Dune").encode())
        await exchange.gone()

    up = await upstream(script)
    await Caller(leave_after=1).post(up.app, path)
    await up.server.done()  # the provider has seen its connection closed


async def test_a_silent_model_is_given_up(upstream: Any) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.gone()

    up = await upstream(script, inference_silence_s=0.2)
    caller = Caller()
    assert b"The model" in await caller.post(up.app, LINES)
    assert caller.status == 503
    await up.server.done()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"inference_provider": "openai"}, "INFERENCE_URL must be set for openai"),
        (
            {"inference_provider": "openai", "inference_url": "http://h/v1"},
            "INFERENCE_MODEL must be set for openai",
        ),
        ({"inference_provider": "bedrock"}, "INFERENCE_MODEL must be set for bedrock"),
        ({"inference_provider": "oracle"}, "inference_provider"),
        ({"inference_url": "no url"}, "inference_url"),
        ({"inference_silence_s": 0}, "inference_silence_s"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(
    given: dict[str, Any], missing: str
) -> None:
    with pytest.raises(ValidationError, match=missing):
        settings("sqlite:///none.db", **given)


def test_the_key_is_not_shown() -> None:
    given = {"inference_provider": "openai", "inference_url": "http://h", "inference_model": "m"}
    made: Settings = settings("sqlite:///none.db", inference_key=KEY, **given)
    assert KEY not in repr(made)
