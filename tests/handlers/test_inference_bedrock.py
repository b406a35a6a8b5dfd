"""The Bedrock provider: boto3 against a server that speaks real event-stream frames."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from handlers.inference import Message, Prompt
from handlers.inference.bedrock import Bedrock, request
from handlers.inference.pieces import paced, whole
from tenon.runtime.problem import BadGateway, Problem, ServiceUnavailable
from tests.handlers.event_frames import error, event, exception
from tests.handlers.model_server import Exchange, ModelServer, Script, model_server

pytest.importorskip("boto3", reason="the extra `aws` is not installed")

FRAMES = "application/vnd.amazon.eventstream"
SECRET = "wJalrXUtnFEMI-dummy"
PROMPT = Prompt(
    [Message("system", "Be short."), Message("user", "Which book?")], max_tokens=64, temperature=0.5
)


def delta(text: str) -> bytes:
    return event("contentBlockDelta", {"delta": {"text": text}, "contentBlockIndex": 0})


ANSWER = (
    event("messageStart", {"role": "assistant"})
    + delta("Dune, ")
    + delta("ein Wüstenroman 🏜️.")
    + event("contentBlockStop", {"contentBlockIndex": 0})
    + event("messageStop", {"stopReason": "end_turn"})
    + event("metadata", {"usage": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7},
                         "metrics": {"latencyMs": 9}})
)  # fmt: skip


@pytest.fixture(autouse=True)
def _credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that open nothing, and no others."""
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDDUMMY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@asynccontextmanager
async def bedrock(
    script: Script, silence_s: float = 5
) -> AsyncIterator[tuple[Bedrock, ModelServer]]:
    async with model_server(script) as server:
        model = Bedrock("small-1:0", region="eu-west-1", url=server.url, silence_s=silence_s)
        try:
            yield model, server
        finally:
            await model.close()


async def answer_of(script: Script, silence_s: float = 5) -> list[str]:
    async with bedrock(script, silence_s) as (model, _):
        return [piece async for piece in whole(paced(model.converse(PROMPT), silence_s))]


def says(*frames: bytes) -> Script:
    async def script(exchange: Exchange) -> None:
        await exchange.begin(FRAMES)
        for raw in frames:
            await exchange.send(raw)
        await exchange.end()

    return script


async def test_an_answer_comes_piece_by_piece() -> None:
    async with bedrock(says(ANSWER)) as (model, server):
        assert [piece async for piece in model.converse(PROMPT)] == [
            "Dune, ",
            "ein Wüstenroman 🏜️.",
        ]
    (exchange,) = server.exchanges
    assert exchange.method == "POST"
    assert exchange.path == "/model/small-1%3A0/converse-stream"
    assert exchange.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDDUMMY/")
    assert exchange.json == {
        "messages": [{"role": "user", "content": [{"text": "Which book?"}]}],
        "system": [{"text": "Be short."}],
        "inferenceConfig": {"maxTokens": 64, "temperature": 0.5},
    }


async def test_frames_may_be_cut_between_any_two_bytes() -> None:
    one_by_one = [ANSWER[at : at + 1] for at in range(len(ANSWER))]
    assert await answer_of(says(*one_by_one)) == ["Dune, ", "ein Wüstenroman 🏜️."]


def turns(*said: tuple[str, str], temperature: float = 1) -> dict[str, Any]:
    messages = [Message(role, content) for role, content in said]
    return request(Prompt(messages, max_tokens=1, temperature=temperature))


def test_who_speaks_alternates_and_the_user_begins() -> None:
    asked = turns(
        ("assistant", "Hello."),
        ("user", "a"),
        ("system", "s"),
        ("user", "b"),
        ("assistant", "c"),
        ("user", "d"),
    )
    assert asked["messages"] == [
        {"role": "user", "content": [{"text": "a"}, {"text": "b"}]},
        {"role": "assistant", "content": [{"text": "c"}]},
        {"role": "user", "content": [{"text": "d"}]},
    ]
    assert asked["system"] == [{"text": "s"}, {"text": "You began by saying: Hello."}]
    assert "system" not in turns(("user", "a"))


def test_no_temperature_is_higher_than_every_model_takes() -> None:
    asked = (turns(("user", "a"), temperature=t)["inferenceConfig"] for t in (0, 0.7, 2))
    assert [config["temperature"] for config in asked] == [0, 0.7, 1]


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("throttlingException", ServiceUnavailable),
        ("serviceUnavailableException", ServiceUnavailable),
        ("internalServerException", BadGateway),
        ("modelStreamErrorException", BadGateway),
        ("validationException", BadGateway),
    ],
)
@pytest.mark.parametrize("before", [b"", delta("Dune")], ids=["at once", "later"])
async def test_an_exception_frame_is_a_problem(
    caplog: pytest.LogCaptureFixture, kind: str, problem: type[Problem], before: bytes
) -> None:
    async with bedrock(says(before + exception(kind, f"boom {SECRET}"))) as (model, _):
        pieces = model.converse(PROMPT)
        if before:
            assert await anext(pieces) == "Dune"
        with pytest.raises(problem) as told:
            await anext(pieces)
    assert kind in caplog.text
    assert SECRET not in f"{told.value} {caplog.text}"


async def test_an_error_frame_is_a_bad_gateway() -> None:
    with pytest.raises(BadGateway):
        await answer_of(says(error("500", "boom")))


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [
        (429, "ThrottlingException", ServiceUnavailable),
        (503, "ServiceUnavailableException", ServiceUnavailable),
        (408, "ModelTimeoutException", ServiceUnavailable),
        (403, "AccessDeniedException", BadGateway),
        (400, "ValidationException", BadGateway),
        (404, "ResourceNotFoundException", BadGateway),
        (500, "InternalServerException", BadGateway),
    ],
)
async def test_a_refusal_is_a_problem_that_tells_nothing_of_the_other(
    caplog: pytest.LogCaptureFixture, status: int, code: str, problem: type[Problem]
) -> None:
    caplog.set_level(logging.INFO)

    async def script(exchange: Exchange) -> None:
        body = b'{"message": "boom AKIDDUMMY"}'
        await exchange.reply(status, body, x_amzn_errortype=f"{code}:http://aws/")

    with pytest.raises(problem) as refused:
        await answer_of(script)
    assert code in caplog.text
    assert "boom" not in f"{refused.value} {caplog.text}"


@pytest.mark.parametrize("place", [0, 9, 30, -1])
async def test_a_frame_whose_checksum_is_wrong_is_a_bad_gateway(place: int) -> None:
    raw = bytearray(delta("Dune"))
    raw[place] ^= 1
    with pytest.raises(BadGateway, match="broke off"):
        await answer_of(says(bytes(raw), ANSWER))


@pytest.mark.parametrize("cut", [ANSWER[: len(ANSWER) // 3], ANSWER[:100], b""])
async def test_a_stream_that_ends_early_is_a_bad_gateway(cut: bytes) -> None:
    with pytest.raises(BadGateway, match="broke off"):
        await answer_of(says(cut))


async def test_a_connection_that_breaks_is_a_bad_gateway() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin(FRAMES)
        await exchange.send(delta("Dune"))
        await asyncio.sleep(0.05)
        exchange.cut()

    with pytest.raises(BadGateway, match="broke off"):
        await answer_of(script)


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    async with model_server(says(b"")) as server:
        pass
    model = Bedrock("small-1", region="eu-west-1", url=server.url, silence_s=5)
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        await anext(model.converse(PROMPT))
    await model.close()


async def test_missing_credentials_or_a_missing_region_are_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    async with model_server(says(ANSWER)) as server:
        for region in ("eu-west-1", None):
            model = Bedrock("small-1", region=region, url=server.url, silence_s=5)
            with pytest.raises(ServiceUnavailable):
                await anext(model.converse(PROMPT))
            await model.close()
    assert server.exchanges == []


async def falls_silent(exchange: Exchange) -> None:
    await exchange.begin(FRAMES)
    await exchange.send(delta("Dune"))
    await exchange.gone()


async def test_who_leaves_closes_the_connection_though_a_thread_waits_on_it() -> None:
    async with bedrock(falls_silent, silence_s=30) as (model, server):
        pieces = whole(paced(model.converse(PROMPT), 30))
        assert await anext(pieces) == "Dune"
        waiting = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        began = time.monotonic()
        await server.done()
    assert time.monotonic() - began < 3  # the threads have ended too


async def test_who_leaves_between_two_pieces_closes_the_connection() -> None:
    async with bedrock(falls_silent, silence_s=30) as (model, server):
        async with aclosing(whole(paced(model.converse(PROMPT), 30))) as pieces:
            assert await anext(pieces) == "Dune"
        await server.done()


async def test_who_leaves_before_the_reply_begins_lets_it_be_closed() -> None:
    async def script(exchange: Exchange) -> None:
        asked.set()
        await asyncio.sleep(0.2)
        await exchange.begin(FRAMES)
        await exchange.gone()

    asked = asyncio.Event()
    async with bedrock(script, silence_s=30) as (model, server):
        waiting = asyncio.ensure_future(anext(model.converse(PROMPT)))
        await asyncio.wait_for(asked.wait(), 5)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await server.done()


async def test_a_server_that_falls_silent_is_left() -> None:
    async with bedrock(falls_silent, silence_s=0.3) as (model, server):
        with pytest.raises((ServiceUnavailable, BadGateway)):
            _ = [piece async for piece in whole(paced(model.converse(PROMPT), 0.3))]
        await server.done()
