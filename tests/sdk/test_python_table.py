"""The table of what the Python SDK keeps and loses: each row is shown by a test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tenon.document import read
from tenon.sdk.python.package import generate
from tests.sdk import python_sdk
from tests.tiny import body, document, operation, parameter, reply

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}
THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {**INTEGER, "readOnly": True}, "code": {**TEXT, "pattern": "^[A-Z]+$"}},
}
Client = Callable[..., tuple[Any, Any]]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """A function from paths, and answers in turn, to a client and what it asks."""
    with ExitStack() as stack:

        def make(paths: dict[str, Any], *answers: httpx.Response) -> tuple[Any, Any]:
            given = document(paths, {"Thing": THING})
            (tmp_path / "openapi.json").write_text(json.dumps(given))
            files = generate(read(tmp_path / "openapi.json"))
            module = stack.enter_context(python_sdk.written(files, tmp_path / "made"))
            asked: list[httpx.Request] = []
            left = list(answers)

            def answer(request: httpx.Request) -> httpx.Response:
                asked.append(request)
                return left.pop(0)

            http = httpx.Client(transport=httpx.MockTransport(answer))
            return module.Client("http://tiny.test", http=http).things, asked

        yield make


def get(*parameters: Any, **replies: Any) -> dict[str, Any]:
    named = {status.removeprefix("s"): said for status, said in replies.items()}
    return {"/things": {"get": operation("ask", *parameters, replies=named)}}


def test_an_argument_that_is_none_is_not_sent(client: Client) -> None:
    nullable = {"type": ["string", "null"]}
    things, asked = client(get(parameter("q", "query", nullable)), httpx.Response(204))

    things.ask(q=None)

    assert asked[0].url.raw_path == b"/things"


def test_a_read_only_property_is_sent_where_it_is_set(client: Client) -> None:
    thing = {"$ref": "#/components/schemas/Thing"}
    paths = {"/things": {"post": operation("add", body=body(thing))}}
    things, asked = client(paths, httpx.Response(204), httpx.Response(204))
    from tiny_client.models import Thing  # type: ignore[import-not-found]

    things.add(Thing(code="A"))
    things.add(Thing(id=7))

    assert [json.loads(request.content) for request in asked] == [{"code": "A"}, {"id": 7}]


def test_a_pattern_is_not_judged(client: Client) -> None:
    answer = httpx.Response(200, json={"id": 1, "code": "small"})
    things, _ = client(get(s200=reply({"$ref": "#/components/schemas/Thing"})), answer)

    assert things.ask().code == "small"


def test_each_reply_of_success_has_a_class(client: Client) -> None:
    paths = get(s200=reply(INTEGER), s202=reply(TEXT))
    things, _ = client(paths, httpx.Response(200, json=1), httpx.Response(202, json="soon"))

    found = [things.ask(), things.ask()]

    assert [type(each).__name__ for each in found] == ["AskOk", "AskAccepted"]
    assert [(each.status, each.body) for each in found] == [(200, 1), (202, "soon")]


def test_each_form_of_an_answer_has_a_method(client: Client) -> None:
    said = {"description": "", "content": {
        "application/json": {"schema": INTEGER},
        "text/csv": {"schema": TEXT},
        "application/jsonl": {"x-itemSchema": INTEGER},
        "image/png": {},
    }}  # fmt: skip
    answers = [
        httpx.Response(200, content=content, headers={"Content-Type": type_})
        for content, type_ in ((b"7", "application/json"), (b"a,b", "text/csv"),
                               (b"1\n2\n", "application/jsonl"), (b"\x89PNG", "image/png"))
    ]  # fmt: skip
    things, asked = client(get(s200=said), *answers)

    assert things.ask() == 7
    assert things.ask_as_text() == "a,b"
    assert list(things.ask_as_stream()) == [1, 2]
    assert things.ask_as_bytes().read() == b"\x89PNG"
    accepted = [request.headers["accept"] for request in asked]
    assert accepted == ["application/json", "text/csv", "application/jsonl", "image/png"]


def test_of_the_types_of_a_body_json_is_sent(client: Client) -> None:
    content = {"application/xml": {}, "application/merge-patch+json": {"schema": True},
               "application/json": {"schema": True}}  # fmt: skip
    paths = {"/things": {"post": operation("add", body={"required": True, "content": content})}}
    things, asked = client(paths, httpx.Response(204))

    things.add({"a": 1})

    assert asked[0].headers["content-type"] == "application/json"
    assert asked[0].content == b'{"a":1}'


def test_xml_comes_as_bytes(client: Client) -> None:
    paths = get(s200=reply({"$ref": "#/components/schemas/Thing"}, "application/xml"))
    things, _ = client(paths, httpx.Response(200, content=b"<thing/>"))

    assert things.ask().read() == b"<thing/>"


def test_a_tuple_comes_as_a_list(client: Client) -> None:
    pair = {"type": "array", "prefixItems": [INTEGER, TEXT], "items": False}
    things, _ = client(get(s200=reply(pair)), httpx.Response(200, json=[1, "a"]))

    assert things.ask() == [1, "a"]


def test_a_union_comes_as_one_of_its_members(client: Client) -> None:
    cat = {"type": "object", "title": "Cat", "required": ["lives"],
           "properties": {"lives": INTEGER}}  # fmt: skip
    dog = {"type": "object", "title": "Dog", "required": ["barks"],
           "properties": {"barks": {"type": "boolean"}}}  # fmt: skip
    answer = httpx.Response(200, json={"barks": True})
    things, _ = client(get(s200=reply({"oneOf": [cat, dog]})), answer)

    assert things.ask().barks is True


def test_callbacks_make_no_methods(client: Client) -> None:
    called = {"{$request.query.url}": {"post": operation("called")}}
    paths = {"/things": {"get": operation("ask", callbacks={"done": called})}}
    things, _ = client(paths)

    assert [name for name in dir(things) if not name.startswith("_")] == ["ask"]
