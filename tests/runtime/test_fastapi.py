"""What FastAPI users know works beside the operations of a contract."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.middleware.base import BaseHTTPMiddleware

from tenon.contract import Contract
from tenon.runtime.app import contract_app
from tenon.runtime.router import ContractRouter
from tests.conftest import Connect
from tests.runtime.pets import TINY, Pets, made, pets_router
from tests.tiny import document, operation


@pytest.fixture
def tiny(connect: Connect) -> Callable[..., httpx.AsyncClient]:
    def make(*args: Any, **options: Any) -> httpx.AsyncClient:
        return connect(made(*args, **options))

    return make


Tiny = Callable[..., httpx.AsyncClient]


async def test_operations_are_answered(tiny: Tiny) -> None:
    answer = await tiny().get("/pets/3")
    assert (answer.status_code, answer.json()) == (200, "pet 3")
    assert (await tiny().get("/lines")).text == '"a"\n"b"\n'


async def test_a_missing_handler_is_501_and_is_told(tiny: Tiny) -> None:
    assert made().unimplemented == ("deletePet",)
    answer = await tiny().delete("/pets/3")
    assert answer.status_code == 501


async def test_the_application_says_what_the_contract_says() -> None:
    app = made()
    assert (app.title, app.version) == ("Tiny", "1")
    assert app.openapi() is TINY


async def test_unknown_paths_and_methods_are_told_as_the_contract_tells(tiny: Tiny) -> None:
    answer = await tiny().get("/nope")
    assert (answer.status_code, set(answer.json())) == (404, {"message"})
    answer = await tiny().put("/pets/3")
    assert (answer.status_code, set(answer.json())) == (405, {"message"})
    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS"
    assert (await tiny().options("/pets/3")).headers["allow"] == "DELETE, GET, HEAD, OPTIONS"


# Middleware


async def test_pure_middleware_goes_around_operations(connect: Connect) -> None:
    class Stamp:
        def __init__(self, app: Any, text: str) -> None:
            self.app, self.text = app, text

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def stamped(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"].append((b"x-stamp", self.text.encode()))
                await send(message)

            await self.app(scope, receive, stamped)

    app = made()
    app.add_middleware(Stamp, text="inner")
    app.add_middleware(Stamp, text="outer")
    client = connect(app)
    for target in ("/pets/3", "/pets/x", "/nope", "/openapi.json", "/lines"):
        stamps = (await client.get(target)).headers.get_list("x-stamp")
        assert stamps == ["inner", "outer"], target


async def test_base_http_middleware_goes_around_operations(connect: Connect) -> None:
    app = made()
    seen = []

    @app.middleware("http")
    async def note(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Any:
        answer = await call_next(request)
        seen.append((request.scope["tenon.operation"].id, answer.status_code))
        answer.headers["X-Noted"] = "yes"
        return answer

    client = connect(app)
    assert (await client.get("/pets/3")).headers["x-noted"] == "yes"
    assert (await client.get("/lines")).text == '"a"\n"b"\n'
    assert seen == [("getPet", 200), ("getLines", 200)]


async def test_middleware_may_answer_by_itself(connect: Connect) -> None:
    class Closed(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: Any) -> Response:
            return PlainTextResponse("closed", 503)

    app = made()
    app.add_middleware(Closed)
    answer = await connect(app).get("/pets/3")
    assert (answer.status_code, answer.text) == (503, "closed")


async def test_a_fault_of_middleware_is_told_as_the_contract_tells(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    app = made()

    @app.middleware("http")
    async def fail(request: Request, call_next: Any) -> Response:
        raise RuntimeError("secret")

    with caplog.at_level(logging.ERROR, "tenon"):
        answer = await connect(app).get("/pets/3")
    assert (answer.status_code, answer.json()) == (
        500,
        {"message": "The service failed to answer."},
    )
    assert "secret" in caplog.text


async def test_cors_answers_preflight_requests(connect: Connect) -> None:
    from fastapi.middleware.cors import CORSMiddleware

    app = made()
    app.add_middleware(CORSMiddleware, allow_origins=["https://a.test"], allow_methods=["GET"])
    asked = {"Origin": "https://a.test", "Access-Control-Request-Method": "GET"}
    client = connect(app)
    answer = await client.options("/pets/3", headers=asked)
    assert (answer.status_code, answer.text) == (200, "OK")
    answer = await client.get("/pets/3", headers={"Origin": "https://a.test"})
    assert answer.headers["access-control-allow-origin"] == "https://a.test"


# Routes of the user's own


async def caller(request: Request) -> str:
    return request.headers["x-caller"]


async def refuse() -> None:
    raise HTTPException(403, "no")


async def test_routes_may_be_added(connect: Connect) -> None:
    app = made()

    @app.get("/mine/{n}")
    async def mine(n: int, q: str = "q") -> dict[str, Any]:
        return {"n": n, "q": q}

    @app.post("/pets/{pet_id}")
    async def beside(pet_id: int) -> int:
        return pet_id

    client = connect(app)
    assert (await client.put("/pets/3")).json() == {
        "message": "This path knows: DELETE, GET, HEAD, OPTIONS."
    }
    assert (await client.get("/mine/1?q=a")).json() == {"n": 1, "q": "a"}
    assert (await client.get("/mine/x")).json()["detail"][0]["loc"] == ["path", "n"]
    assert (await client.post("/pets/3")).json() == 3
    assert (await client.get("/pets/3")).json() == "pet 3"
    assert (await client.put("/mine/1")).status_code == 405


async def test_routers_may_be_nested_and_depend(connect: Connect) -> None:
    inner = APIRouter(prefix="/inner")
    closed = APIRouter(prefix="/closed", dependencies=[Depends(refuse)])
    outer = APIRouter(prefix="/outer")

    @inner.get("/who")
    async def who(name: Annotated[str, Depends(caller)]) -> str:
        return name

    @closed.get("/who")
    async def nobody() -> str:
        return "never"

    outer.include_router(inner)
    outer.include_router(closed)
    app = made()
    app.include_router(outer, prefix="/v1")
    client = connect(app)
    answer = await client.get("/v1/outer/inner/who", headers={"X-Caller": "ann"})
    assert (answer.status_code, answer.json()) == (200, "ann")
    answer = await client.get("/v1/outer/closed/who")
    assert (answer.status_code, answer.json()) == (403, {"detail": "no"})
    assert (await client.get("/v1/outer/inner/nope")).status_code == 404


async def test_a_sub_application_may_be_mounted(connect: Connect) -> None:
    sub = FastAPI()

    @sub.get("/hello")
    async def hello(request: Request) -> str:
        return str(request.scope["root_path"])

    app = made()
    app.mount("/sub", sub)
    client = connect(app)
    assert (await client.get("/sub/hello")).json() == "/sub"
    assert (await client.get("/sub/nope")).json() == {"detail": "Not Found"}


async def test_a_contract_may_be_mounted_in_another_application(connect: Connect) -> None:
    outer = FastAPI()
    outer.mount("/api", made())
    client = connect(outer)
    assert (await client.get("/api/pets/3")).json() == "pet 3"
    assert (await client.get("/api/pets/x")).status_code == 422
    assert (await client.get("/api/openapi.json")).json()["info"]["title"] == "Tiny"
    assert (await client.get("/pets/3")).status_code == 404


async def test_the_names_of_operations_lead_to_their_paths() -> None:
    app = made()
    assert app.url_path_for("get_pet", pet_id="3") == "/pets/3"
    assert app.router.url_path_for("delete_pet", pet_id="3") == "/pets/3"


async def test_a_root_path_may_be_on_the_path_or_not(connect: Connect) -> None:
    app = made()

    async def proxied(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "root_path": "/api"}, receive, send)

    client = connect(proxied)
    assert (await client.get("/pets/3")).json() == "pet 3"
    assert (await client.get("/api/pets/3")).json() == "pet 3"
    assert (await client.get("/api/docs")).status_code == 200


async def test_servers_of_the_contract_are_prefixes_of_its_paths(tiny: Tiny) -> None:
    client = tiny(document={**TINY, "servers": [{"url": "https://a.test/v3"}]})
    assert (await client.get("/v3/pets/3")).json() == "pet 3"
    assert (await client.get("/pets/3")).json() == "pet 3"
    assert (await client.get("/v4/pets/3")).status_code == 404


# Lifespan


async def test_the_lifespan_has_its_state() -> None:
    events = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        events.append("opened")
        yield {"store": "here"}
        events.append("closed")

    app = made(lifespan=lifespan)

    @app.get("/mine")
    async def mine(request: Request) -> str:
        return str(request.state.store)

    async with app.router.lifespan_context(app) as state:
        transport = httpx.ASGITransport(app=app)

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)

        transport.app = with_state
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            assert (await client.get("/mine")).json() == "here"
            assert (await client.get("/pets/3")).json() == "pet 3"
    assert events == ["opened", "closed"]


# Routers


def test_a_contract_router_wants_an_operation_id() -> None:
    router = ContractRouter(Pets())
    with pytest.raises(ValueError, match="needs an operation_id"):
        router.add_api_route("/x", lambda: None)


async def test_a_contract_router_serves_only_with_its_contract(connect: Connect) -> None:
    app = FastAPI()
    app.router.routes.extend(pets_router(Pets()).routes)
    with pytest.raises(RuntimeError, match="getPet must be served by"):
        await connect(app).get("/pets/3")


@pytest.mark.parametrize("path", ["/a/{b-c}", "/a/{b.c}/{d}", "/{a}.{b}", "/a:{b}", "/{a:x}"])
async def test_any_path_of_a_contract_may_be_routed(connect: Connect, path: str) -> None:
    router = ContractRouter(Pets())
    router.add_api_route(path, Pets().get_pet, operation_id="getPet")
    paths = {path: {"get": operation("x")}}
    app = contract_app(Contract.from_bundle(document(paths)), [router])
    assert (await connect(app).get("/")).status_code == 404
