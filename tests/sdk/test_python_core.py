"""How a Python SDK asks: parameters, bodies, credentials, retries and pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.sdk.pets import Recorded, page, pet


def test_parameters_travel_as_the_contract_says(ask: Callable[..., Any]) -> None:
    wire = Recorded(page())

    ask(wire).pets.list_pets(tags=["a b", "c&d"], near={"x": 1}, x_trace="t", session="s")

    assert wire.asked[0].url.raw_path == b"/v1/pets?tags=a%20b&tags=c%26d&near[x]=1"
    assert wire.asked[0].headers["x-trace"] == "t"
    assert wire.asked[0].headers["cookie"] == "session=s"


@pytest.mark.parametrize(
    ("name", "path"),
    [("a/b", b"/v1/pets/a%2Fb"), ("..", b"/v1/pets/%2E%2E"), ("é", b"/v1/pets/%C3%A9")],
)
def test_a_path_parameter_stays_one_segment(
    ask: Callable[..., Any], name: str, path: bytes
) -> None:
    wire = Recorded(pet())

    ask(wire).pets.get_pet(name)

    assert wire.asked[0].url.raw_path == path


def test_an_empty_path_parameter_is_not_sent(ask: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="name is empty"):
        ask(Recorded()).pets.get_pet("")


def test_a_body_says_what_is_given_and_nothing_else(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.models import Pet  # type: ignore[import-not-found]

    wire = Recorded(pet(status=201, **{"X-Left": "3"}))

    made = ask(wire).pets.create_pet(Pet(name="Rex", in_="box"))

    assert json.loads(wire.asked[0].content) == {"name": "Rex", "in": "box"}
    assert (made.status, made.x_left, made.body.name) == (201, 3, "Rex")


def test_the_first_alternative_whose_credentials_are_held_is_used(
    ask: Callable[..., Any], sdk: Any
) -> None:
    from tiny_client.models import Pet

    wire = Recorded(*(pet(status=201, **{"X-Left": "3"}) for _ in range(3)))

    ask(wire, token=lambda: "t", key="k k").pets.create_pet(Pet(name="a"))
    ask(wire, token="t", login=("Ann", "pass")).pets.create_pet(Pet(name="b"))
    ask(wire, token="t").pets.create_pet(Pet(name="c"))

    first, second, third = wire.asked
    assert first.headers["authorization"] == "Bearer t"
    assert first.url.raw_path == b"/v1/pets?api%20key=k%20k"
    assert second.headers["authorization"] == "Basic QW5uOnBhc3M="
    assert "authorization" not in third.headers


def test_credentials_are_not_sent_where_none_are_asked_for(ask: Callable[..., Any]) -> None:
    wire = Recorded(pet())

    ask(wire, token="t").pets.get_pet("Rex")

    assert "authorization" not in wire.asked[0].headers


def test_a_busy_service_is_asked_again_under_the_same_key(
    ask: Callable[..., Any], sdk: Any
) -> None:
    from tiny_client.models import Pet

    wire = Recorded(
        httpx.Response(503),
        httpx.Response(429, headers={"Retry-After": "0"}),
        pet(status=201, **{"X-Left": "3"}),
    )

    ask(wire).pets.create_pet(Pet(name="Rex"))

    keys = {request.headers["idempotency-key"] for request in wire.asked}
    assert (len(wire.asked), len(keys)) == (3, 1)


def test_a_key_of_the_caller_is_kept(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.models import Pet

    wire = Recorded(pet(status=201, **{"X-Left": "3"}))

    ask(wire).pets.create_pet(Pet(name="Rex"), idempotency_key="mine")

    assert wire.asked[0].headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    "answer", [httpx.Response(503), httpx.ReadError("lost"), httpx.Response(500)]
)
def test_what_must_not_happen_twice_is_not_sent_again(
    ask: Callable[..., Any], answer: httpx.Response | Exception
) -> None:
    wire = Recorded(answer)

    with pytest.raises(Exception, match=r"lost|50\d"):
        ask(wire).pets.poke("Rex")

    assert len(wire.asked) == 1


def test_attempts_end(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.errors import ServiceUnavailable  # type: ignore[import-not-found]

    wire = Recorded(*(httpx.Response(503) for _ in range(3)))

    with pytest.raises(ServiceUnavailable):
        ask(wire).pets.get_pet("Rex")

    assert len(wire.asked) == 3


def test_a_wait_that_is_too_long_is_an_error(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.errors import TooManyRequests

    wire = Recorded(httpx.Response(429, headers={"Retry-After": "3600"}))

    with pytest.raises(TooManyRequests):
        ask(wire).pets.get_pet("Rex")


def test_an_error_holds_the_declared_document(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.errors import NotFound
    from tiny_client.models import Problem

    said = httpx.Response(404, json={"detail": "No Rex"}, headers={"X-Request-ID": "r1"})

    with pytest.raises(NotFound, match="404 Not Found: No Rex") as raised:
        ask(Recorded(said)).pets.get_pet("Rex")

    assert raised.value.problem == Problem(detail="No Rex")
    assert (raised.value.status, raised.value.request_id) == (404, "r1")


@pytest.mark.parametrize("said", [b"<html>", b'{"detail": 7}', b""])
def test_an_error_that_is_not_as_declared_is_still_an_error(
    ask: Callable[..., Any], sdk: Any, said: bytes
) -> None:
    with pytest.raises(sdk.ApiError) as raised:
        ask(Recorded(httpx.Response(418, content=said))).pets.get_pet("Rex")

    assert (raised.value.status, raised.value.problem, raised.value.body) == (418, None, said)


@pytest.mark.parametrize(
    "answer", [httpx.Response(200, json={"id": "x"}), httpx.Response(202, json={})]
)
def test_a_success_that_breaks_the_contract_is_told(
    ask: Callable[..., Any], sdk: Any, answer: httpx.Response
) -> None:
    from tiny_client.errors import UnexpectedReply

    with pytest.raises(UnexpectedReply, match="getPet"):
        ask(Recorded(answer)).pets.get_pet("Rex")


def test_pages_are_counted_until_all_was_seen(ask: Callable[..., Any]) -> None:
    wire = Recorded(page("a", "b", total=3), page("c", total=3))

    walked = [each.name for each in ask(wire).pets.iterate_pets(tags=["x"])]

    assert walked == ["a", "b", "c"]
    assert [r.url.query for r in wire.asked] == [b"tags=x", b"tags=x&page=2"]


def test_pages_without_a_total_end_with_an_empty_one(ask: Callable[..., Any]) -> None:
    wire = Recorded(page("a"), page("b"), page())

    assert [each.name for each in ask(wire).pets.iterate_pets()] == ["a", "b"]


def test_cursors_are_handed_on(ask: Callable[..., Any]) -> None:
    wire = Recorded(page("a", next_cursor="c 1"), page("b", next_cursor=None))

    walked = [each.name for each in ask(wire).pets.iterate_pets_by_cursor()]

    assert walked == ["a", "b"]
    assert [r.url.query for r in wire.asked] == [b"", b"cursor=c%201"]


def test_a_cursor_that_stands_still_ends_the_walk(ask: Callable[..., Any]) -> None:
    wire = Recorded(page("a", next_cursor="c"), page("b", next_cursor="c"))

    assert [each.name for each in ask(wire).pets.iterate_pets_by_cursor()] == ["a", "b"]


def test_a_form_is_sent_in_parts(ask: Callable[..., Any], sdk: Any, tmp_path: Path) -> None:
    photo = tmp_path / "rex.png"
    photo.write_bytes(b"\x89PNG")
    wire = Recorded(httpx.Response(204))

    ask(wire).pets.add_photo(photo=photo, title="Rex", from_="Ann")

    sent = wire.asked[0].content
    assert wire.asked[0].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="photo"; filename="rex.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in sent
    assert b'name="title"\r\n\r\nRex\r\n' in sent
    assert b'name="from"\r\n\r\nAnn\r\n' in sent


def test_an_open_file_is_sent_as_it_is_and_once(
    ask: Callable[..., Any], sdk: Any, tmp_path: Path
) -> None:
    photo = tmp_path / "rex.png"
    photo.write_bytes(b"\x89PNG")
    wire = Recorded(httpx.Response(503, headers={"Retry-After": "0"}))

    with photo.open("rb") as file, pytest.raises(sdk.ApiError):
        ask(wire).pets.set_photo(file)

    assert wire.asked[0].headers["content-type"] == "image/png"
    assert wire.asked[0].content == b"\x89PNG"
    assert len(wire.asked) == 1


async def test_a_token_is_asked_for_at_each_attempt(sdk: ModuleType) -> None:
    from tiny_client.models import Pet

    wire = Recorded(httpx.Response(503), pet(status=201, **{"X-Left": "3"}))
    tokens = iter(["one", "two"])

    async def token() -> str:
        return next(tokens)

    http = httpx.AsyncClient(transport=httpx.MockTransport(wire))
    retries = sdk.Retries(first_s=0.0)
    async with sdk.AsyncClient(
        "http://tiny.test", token=token, key="k", http=http, retries=retries
    ) as client:
        await client.pets.create_pet(Pet(name="Rex"))

    assert [r.headers["authorization"] for r in wire.asked] == ["Bearer one", "Bearer two"]
