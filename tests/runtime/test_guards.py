"""Guards look at a request between its caller and its gate, and may add headers to any reply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, MutableMapping
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from tenon.contract import Contract, Operation
from tenon.runtime.app import contract_app
from tenon.runtime.problem import TooManyRequests
from tenon.runtime.security import Guard, Look
from tenon.runtime.service import Service
from tests.conftest import Connect
from tests.runtime.locks import known_by, locked
from tests.runtime.pets import TINY, Pets, pets_router
from tests.tiny import ask, contract, operation, reply

Scope = MutableMapping[str, Any]
BEARER = [{"bearer": ["read"]}]
LINES = {"200": {"description": "", "content": {"application/jsonl": {"x-itemSchema": True}}}}


class Watch:
    """A guard that notes what it sees, marks every reply, and refuses what it is told to."""

    def __init__(self, refuses: bool = False, only: str | None = None) -> None:
        self.compiled: list[str] = []
        self.seen: list[str | None] = []
        self._refuses = refuses
        self._only = only

    def __call__(self, operation: Operation) -> Look | None:
        self.compiled.append(operation.id)
        return self._look if self._only in (None, operation.id) else None

    async def _look(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        principal = scope.get("tenon.principal")
        self.seen.append(principal.subject if principal else None)
        scope["tenon.headers"].append((b"x-mark", b"seen"))
        if self._refuses:
            raise TooManyRequests("Slower.", headers={"Retry-After": "9"})


async def test_a_guard_sees_the_caller() -> None:
    watch = Watch()
    service = locked(BEARER, guards=[watch])
    answer = await ask(service, "GET", "/vault", headers={"Authorization": "Bearer t-ann"})
    assert (answer.status, answer.headers["x-mark"], watch.seen) == (200, "seen", ["ann"])


async def test_a_guard_is_compiled_once_for_each_operation() -> None:
    watch = Watch()
    service = locked([], guards=[watch])
    for method in ("GET", "GET", "POST", "POST"):
        await ask(service, method, "/vault")
    assert watch.compiled == ["look", "put"]


async def test_a_guard_that_has_nothing_to_do_for_an_operation_is_left_out() -> None:
    watch = Watch(only="put")
    service = locked([], guards=[watch])
    assert "x-mark" not in (await ask(service, "GET", "/vault")).headers
    assert (await ask(service, "POST", "/vault")).headers["x-mark"] == "seen"


@pytest.mark.parametrize(
    ("token", "status"), [("", 401), ("expired-bearer", 401), ("t-both", 403), ("down", 503)]
)
async def test_a_guard_looks_also_when_the_caller_is_refused(token: str, status: int) -> None:
    watch = Watch()
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    answer = await ask(locked(BEARER, guards=[watch]), "GET", "/vault", headers=sent)
    assert (answer.status, answer.headers["x-mark"], watch.seen) == (status, "seen", [None])


async def test_what_a_guard_raises_comes_before_a_refusal() -> None:
    answer = await ask(locked(BEARER, guards=[Watch(refuses=True)]), "GET", "/vault")
    assert (answer.status, answer.headers["retry-after"]) == (429, "9")
    assert answer.headers["x-mark"] == "seen"
    assert "www-authenticate" not in answer.headers


async def test_a_guard_looks_before_the_request_is_read() -> None:
    answer = await ask(locked([], guards=[Watch(refuses=True)]), "GET", "/vault?unknown=1")
    assert answer.status == 429


async def test_guards_look_in_their_order_and_the_first_refusal_holds() -> None:
    first, second, third = Watch(), Watch(refuses=True), Watch()

    def at_once(operation: Operation) -> Look:
        def look(scope: Scope, headers: Mapping[bytes, bytes]) -> None:
            scope["tenon.headers"].append((b"x-host", headers.get(b"host", b"none")))

        return look

    service = locked([], guards=[at_once, first, second, third])
    answer = await ask(service, "GET", "/vault", headers={"Host": "here"})
    assert (answer.status, answer.headers["x-host"]) == (429, "here")
    assert (len(first.seen), len(second.seen), len(third.seen)) == (1, 1, 0)


async def test_the_headers_of_a_guard_go_out_with_every_kind_of_reply(connect: Connect) -> None:
    paths = {
        f"/{name}": {"get": operation(name, replies=replies)}
        for name, replies in {
            "value": {"200": reply(True)},
            "nothing": {"204": reply()},
            "current": {"304": reply()},
            "lines": LINES,
            "broken": {"200": reply(True)},
        }.items()
    }

    async def lines() -> AsyncIterator[str]:
        yield "a"

    async def broken() -> None:
        raise KeyError("inside")

    async def nothing() -> None:
        return None

    answering = dict.fromkeys(("value", "nothing", "current"), nothing)
    handlers: dict[str, Any] = {**answering, "lines": lines, "broken": broken}
    service = Service(contract(paths), handlers, guards=[Watch()])
    client = connect(service)
    answers: dict[str, httpx.Response] = {name: await client.get(f"/{name}") for name in handlers}
    answers |= {f"{name} by HEAD": await client.head(f"/{name}") for name in handlers}
    answers["refused"] = await client.get("/value?unknown=1")
    told = {name: (a.status_code, a.headers.get_list("x-mark")) for name, a in answers.items()}
    assert told == {
        "value": (200, ["seen"]), "nothing": (204, ["seen"]), "current": (304, ["seen"]),
        "lines": (200, ["seen"]), "broken": (500, ["seen"]),
        "value by HEAD": (200, ["seen"]), "nothing by HEAD": (204, ["seen"]),
        "current by HEAD": (304, ["seen"]), "lines by HEAD": (200, ["seen"]),
        "broken by HEAD": (500, ["seen"]), "refused": (422, ["seen"]),
    }  # fmt: skip


async def test_they_go_out_with_the_answer_of_the_users_exception_handler() -> None:
    class Mine(Exception):
        pass

    pets = Pets()
    pets.fault = Mine()
    app = contract_app(Contract.from_bundle(TINY), [pets_router(pets)], guards=[Watch()])

    async def handle(request: Any, fault: Exception) -> PlainTextResponse:
        return PlainTextResponse("mine", 418)

    app.add_exception_handler(Mine, handle)
    answer = await ask(app, "GET", "/pets/1")
    assert (answer.status, answer.headers.get("x-mark")) == (418, "seen")


async def test_what_others_put_there_goes_out_with_what_is_no_operation() -> None:
    """Middleware that stands around the service may add headers in the same way."""
    service = locked([], guards=[])
    asked = [("GET", "/vault"), ("GET", "/nowhere"), ("PUT", "/vault"), ("OPTIONS", "/vault")]

    async def edge(scope: Any, receive: Any, send: Any) -> None:
        scope["tenon.headers"] = [(b"x-mark", b"edge")]
        await service(scope, receive, send)

    answers = [await ask(edge, method, target) for method, target in asked]
    assert [(a.status, a.headers["x-mark"]) for a in answers] == [
        (200, "edge"), (404, "edge"), (405, "edge"), (204, "edge"),
    ]  # fmt: skip


async def test_without_guards_the_scope_is_left_alone() -> None:
    seen: list[Any] = []
    guards: list[Guard] = []

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        await locked(BEARER, guards=guards, authenticators={"bearer": known_by("bearer")})(
            scope, receive, send
        )
        seen.append(scope)

    await ask(watched, "POST", "/vault")
    assert not {"tenon.headers", "tenon.principal"} & seen[0].keys()


def test_an_open_operation_that_no_guard_looks_at_has_no_entrance() -> None:
    service = locked(BEARER, guards=[Watch(only="look")])
    entrances = {o.id: service.authorization.entrance(o) for o in service.contract.operations}
    assert {id_: found is None for id_, found in entrances.items()} == {"look": False, "put": True}
