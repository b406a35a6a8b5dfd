"""Trouble, scenarios, callbacks and the issuer in a whole mock."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.finding import ContractError
from tenon.mock.app import MockApp
from tenon.mock.scenario import Scenarios
from tenon.mock.settings import MockSettings
from tenon.mock.trouble import Trouble
from tests.tiny import JSON, Answer, ask, body, contract, operation, parameter, post, reply

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}
FAULT = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": "string"}},
    "additionalProperties": False,
}
LOGIN = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "", "write": ""}}},
}


def pets(**members: Any) -> Contract:
    back = parameter("back", "query", {"type": "string"})
    declared = {
        "post": operation(
            "addPet",
            back,
            body=body(PET),
            replies={"201": reply(PET)},
            callbacks={"news": {"{$request.query.back}": {"post": operation("n", body=body(PET))}}},
        ),
    }
    by_id = {
        "get": operation(
            "getPet",
            parameter("id", "path", {"type": "integer"}),
            replies={"200": reply(PET), "503": reply(FAULT), "404": reply(FAULT)},
            **members.pop("get", {}),
        )
    }
    return contract({"/pets": declared, "/pets/{id}": by_id}, **members)


def played(text: str, tmp_path: Path, **settings: Any) -> MockApp:
    file = tmp_path / "mock.yaml"
    file.write_text(text)
    found = pets()
    return MockApp(found, MockSettings(**settings), scenarios=Scenarios.load(file, found))


async def get(
    app: Any, target: str = "/pets/1", headers: Mapping[str, str] | None = None
) -> Answer:
    return await ask(app, "GET", target, headers=headers or {})


async def test_a_failure_is_told_in_the_declared_error_schema() -> None:
    answer = await get(MockApp(pets()), headers={"Prefer": "error=503"})
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert answer.json == {"message": "The mock fails here, as it was asked to."}


async def test_failures_by_chance_are_those_that_are_declared() -> None:
    app = MockApp(pets(), trouble=Trouble(error_rate=0.5, seed=1))
    statuses = [(await get(app)).status for _ in range(60)]
    assert set(statuses) == {200, 503}


async def test_a_wait_can_be_asked_for_in_the_address() -> None:
    began = time.perf_counter()
    answer = await get(MockApp(pets()), "/pets/1?__delay=0.05")
    assert answer.status == 200
    assert time.perf_counter() - began >= 0.05


async def test_a_scenario_goes_before_what_is_remembered(tmp_path: Path) -> None:
    app = played(
        """
        scenarios:
          - operation: getPet
            when: {path: {id: 1}}
            answers:
              - {error: 503, headers: {Retry-After: 9}}
              - {body: {id: 1, name: Rex}}
            then: pass
        """,
        tmp_path,
    )
    first, second, third, other = [
        await get(app), await get(app), await get(app), await get(app, "/pets/999")
    ]  # fmt: skip
    assert (first.status, first.headers["retry-after"]) == (503, "9")
    assert second.json == {"id": 1, "name": "Rex"}
    assert third.json["id"] == 1
    assert other.status == 404


async def test_a_scenario_may_hang_on_what_is_remembered(tmp_path: Path) -> None:
    app = played(
        """
        scenarios:
          - operation: getPet
            when: {state: {/pets: {contains: {properties: {name: {const: Rex}}}}}}
            answer: {body: {id: 7, name: Rex is here}}
        """,
        tmp_path,
    )
    assert (await get(app)).json["name"] != "Rex is here"
    assert (await post(app, "/pets", {"name": "Rex"})).status == 201
    assert (await get(app)).json["name"] == "Rex is here"


@pytest.mark.parametrize("stateful", [True, False])
async def test_a_created_item_is_told_to_whom_the_request_names(
    tmp_path: Path, stateful: bool
) -> None:
    app = MockApp(pets(), MockSettings(stateful=stateful))
    answer = await post(app, "/pets?back=http://127.0.0.1:1/in", {"name": "Rex"})
    assert answer.status == 201
    (record,) = app.callbacks.deliveries
    assert (record["name"], record["url"]) == ("news", "http://127.0.0.1:1/in")
    assert json.loads(record["body"]) == answer.json
    await app.callbacks.sender.close()


async def test_a_token_of_the_issuer_has_the_scopes_that_it_was_given() -> None:
    found = pets(
        get={"security": [{"login": ["read"]}]}, components={"securitySchemes": {"login": LOGIN}}
    )
    app = MockApp(found)

    async def asked(**said: str) -> Answer:
        form = "&".join(f"{k}={v}" for k, v in said.items())
        sent = f"grant_type=client_credentials&{form}".encode()
        token = (await ask(app, "POST", "/token", sent, FORM)).json["access_token"]
        return await get(app, headers={"Authorization": f"Bearer {token}"})

    assert (await asked(scope="read")).status == 200
    assert (await asked(scope="write")).status == 403
    ended = await asked(scope="read", expires_in="0")
    assert ended.status == 401
    assert "The token has expired" in ended.headers["www-authenticate"]
    assert (await get(app, headers={"Authorization": "Bearer anything"})).status == 200
    assert (await get(app)).status == 401


async def test_tokens_and_deliveries_go_on_after_a_reload() -> None:
    found = pets(components={"securitySchemes": {"login": LOGIN}})
    before = MockApp(found)
    sent = b"grant_type=client_credentials"
    token = (await ask(before, "POST", "/token", sent, FORM)).json["access_token"]
    after = MockApp(found, before=before)
    assert after.issuer.principal(token) is not None
    assert after.callbacks.sender is before.callbacks.sender


async def test_a_webhook_is_sent_by_the_control() -> None:
    raw = {"post": operation("opened", body=body(PET))}
    app = MockApp(pets(webhooks={"shopOpened": raw}))
    target = {"url": "http://127.0.0.1:1/in", "body": {"id": 1, "name": "Rex"}}
    answer = await post(app, "/__mock/webhooks/shopOpened", target, JSON)
    assert answer.status == 202
    (record,) = app.callbacks.deliveries
    assert json.loads(record["body"]) == {"id": 1, "name": "Rex"}
    await app.callbacks.sender.close()


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("text/event-stream", b'data: {"n":1}\n\ndata: {"n":2}\n\n'),
        ("application/jsonl", b'{"n":1}\n{"n":2}\n'),
    ],
)
async def test_a_scenario_may_say_the_items_of_a_stream(
    tmp_path: Path, media_type: str, sent: bytes
) -> None:
    item = {"type": "object", "properties": {"n": {"type": "integer"}}}
    told = {"description": "", "content": {media_type: {"x-itemSchema": item}}}
    found = contract({"/news": {"get": operation("news", replies={"200": told})}})
    file = tmp_path / "mock.yaml"
    file.write_text("scenarios: [{operation: news, answer: {body: [{n: 1}, {n: 2}], pause: 50ms}}]")
    app = MockApp(found, scenarios=Scenarios.load(file, found))
    began = time.perf_counter()
    answer = await get(app, "/news")
    assert time.perf_counter() - began >= 0.05
    assert (answer.headers["content-type"], answer.body) == (media_type, sent)
    assert (await get(app, "/news")).body == sent


def test_the_items_of_a_stream_are_held_against_the_contract(tmp_path: Path) -> None:
    item = {"type": "object", "properties": {"n": {"type": "integer"}}}
    told = {"description": "", "content": {"application/jsonl": {"x-itemSchema": item}}}
    found = contract({"/news": {"get": operation("news", replies={"200": told})}})
    file = tmp_path / "mock.yaml"
    file.write_text("scenarios: [{operation: news, answer: {body: [{n: 1}, {n: x}]}}]")
    with pytest.raises(
        ContractError, match=r"mock.yaml:1:56: invalid-body: .* of type \"integer\""
    ):
        Scenarios.load(file, found)
