"""Request bodies: read within bounds, strictly, and judged by their schema."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tenon.runtime.formats import Format
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import JSON, ask, body, operation, post, reply


async def echo(body: Any = None) -> Any:
    return body


def echoing(serve: Serve, schema: Any = True, **more: Any) -> Service:
    """A service that answers with the body that it was sent."""
    settings = more.pop("settings", RuntimeSettings(check_replies=True))
    found = operation("echo", body=body(schema, **more), replies={"200": reply(True)})
    return serve({"/x": {"post": found}}, {"echo": echo}, settings)


@pytest.mark.parametrize(
    "value",
    [{}, [], "", 0, False, None, {"a": [1, 2.5, "ü", None]}, "\u0000", "😀", 2**63, -(2**64),
     10**300, 1e308, 5e-324],
)  # fmt: skip
async def test_any_json_arrives_as_it_was_sent(serve: Serve, value: Any) -> None:
    answer = await post(echoing(serve), "/x", value)
    assert (answer.status, answer.json) == (200, value)


@pytest.mark.parametrize(
    "text",
    [
        b"{", b"{]", b'{"a":}', b"nul", b"'a'", b"{a: 1}", b"[1,]", b"1 2", b" ", b"01", b"+1",
        b"NaN", b"[NaN]", b"Infinity", b"-Infinity", b"1e400", b"[-1e400]", b'{"a": 1E+999}',
        b"9" * 400 + b".0", b"9" * 300 + b"e99", b"1" * 5_000, b'"\xff"', b'"\xc3"',
        b"1.", b'"\xed\xa0\x80"',
        b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\x"', b'"a\nb"', b"\xef\xbb\xbf{}", b"\x00",
        b"\xff\xfe{\x00}\x00",
    ],
)  # fmt: skip
async def test_what_is_not_json_is_malformed(serve: Serve, text: bytes) -> None:
    answer = await post(echoing(serve), "/x", text)
    assert (answer.status, answer.codes) == (400, ["malformed"])
    assert answer.json["errors"][0]["in"] == "body"


@pytest.mark.parametrize(("depth", "status"), [(8, 200), (9, 400), (300, 400), (100_000, 400)])
@pytest.mark.parametrize(("left", "right"), [(b"[", b"]"), (b'{"a":', b"}")])
async def test_json_is_read_to_a_depth(
    serve: Serve, depth: int, status: int, left: bytes, right: bytes
) -> None:
    inner = b"" if left == b"[" else b"1"
    service = echoing(serve, settings=RuntimeSettings(max_json_depth=8))
    answer = await post(service, "/x", left * depth + inner + right * depth)
    assert answer.status == status


async def test_brackets_in_text_are_no_depth(serve: Serve) -> None:
    service = echoing(serve, settings=RuntimeSettings(max_json_depth=2))
    assert (await post(service, "/x", ["[" * 500, "{" * 500])).status == 200


@pytest.mark.parametrize(
    ("schema", "value", "status"),
    [
        ({"type": "integer", "maximum": 2**63 - 1}, 2**63 - 1, 200),
        ({"type": "integer", "maximum": 2**63 - 1}, 2**63, 422),
        ({"type": "integer", "minimum": -(2**63)}, -(2**63) - 1, 422),
        ({"type": "integer", "maximum": 9}, 10**4000, 422),
        ({"type": "integer"}, 1.0, 200),
        ({"type": "integer"}, 1.5, 422),
        ({"multipleOf": 0.01}, 19.99, 200),
        ({"multipleOf": 0.01}, 19.999, 422),
        ({"const": 1}, True, 422),
        ({"enum": [False]}, 0, 422),
        ({"format": "date-time"}, "1998-12-31T23:59:60Z", 200),
        ({"format": "date-time"}, "1998-12-31 23:59:59Z", 422),
        ({"format": "uuid"}, "{2EB8AA08-AA98-11EA-B4AA-73B441D16380}", 422),
        ({"pattern": "^[^\\u0000]*$"}, "a\u0000b", 422),
        ({"pattern": "^(?=a)(a+)+$"}, "a" * 5_000 + "b", 422),
    ],
)
async def test_the_schema_gives_the_verdict(
    serve: Serve, schema: Any, value: Any, status: int
) -> None:
    assert (await post(echoing(serve, schema), "/x", value)).status == status


async def test_everything_wrong_is_told_with_its_place(serve: Serve) -> None:
    schema = {"type": "object", "required": ["a/b"], "additionalProperties": False,
              "properties": {"a/b": True, "n": {"maximum": 3}, "list": {"items": {"type": "null"}},
                             "id": {"readOnly": True}}}  # fmt: skip
    answer = await post(echoing(serve, schema), "/x", {"n": 4, "list": [None, 0], "z": 1, "id": 2})
    told = {(error["pointer"], error["code"]) for error in answer.json["errors"]}
    assert answer.status == 422
    assert told == {
        ("/a~1b", "required"), ("/n", "maximum"), ("/list/1", "type"),
        ("", "additionalProperties"), ("/id", "not-allowed"),
    }  # fmt: skip


async def test_a_large_wrong_body_is_refused_in_time_and_few_words(serve: Serve) -> None:
    started = time.perf_counter()
    answer = await post(echoing(serve, {"items": {"type": "string"}}), "/x", [0] * 300_000)
    assert (answer.status, len(answer.json["errors"])) == (422, 1)
    assert time.perf_counter() - started < 1
    answer = await post(echoing(serve, {"items": {"type": "string"}}), "/x", [0] * 1_000)
    assert (answer.status, len(answer.json["errors"])) == (422, 100)
    answer = await post(echoing(serve, {"maxLength": 5}), "/x", "x" * 60_000)
    assert len(answer.body) < 2_000


async def test_an_object_that_asks_for_nothing_is_a_bad_request(serve: Serve) -> None:
    service = echoing(serve, {"type": "object", "minProperties": 1})
    answer = await post(service, "/x", {})
    assert (answer.status, answer.codes) == (400, ["minProperties"])


@pytest.mark.parametrize(
    "sent",
    ["application/json", "Application/JSON", "application/json; charset=utf-8",
     "application/json;charset=UTF-8;x=1"],
)  # fmt: skip
async def test_a_media_type_is_known_by_its_essence(serve: Serve, sent: str) -> None:
    assert (await post(echoing(serve), "/x", 1, sent)).status == 200


@pytest.mark.parametrize(
    "sent", ["text/plain", "application/xml", "application/jsonp", "json", "*/*", "; charset=utf-8",
             "application/json, application/json"],
)  # fmt: skip
async def test_another_media_type_is_415(serve: Serve, sent: str) -> None:
    answer = await post(echoing(serve), "/x", 1, sent)
    assert (answer.status, answer.headers["accept"]) == (415, JSON)


async def test_a_body_without_a_media_type_is_415(serve: Serve) -> None:
    assert (await ask(echoing(serve), "POST", "/x", b"{}")).status == 415
    assert (await ask(echoing(serve), "POST", "/x", b"{}", {"Content-Type": ""})).status == 415


async def test_a_compressed_body_is_415(serve: Serve) -> None:
    answer = await post(echoing(serve), "/x", 1, **{"Content-Encoding": "gzip"})
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity")
    assert (await post(echoing(serve), "/x", 1, **{"Content-Encoding": "identity"})).status == 200


@pytest.mark.parametrize("headers", [{}, {"Content-Type": JSON}])
async def test_a_required_body_that_is_missing_is_a_bad_request(
    serve: Serve, headers: dict[str, str]
) -> None:
    answer = await ask(echoing(serve), "POST", "/x", b"", headers)
    assert (answer.status, answer.codes) == (400, ["required"])


@pytest.mark.parametrize("headers", [{}, {"Content-Type": JSON}, {"Content-Length": "0"}])
async def test_an_optional_body_may_be_missing(serve: Serve, headers: dict[str, str]) -> None:
    answer = await ask(echoing(serve, required=False), "POST", "/x", b"", headers)
    assert (answer.status, answer.json) == (200, None)


LIMITED = RuntimeSettings(max_body_bytes=100)


@pytest.mark.parametrize(
    ("chunks", "status"),
    [([b"1" * 100], 200), ([b"1" * 101], 413), ([b"1" * 60, b"1" * 40], 200),
     ([b"1" * 60, b"1" * 41], 413), ([b"", b"1" * 100, b""], 200), ([b"1"] * 101, 413)],
)  # fmt: skip
async def test_a_body_of_unknown_length_is_read_up_to_the_limit(
    serve: Serve, chunks: list[bytes], status: int
) -> None:
    service = echoing(serve, settings=LIMITED)
    answer = await ask(service, "POST", "/x", chunks, {"Content-Type": JSON})
    assert answer.status == status
    assert status != 413 or answer.headers["connection"] == "close"


async def test_no_more_of_a_body_is_taken_than_the_limit(serve: Serve) -> None:
    taken = 0
    sent: list[Any] = []

    async def receive() -> Any:
        nonlocal taken
        taken += 40
        return {"type": "http.request", "body": b"1" * 40, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    service = echoing(serve, settings=LIMITED)
    await service(scope([(b"content-type", JSON.encode())]), receive, send)
    assert (sent[0]["status"], taken) == (413, 120)


def scope(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    found = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x"}
    return {**found, "query_string": b"", "headers": headers}


@pytest.mark.parametrize(
    ("length", "status"), [("100", 200), ("101", 413), ("9" * 5_000, 413), ("-1", 400), ("x", 400),
                           ("3, 3", 400)],
)  # fmt: skip
async def test_a_declared_length_is_judged_before_the_body_is_read(
    serve: Serve, length: str, status: int
) -> None:
    def content() -> Iterator[bytes]:
        yield b"1"

    service = echoing(serve, settings=LIMITED)
    headers = {"Content-Type": JSON, "Content-Length": length}
    assert (await ask(service, "POST", "/x", content(), headers)).status == status


async def test_a_caller_that_leaves_within_its_body_gets_no_answer(serve: Serve) -> None:
    service = echoing(serve)
    messages: list[Any] = [{"type": "http.request", "body": b"[", "more_body": True},
                           {"type": "http.disconnect"}]  # fmt: skip

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    await service(scope([(b"content-type", JSON.encode())]), receive, send)
    assert messages == []


async def test_bodies_come_as_their_media_type_says(serve: Serve) -> None:
    async def tell(body: Any, content_type: str) -> list[str]:
        return [type(body).__name__, content_type]

    content = {
        "application/merge-patch+json": {"schema": {"type": "object"}},
        "text/*": {"schema": {"type": "string", "maxLength": 3}},
        "text/xml": {"schema": {"type": "object"}},
        "image/png": {"schema": {"type": "string", "maxLength": 0}},
        "*/*": {},
    }
    raw = operation("tell", body={"content": content}, replies={"200": reply(True)})
    service = serve({"/x": {"post": raw}}, {"tell": tell})

    async def sent(value: bytes, media_type: str) -> Any:
        return (await post(service, "/x", value, media_type)).json

    assert await sent(b"{}", "application/merge-patch+json") == [
        "dict", "application/merge-patch+json",
    ]  # fmt: skip
    assert await sent("aü".encode(), "text/csv; charset=utf-8") == ["str", "text/*"]
    assert await sent(b"<a/>", "text/xml") == ["str", "text/xml"]
    assert await sent(b"\xff\x00", "image/png") == ["bytes", "image/png"]
    assert await sent(b"\xff", "audio/ogg") == ["bytes", "*/*"]
    assert (await sent(b"long", "text/plain"))["status"] == 422
    assert (await sent(b"\xff", "text/plain"))["status"] == 400


async def test_a_body_that_is_not_declared_is_not_read(serve: Serve) -> None:
    async def none() -> None:
        return None

    service = serve({"/x": {"get": operation("a")}}, {"a": none})
    answer = await ask(service, "GET", "/x", b"{", {"Content-Type": JSON})
    assert answer.status == 204


async def test_formats_of_the_service_are_asserted(serve: Serve) -> None:
    even = Format(lambda text: len(text) % 2 == 0, lambda _: "ab")
    service = echoing(serve, {"format": "even"}, settings=RuntimeSettings(formats={"even": even}))
    assert (await post(service, "/x", "ab")).status == 200
    answer = await post(service, "/x", "abc")
    assert (answer.status, answer.codes) == (422, ["format"])


@pytest.mark.parametrize("schema", [{"$schema": "https://spec.openapis.org/oas/3.1/dialect/base"},
                                    {}])  # fmt: skip
async def test_formats_of_json_schema_are_asserted(serve: Serve, schema: Any) -> None:
    service = echoing(serve, {**schema, "format": "date"})
    assert (await post(service, "/x", "2024-02-30")).status == 422


async def test_a_schema_that_cannot_be_used_is_a_fault_of_the_service(serve: Serve) -> None:
    for schema in ({"$ref": "#/nowhere"}, {"pattern": "("}, {"type": "nothing"}):
        answer = await post(echoing(serve, schema), "/x", "a")
        assert answer.status == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["detail"] == "The service failed to answer."
