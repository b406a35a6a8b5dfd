"""A mock that stands in for the real one, and its control as an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import Callback, Contract, Operation, Schema
from tenon.finding import Finding
from tenon.mock.control import Control
from tenon.mock.requests_log import RequestsLog
from tenon.mock.settings import MockSettings
from tests.tiny import body, contract, operation, parameter, reply

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
}
PET_ID = parameter("pet_id", "path", {"type": "integer"})
EVENT = {"post": operation("petAdded", body=body(PET))}
TINY = contract(
    {
        "/pets": {
            "get": operation(
                "listPets",
                parameter("kinds", "query", {"type": "array", "items": {"enum": ["cat", "dog"]}}),
                replies={"200": reply({"type": "array", "items": PET})},
                tags=["pets"],
            ),
            "post": operation(
                "createPet",
                body=body(PET, examples={"rex": {"value": {"name": "Rex"}}}),
                replies={"201": reply(PET), "409": reply()},
                security=[{"key": []}],
                callbacks={"added": {"{$request.query.url}": EVENT}},
                summary="Add a pet",
            ),
        },
        "/pets/{pet_id}": {"get": operation("pets/get", PET_ID, replies={"200": reply(PET)})},
        "/health": {"get": operation("getHealth")},
    },
    components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    webhooks={"petAdded": EVENT},
)


@dataclass(frozen=True)
class Made:
    value: Any
    fault: str = ""


class Sevens:
    """Makes the same of every schema."""

    def made(self, schema: Schema, key: str, **_: Any) -> Made:
        return Made(7)


class World:
    """Remembers names of pets."""

    def __init__(self) -> None:
        self.kept: dict[str, list[str]] = {"": ["Rex", "Mia", "Tom"]}

    @property
    def sessions(self) -> list[str]:
        return list(self.kept)

    def reset(self, name: str) -> None:
        self.kept[name] = []

    def snapshot(self, name: str) -> dict[str, Any]:
        return {"pets": list(self.kept.get(name, []))}

    def restore(self, name: str, snapshot: Mapping[str, Any]) -> None:
        if set(snapshot) != {"pets"}:
            raise ValueError("this is no snapshot")
        self.kept[name] = list(snapshot["pets"])

    def describe(self, name: str) -> dict[str, Any]:
        names = self.kept.get(name, [])
        items = [{"key": [text], "fields": {"name": text}} for text in names]
        return {"pets": {"total": len(items), "items": items}}


class Roles:
    """Remembers all operations but one."""

    def knows(self, operation: Operation) -> bool:
        return operation.id != "getHealth"


class Callbacks:
    """Sends nothing, and tells of it."""

    def __init__(self) -> None:
        self.deliveries: list[dict[str, Any]] = []

    async def send(self, callback: Callback, url: str, body: Any) -> dict[str, Any]:
        self.deliveries.append({"name": callback.name, "url": url, "body": repr(body)})
        return self.deliveries[-1]


@dataclass
class Mock:
    contract: Contract = TINY
    settings: MockSettings = field(default_factory=lambda: MockSettings(hosts=("tiny.test",)))
    findings: list[Finding] = field(default_factory=list)
    log: RequestsLog = field(default_factory=RequestsLog)
    values: Sevens = field(default_factory=Sevens)
    world: World = field(default_factory=World)
    stateful: Roles = field(default_factory=Roles)
    callbacks: Callbacks = field(default_factory=Callbacks)


class Controlled:
    """A mock's control as an application; what it does not know is 404."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self.control = Control(mock)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        found = self.control.find(scope)
        if found is not None:
            await found(scope, receive, send)
            return
        receive, send = self.mock.log.begin(scope, receive, send)
        if scope["method"] == "POST":
            await receive()
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b""})
