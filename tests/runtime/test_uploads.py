"""Bodies that a handler reads as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.runtime.problem import Conflict
from tenon.runtime.service import Service
from tenon.runtime.upload import ByteStream, PartStream
from tests.conftest import Serve
from tests.runtime.uploading import (
    FILE,
    FORM,
    KIB,
    MIB,
    MULTIPART,
    OCTETS,
    Keeper,
    declared,
    parts,
    pieces,
    sent,
    taking,
)
from tests.tiny import Answer, ask, operation, parameter


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1_000, 0])
async def test_parts_come_alike_however_the_body_is_cut(serve: Serve, size: int) -> None:
    content = bytes(range(256)) * 8 + b"\r\n--X\r\n--XY\r\n-" * 40
    body = parts(('name="note"', b"as is"), (FILE, content), ('name="n"', b"7"))
    answer, keeper = await sent(serve, body, size)
    assert (answer.status, answer.json) == (200, {"file": len(content)})
    assert keeper.kept == {"file": content}
    assert keeper.seen == [("file", "a.bin", "")]
    assert (keeper.at_file, keeper.fields) == ([{"note": "as is"}], {"note": "as is", "n": 7})


async def test_a_part_says_what_its_sender_says(serve: Serve) -> None:
    head = 'name="file"; filename="ä \\"b\\".png"\r\nContent-Type: image/png; x=1\r\nX-Own: y'
    _, keeper = await sent(serve, parts((head, b"1")))
    assert keeper.seen == [("file", 'ä "b".png', "image/png")]


async def test_several_files_of_one_name_come_one_after_another(serve: Serve) -> None:
    body = parts(('name="files"', b"a"), (FILE, b"b"), ('name="files"', b"c"))
    answer, keeper = await sent(serve, body)
    assert answer.status == 200
    assert [name for name, _, _ in keeper.seen] == ["files", "file", "files"]


async def test_what_is_left_unread_of_a_file_is_passed_over(serve: Serve) -> None:
    names = []

    async def skims(body: PartStream) -> Any:
        async for part in body:
            names.append(part.name)
            if part.name == "icon":
                await anext(part)
        return names

    service = taking(serve, skims, declared())
    body = parts(('name="icon"', b"1" * 200_000), (FILE, b"2" * 200_000))
    content = pieces(body, 50_000)
    answer = await ask(service, "POST", "/x", content, {"Content-Type": FORM})
    assert (answer.status, names) == (200, ["icon", "file"])


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (parts(), 422, "required", "/file"),
        (parts(('name="note"', b"fine")), 422, "required", "/file"),
        (parts(("name=zip", b"x"), (FILE, b"x")), 422, "additionalProperties", "/zip"),
        (parts(('name="note"', b"x"), (FILE, b"x")), 422, "minLength", "/note"),
        (parts((FILE, b"x"), ('name="note"', b"x")), 422, "minLength", "/note"),
        (parts(('name="n"', b"x"), (FILE, b"x")), 422, "type", "/n"),
        (parts((FILE, b"")), 422, "minLength", "/file"),
        (parts((FILE, b"x" * (3 * MIB + 1))), 422, "maxLength", "/file"),
        (parts(*[('name="files"', b"a")] * 3, (FILE, b"x")), 422, "maxItems", "/files"),
        (parts((FILE, b"x"), (FILE, b"y")), 400, "malformed", ""),
        (parts(('name="n"', b"1"), ('name="n"', b"2")), 400, "malformed", ""),
        (parts((FILE, b"x"), end=b""), 400, "malformed", ""),
        (parts((FILE, b"x"), end=b"--XX"), 400, "malformed", ""),
        (parts((FILE, b"x"))[:-30], 400, "malformed", ""),
        (b"", 400, "malformed", ""),
        (b"nothing of the kind", 400, "malformed", ""),
        (b"--XX\r\nno headers\r\n--XX--", 400, "malformed", ""),
        (parts(('filename="a"', b"1")), 400, "malformed", ""),
        (parts(("name=\xff".encode("latin-1").decode("latin-1"), b"1")), 422,
         "additionalProperties", "/ÿ"),
        (b"--XX\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n--XX--", 400,
         "malformed", ""),
        (parts(('name="note"', b"\xff\xff"), (FILE, b"x")), 400, "malformed", ""),
        (parts((FILE + "\r\nX: " + "y" * 10_000, b"x")), 400, "malformed", ""),
        (parts((FILE + "\r\nX: y" * 50, b"x")), 400, "malformed", ""),
    ],
)  # fmt: skip
async def test_wrong_forms_are_refused(
    serve: Serve, body: bytes, status: int, code: str, pointer: str
) -> None:
    answer, keeper = await sent(serve, body, 64 * KIB)
    assert answer.status == status, answer.body
    assert [(e["code"], e["pointer"]) for e in answer.json["errors"]] == [(code, pointer)]
    assert keeper.kept == {}


async def test_a_wrong_field_is_told_before_the_file_comes(serve: Serve) -> None:
    body = parts(('name="note"', b"x"), (FILE, b"y" * MIB))
    answer, keeper = await sent(serve, body, 10_000)
    assert (answer.status, answer.headers["connection"]) == (422, "close")
    assert keeper.seen == []


async def test_fields_are_held_in_memory_and_so_are_bounded(serve: Serve) -> None:
    open_schema = {"type": "object"}
    form = declared(schema=open_schema)
    answer, _ = await sent(serve, parts(("name=a", b"x" * 60_000)), 9_999, form=form)
    assert answer.status == 200
    several = parts(("name=a", b"x" * 40_000), ("name=b", b"x" * 40_000))
    answer, _ = await sent(serve, several, 9_999, form=form)
    assert answer.status == 413


async def test_there_may_not_be_very_many_parts(serve: Serve) -> None:
    many = parts(*[(f"name=p{number}", b"") for number in range(1_001)])
    answer, _ = await sent(serve, many, form=declared(schema={"type": "object"}))
    assert (answer.status, answer.codes) == (400, ["malformed"])


@pytest.mark.parametrize(
    ("sent_type", "status"),
    [("image/png", 200), ("IMAGE/JPEG; q=1", 200), ("text/html", 415), ("", 200)],
)
async def test_an_encoding_says_what_a_file_may_be(
    serve: Serve, sent_type: str, status: int
) -> None:
    form = declared(encoding={"file": {"contentType": "image/png, image/jpeg"}})
    head = f"{FILE}\r\nContent-Type: {sent_type}" if sent_type else FILE
    answer, _ = await sent(serve, parts((head, b"x")), form=form)
    assert answer.status == status


@pytest.mark.parametrize(
    ("media_type", "status"),
    [(MULTIPART, 400), (f"{MULTIPART}; boundary=", 400), (f"{MULTIPART}; boundary={'X' * 71}", 400),
     (f"{MULTIPART}; boundary=YY", 400), ("application/json", 415), ("text/plain", 415),
     (f'{MULTIPART}; charset=utf-8; boundary="XX"', 200)],
)  # fmt: skip
async def test_the_type_of_the_body_is_held_to(serve: Serve, media_type: str, status: int) -> None:
    answer, _ = await sent(serve, parts((FILE, b"x")), media_type=media_type)
    assert answer.status == status


async def octets(
    serve: Serve, content: Any, declaration: Any = None, **headers: str
) -> tuple[Answer, Keeper]:
    keeper = Keeper()
    service = taking(serve, keeper.octets, declaration or declared(OCTETS))
    headers = {"Content-Type": OCTETS, **headers}
    return await ask(service, "POST", "/x", content, headers), keeper


async def test_bytes_come_as_they_are(serve: Serve) -> None:
    answer, keeper = await octets(serve, [b"\x00\xff", b"", b"\r\n" * 70_000])
    assert (answer.status, answer.json) == (200, 140_002)
    assert keeper.kept == {"body": b"\x00\xff" + b"\r\n" * 70_000}
    assert keeper.seen == [OCTETS]
    assert "connection" not in answer.headers


async def test_a_required_body_has_bytes(serve: Serve) -> None:
    answer, _ = await octets(serve, b"")
    assert (answer.status, answer.codes) == (400, ["required"])
    answer, _ = await octets(serve, b"", declared(OCTETS, required=False))
    assert (answer.status, answer.json) == (200, 0)


async def test_a_body_that_need_not_come_is_none(serve: Serve) -> None:
    service = taking(serve, Keeper().octets, declared(OCTETS, required=False))
    answer = await ask(service, "POST", "/x")
    assert (answer.status, answer.json) == (200, None)


async def test_the_limit_is_the_operation_s_own(serve: Serve) -> None:
    within = [b"x" * MIB] * 8
    answer, _ = await octets(serve, within)
    assert (answer.status, answer.json) == (200, 8 * MIB)
    answer, keeper = await octets(serve, [*within, b"x", b"never asked for"])
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert answer.json["detail"] == f"The body is larger than {8 * MIB} bytes."
    assert keeper.kept == {}


async def test_a_length_over_the_limit_is_refused_before_the_handler(serve: Serve) -> None:
    answer, keeper = await octets(serve, b"x", **{"Content-Length": str(8 * MIB + 1)})
    assert (answer.status, keeper.seen) == (413, [])
    answer, keeper = await octets(serve, [b"x"], **{"Content-Length": str(8 * MIB)})
    assert answer.status == 200


async def test_a_limit_may_also_be_of_a_body_that_is_read_whole(serve: Serve) -> None:
    async def tell(body: Any) -> Any:
        return len(body["text"])

    media = {"schema": {"type": "object"}, "x-max-bytes": 200 * KIB}
    service = taking(serve, tell, {"required": True, "content": {"application/json": media}})
    headers = {"Content-Type": "application/json"}
    answer = await ask(service, "POST", "/x", b'{"text": "%s"}' % (b"x" * 100 * KIB), headers)
    assert (answer.status, answer.json) == (200, 100 * KIB)
    answer = await ask(service, "POST", "/x", b'{"text": "%s"}' % (b"x" * 200 * KIB), headers)
    assert answer.status == 413


async def test_an_operation_may_take_json_or_a_stream(serve: Serve) -> None:
    async def tell(body: Any, content_type: str) -> Any:
        return [content_type, type(body).__name__]

    content = {"application/json": {"schema": {"type": "integer"}}, OCTETS: {"x-stream": True}}
    service = taking(serve, tell, {"required": True, "content": content})
    answer = await ask(service, "POST", "/x", b"1", {"Content-Type": "application/json"})
    assert answer.json == ["application/json", "int"]
    assert "connection" not in answer.headers
    answer = await ask(service, "POST", "/x", b"x", {"Content-Type": OCTETS})
    assert answer.json == [OCTETS, "ByteStream"]


async def test_parameters_are_judged_before_any_of_the_body_is_asked_for(serve: Serve) -> None:
    asked = []

    async def receive() -> Any:
        asked.append(1)
        return {"type": "http.request", "body": b"x", "more_body": False}

    service = taking(
        serve, Keeper().octets, declared(OCTETS), parameter("n", "query", {"type": "integer"})
    )
    answer = await called(service, receive, b"n=x", {b"expect": b"100-continue"})
    assert (answer.status, asked) == (422, [])
    assert answer.headers["connection"] == "close"


async def called(
    service: Service, receive: Any, query: bytes = b"", headers: dict[bytes, bytes] | None = None
) -> Answer:
    """The answer to a body that comes as `receive` says."""
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    found = {b"content-type": OCTETS.encode(), **(headers or {})}
    scope = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x",
             "query_string": query, "headers": list(found.items())}  # fmt: skip
    await service(scope, receive, send)
    if not messages:
        return Answer(0, {}, b"")
    sent_headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return Answer(
        messages[0]["status"], sent_headers, b"".join(m.get("body", b"") for m in messages)
    )


async def test_nothing_is_read_ahead(serve: Serve) -> None:
    given, taken = 0, 0

    async def receive() -> Any:
        nonlocal given
        given += 1
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": given < 50}

    async def slowly(body: ByteStream) -> Any:
        nonlocal taken
        async for _ in body:
            taken += 1
            assert given == taken
            await asyncio.sleep(0)
        return taken

    answer = await called(taking(serve, slowly, declared(OCTETS)), receive)
    assert (answer.status, answer.json) == (200, 50)


async def test_one_who_leaves_ends_the_stream(serve: Serve) -> None:
    messages: list[Any] = [{"type": "http.request", "body": b"x", "more_body": True},
                           {"type": "http.disconnect"}]  # fmt: skip

    async def receive() -> Any:
        return messages.pop(0)

    keeper = Keeper()
    answer = await called(taking(serve, keeper.octets, declared(OCTETS)), receive)
    assert answer.status == 0
    assert (type(keeper.fault).__name__, keeper.kept) == ("Disconnected", {})


async def test_a_handler_may_refuse_on_the_way(serve: Serve) -> None:
    async def refuses(body: ByteStream) -> Any:
        await anext(body)
        raise Conflict("No more of this.")

    answer = await ask(taking(serve, refuses, declared(OCTETS)), "POST", "/x", [b"x", b"y", b""],
                       {"Content-Type": OCTETS})  # fmt: skip
    assert (answer.status, answer.headers["connection"]) == (409, "close")


async def test_a_reply_may_be_streamed_while_the_body_comes(serve: Serve) -> None:
    async def echo(body: ByteStream) -> AsyncIterator[bytes]:
        async for chunk in body:
            yield chunk[::-1]

    replies = {"200": {"description": "", "content": {OCTETS: {"x-stream": True}}}}
    found = operation("op", body=declared(OCTETS), replies=replies)
    service = serve({"/x": {"post": found}}, {"op": echo})
    content = [bytes([number]) * 2 + b"!" for number in range(200)]
    answer = await ask(service, "POST", "/x", content, {"Content-Type": OCTETS})
    assert answer.body == b"".join(piece[::-1] for piece in content)
