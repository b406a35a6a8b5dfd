"""Pets that answer what the scenarios of a file say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tenon.mock.mishap import KEY, Mishap
from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.scenario import Scenarios
from tenon.mock.wish import Wish
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.service import Service
from tests.tiny import JSON, ask, contract, operation, parameter, reply

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
}
EXAMPLES = {"rex": {"value": {"name": "Rex"}}, "tom": {"value": {"name": "Tom"}}}
PETS = contract(
    {
        "/pets": {
            "post": operation(
                "addPet",
                body={"content": {JSON: {"schema": PET}}},
                replies={"201": reply(PET), "409": reply({"type": "object"})},
            ),
            "get": operation("listPets", parameter("tag", "query", {"type": "string"})),
        },
        "/pets/{id}": {
            "get": operation(
                "getPet",
                parameter("id", "path", {"type": "integer"}),
                replies={
                    "200": {
                        "description": "",
                        "content": {JSON: {"schema": PET, "examples": EXAMPLES}},
                    },
                    "503": reply({"type": "object"}),
                    "404": reply(),
                },
            ),
        },
    }
)


class State:
    """What a session remembers."""

    def __init__(self, **items: Any) -> None:
        self.items = items

    def describe(self) -> Mapping[str, Any]:
        return {
            name: {"total": len(items), "items": [{"fields": fields} for fields in items]}
            for name, items in self.items.items()
        }


class Scripted(Direct):
    """Answers what a scenario says, told as JSON."""

    def __init__(self, scenarios: Scenarios, state: State) -> None:
        self.scenarios, self.state = scenarios, state

    def __call__(self, asked: Asked) -> Written:
        asked.scope[KEY] = mishap = Mishap()
        said = self.scenarios.answer(asked, self.state)
        told = {"said": describe(said), "trouble": trouble(mishap)}
        return Written(200, [], json.dumps(told).encode())


def describe(said: Any) -> Any:
    if isinstance(said, Outcome):
        body = "nothing" if said.body is ABSENT else said.body
        return [said.status, body, dict(said.headers)]
    if isinstance(said, Wish):
        return {k: v for k in Wish.__slots__ if (v := getattr(said, k)) not in (None, "", False)}
    return said


def trouble(mishap: Mishap) -> dict[str, Any]:
    found = {
        "delay_s": mishap.delay_s,
        "slow_s": mishap.slow_s,
        "drop": mishap.drop,
        "halfway": mishap.halfway,
        "headers": {name.decode(): value.decode() for name, value in mishap.headers},
    }
    return {key: value for key, value in found.items() if value}


Write = Callable[[str], Path]


Play = Callable[..., Service]


async def said(app: Service, target: str = "/pets/7", **headers: str) -> Any:
    answer = await ask(app, "GET", target, headers=headers)
    return answer.json["said"] if "said" in answer.json else answer.json["status"]
