"""The OpenAI-compatible provider against a server that speaks the real wire format."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from handlers.inference import Message, Prompt
from handlers.inference.openai import OpenAI
from handlers.inference.pieces import paced, whole
from handlers.inference.sse import LONGEST, events
from tenon.runtime.problem import BadGateway, Problem, ServiceUnavailable
from tests.handlers.model_server import Exchange, model_server

KEY = "sk-secret-0123456789"
PROMPT = Prompt(
    [Message("system", "Be short."), Message("user", "Which book?")],
    max_tokens=64,
    temperature=0.5,
    seed=7,
)
USAGE = {"choices": [], "usage": {"total_tokens": 9}}


def data(document: Any) -> str:
    return f"data: {json.dumps(document)}\n\n"


def delta(text: str | None = None, finish: str | None = None, **more: Any) -> str:
    said = more if text is None else {"content": text, **more}
    choice = {"index": 0, "delta": said, "finish_reason": finish}
    return data({"id": "c-1", "object": "chat.completion.chunk", "choices": [choice]})


ANSWER = (
    ": OPENROUTER PROCESSING\n\n"
    + delta("", role="assistant")
    + delta("Dune, ")
    + "event: message\nid: 7\nretry: 10\n"
    + delta("ein Wüstenroman 🏜️.")
    + delta(finish="stop")
    + data(USAGE)
    + "data: [DONE]\n\n"
)


def provider(url: str, silence_s: float = 5.0) -> OpenAI:
    return OpenAI(f"{url}/v1", "small-1", key=KEY, silence_s=silence_s)


async def answer_of(url: str, prompt: Prompt = PROMPT, silence_s: float = 5.0) -> list[str]:
    model = provider(url, silence_s)
    try:
        return [piece async for piece in whole(paced(model.converse(prompt), silence_s))]
    finally:
        await model.close()


def says(text: str | bytes) -> Any:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.send(text.encode() if isinstance(text, str) else text)
        await exchange.end()

    return script


async def test_an_answer_comes_piece_by_piece() -> None:
    async with model_server(says(ANSWER)) as server:
        assert await answer_of(server.url) == ["Dune, ", "ein Wüstenroman 🏜️."]
    (exchange,) = server.exchanges
    assert (exchange.method, exchange.path) == ("POST", "/v1/chat/completions")
    assert exchange.headers["authorization"] == f"Bearer {KEY}"
    assert exchange.headers["accept"] == "text/event-stream"
    assert exchange.json == {
        "model": "small-1",
        "messages": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "Which book?"},
        ],
        "max_tokens": 64,
        "temperature": 0.5,
        "seed": 7,
        "stream": True,
    }


async def test_without_a_seed_or_a_key_none_is_sent() -> None:
    async with model_server(says(ANSWER)) as server:
        model = OpenAI(server.url, "small-1", key=None, silence_s=5)
        prompt = Prompt([Message("user", "Hi")], max_tokens=1, temperature=1)
        assert len([piece async for piece in model.converse(prompt)]) == 2
        await model.close()
    assert "seed" not in server.exchanges[0].json
    assert "authorization" not in server.exchanges[0].headers


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_an_answer_may_be_cut_between_any_two_bytes(line_end: str) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        for byte in f"\ufeff{ANSWER}".replace("\n", line_end).encode():
            await exchange.send(bytes([byte]))
        await exchange.end()

    async with model_server(script) as server:
        assert await answer_of(server.url) == ["Dune, ", "ein Wüstenroman 🏜️."]


async def test_half_a_character_waits_for_the_other_half() -> None:
    halves = delta("a\ud83d") + delta("\ude00b") + delta("\ud83d") + delta("c") + delta("\ude00")
    async with model_server(says(halves + delta("d\ud83d", finish="stop"))) as server:
        pieces = await answer_of(server.url)
    assert "".join(pieces) == "a😀b\ufffdc\ufffdd\ufffd"
    assert all(piece.encode() for piece in pieces)


async def test_the_last_event_may_be_left_out_but_not_the_reason_for_the_end() -> None:
    async with model_server(says(delta("Dune", finish="length"))) as server:
        assert await answer_of(server.url) == ["Dune"]
    async with model_server(says(delta("Dune"))) as server:
        with pytest.raises(BadGateway, match="broke off"):
            await answer_of(server.url)


async def test_what_follows_the_end_is_not_read() -> None:
    async with model_server(says(ANSWER + delta("more") + "data: {")) as server:
        assert await answer_of(server.url) == ["Dune, ", "ein Wüstenroman 🏜️."]


REFUSALS = [
    (400, {}, BadGateway, None),
    (401, {}, BadGateway, None),
    (404, {}, BadGateway, None),
    (500, {}, BadGateway, None),
    (302, {"location": "http://127.0.0.1:1/"}, BadGateway, None),
    (429, {"retry_after": "17"}, ServiceUnavailable, "17"),
    (429, {"retry_after": "soon"}, ServiceUnavailable, None),
    (503, {}, ServiceUnavailable, None),
]


@pytest.mark.parametrize(("status", "headers", "kind", "wait"), REFUSALS)
async def test_a_refusal_is_a_problem_that_tells_nothing_of_the_other(
    caplog: pytest.LogCaptureFixture,
    status: int,
    headers: dict[str, str],
    kind: type[Problem],
    wait: str | None,
) -> None:
    caplog.set_level(logging.DEBUG, "handlers")
    told = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}", "type": "x"}})

    async def script(exchange: Exchange) -> None:
        await exchange.reply(status, told.encode(), **headers)

    async with model_server(script) as server:
        with pytest.raises(kind) as refused:
            await answer_of(server.url)
    assert refused.value.headers.get("Retry-After") == wait
    assert len(server.exchanges) == 1
    said = f"{refused.value} {refused.value.extensions} {caplog.text}"
    assert str(status) in caplog.text
    assert KEY not in said
    assert "Incorrect" not in said
    assert "127.0.0.1" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": f"boom {KEY}", "type": "server_error"}, BadGateway),
        ({"message": "slow", "type": "rate_limit_exceeded"}, ServiceUnavailable),
        ({"message": "slow", "code": 429}, ServiceUnavailable),
        ({"type": "overloaded_error"}, ServiceUnavailable),
        ("boom", BadGateway),
        ({"type": f"a\nb {KEY}"}, BadGateway),
    ],
)
@pytest.mark.parametrize("before", ["", delta("Dune")])
async def test_an_error_within_the_stream_is_a_problem(
    caplog: pytest.LogCaptureFixture, error: Any, kind: type[Problem], before: str
) -> None:
    caplog.set_level(logging.DEBUG, "handlers")
    async with model_server(says(before + data({"error": error}))) as server:
        pieces = provider(server.url).converse(PROMPT)
        if before:
            assert await anext(pieces) == "Dune"
        with pytest.raises(kind) as told:
            await anext(pieces)
    assert KEY not in f"{told.value} {caplog.text}"


@pytest.mark.parametrize(
    "event",
    ["data: {\n\n", "data: []\n\n", "data: 7\n\n", 'data: {"choices":7}\n\n',
     'data: {"choices":[7]}\n\n', 'data: {"choices":[{"delta":[]}]}\n\n',
     'data: {"choices":[{"delta":{"content":{}}}]}\n\n',
     'data: {"choices":[{"delta":{"content":["a"]}}]}\n\n',
     f"data: {'[' * 100_000}\n\n", f"data: {'x' * (LONGEST + 1)}", "data: x\n" * 200_000],
    ids=lambda event: event[:50],
)  # fmt: skip
async def test_nonsense_is_a_bad_gateway(event: str) -> None:
    async with model_server(says(event)) as server:
        with pytest.raises(BadGateway, match="failed to answer"):
            await answer_of(server.url)


async def test_a_reply_that_is_no_stream_is_a_bad_gateway() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.reply(200, b'{"choices": []}')

    async with model_server(script) as server:
        with pytest.raises(BadGateway):
            await answer_of(server.url)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    async with model_server(says("")) as server:
        pass
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        await answer_of(server.url)


async def test_a_connection_that_breaks_is_a_bad_gateway() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.send(delta("Dune").encode())
        await asyncio.sleep(0.05)
        exchange.cut()

    async with model_server(script) as server:
        with pytest.raises((BadGateway, ServiceUnavailable)):
            await answer_of(server.url)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_server_that_falls_silent_is_left(begun: bool) -> None:
    async def script(exchange: Exchange) -> None:
        if begun:
            await exchange.begin()
            await exchange.send(delta("Dune").encode())
        await exchange.gone()

    async with model_server(script) as server:
        with pytest.raises(ServiceUnavailable):
            await answer_of(server.url, silence_s=0.2)
        await server.done()


async def test_comments_do_not_keep_a_silent_model_alive() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        for _ in range(40):
            await exchange.send(b": still here\n\n")
            await asyncio.sleep(0.02)

    async with model_server(script) as server:
        with pytest.raises(ServiceUnavailable, match="too long"):
            await answer_of(server.url, silence_s=0.2)


async def test_who_leaves_closes_the_connection() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.send(delta("Dune").encode())
        await exchange.gone()

    async with model_server(script) as server:
        model = provider(server.url)
        async with aclosing(whole(paced(model.converse(PROMPT), 5))) as pieces:
            assert await anext(pieces) == "Dune"
        await server.done()
        await model.close()


async def test_who_leaves_before_the_first_piece_closes_the_connection() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        begun.set()
        await exchange.gone()

    begun = asyncio.Event()
    async with model_server(script) as server:
        model = provider(server.url)
        pieces = whole(paced(model.converse(PROMPT), 5))
        waiting = asyncio.ensure_future(anext(pieces))
        await asyncio.wait_for(begun.wait(), 5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await server.done()
        await model.close()


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("data: a\n\n", ["a"]),
        ("data:a\n\ndata:  b\n\n", ["a", " b"]),
        ("data: a\ndata: b\n\n", ["a\nb"]),
        ("data\n\n", [""]),
        ("data: a\u2028b\x85c\x0b\n\n", ["a\u2028b\x85c\x0b"]),
        ("dataset: a\n\nevent: data\n\nid: 1\n\n", []),
        (": comment\n\n\n\ndata: a\n: comment\n\n", ["a"]),
        ("data: never ended", []),
        ("data: a\n", []),
    ],
)
async def test_events_are_read_as_the_standard_says(stream: str, expected: list[str]) -> None:
    raw = stream.encode()
    for size in (1, 2, 3, len(raw)):
        chunks = [raw[at : at + size] for at in range(0, len(raw), size)]
        assert [event async for event in events(each(chunks))] == expected


async def test_bytes_that_are_not_utf_8_are_replaced() -> None:
    found = [event async for event in events(each([b"data: a\xff\xc3\n\n"]))]
    assert found == ["a\ufffd\ufffd"]


async def each(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
