"""What handlers raise, and the exception handlers that FastAPI users add."""

from __future__ import annotations

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from tenon.runtime.problem import NotFound
from tests.conftest import Connect
from tests.runtime.pets import made


async def test_an_exception_handler_answers_for_operations_too(connect: Connect) -> None:
    class Busy(RuntimeError):
        pass

    class VeryBusy(Busy):
        pass

    app = made(VeryBusy("queue"))

    @app.exception_handler(Busy)
    async def busy(request: Request, fault: Exception) -> Response:
        return JSONResponse({"busy": str(fault), "at": request.url.path}, 503)

    answer = await connect(app).get("/pets/3")
    assert (answer.status_code, answer.json()) == (503, {"busy": "queue", "at": "/pets/3"})


async def test_an_exception_handler_may_be_synchronous_or_raise_a_problem(connect: Connect) -> None:
    app = made(KeyError("a"))

    @app.exception_handler(KeyError)
    def missing(request: Request, fault: Exception) -> Response:
        raise NotFound("No such pet.")

    answer = await connect(app).get("/pets/3")
    assert (answer.status_code, answer.json()) == (404, {"message": "No such pet."})


async def test_an_exception_handler_may_catch_everything(connect: Connect) -> None:
    app = made(KeyError("a"))

    @app.exception_handler(Exception)
    def everything(request: Request, fault: Exception) -> Response:
        return PlainTextResponse("caught", 500)

    assert (await connect(app).get("/pets/3")).text == "caught"


async def test_an_exception_handler_that_fails_leaks_nothing(connect: Connect) -> None:
    app = made(KeyError("a"))

    @app.exception_handler(KeyError)
    def fail(request: Request, fault: Exception) -> Response:
        raise RuntimeError("secret")

    answer = await connect(app).get("/pets/3")
    assert (answer.status_code, answer.json()) == (
        500,
        {"message": "The service failed to answer."},
    )


async def test_an_http_exception_is_told_as_the_contract_tells(connect: Connect) -> None:
    answer = await connect(made(HTTPException(409, "taken", {"X-A": "b"}))).get("/pets/3")
    assert (answer.status_code, answer.json()) == (409, {"message": "taken"})
    assert answer.headers["x-a"] == "b"
    answer = await connect(made(HTTPException(418, {"any": "thing"}))).get("/pets/3")
    assert (answer.status_code, answer.json()) == (418, {"message": "I'm a Teapot"})


async def test_an_http_exception_goes_to_the_users_handler_if_there_is_one(
    connect: Connect,
) -> None:
    app = made(HTTPException(409, "taken"))

    @app.exception_handler(HTTPException)
    async def mine(request: Request, fault: HTTPException) -> Response:
        return PlainTextResponse(f"mine: {fault.detail}", fault.status_code)

    assert (await connect(app).get("/pets/3")).text == "mine: taken"
