"""Bodies that a handler reads as they come."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.runtime.problem import Conflict
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.upload import ByteStream, PartStream
from tests.conftest import Listen, Serve
from tests.tiny import Answer, ask, operation, parameter, reply

MULTIPART, OCTETS = "multipart/form-data", "application/octet-stream"
FORM = f"{MULTIPART}; boundary=XX"
KIB, MIB = 1_024, 1_048_576
SCHEMA = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "note": {"type": "string", "minLength": 2, "maxLength": 10},
        "n": {"type": "integer"},
        "file": {"type": "string", "format": "binary", "minLength": 1, "maxLength": 3 * MIB},
        "icon": {"contentMediaType": "image/png"},
        "files": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "binary"}},
    },
}


def declared(
    media_type: str = MULTIPART, required: bool = True, limit: int = 8 * MIB, **more: Any
) -> dict[str, Any]:
    media = {"x-stream": True, "x-max-bytes": limit, **more}
    if media_type == MULTIPART:
        media.setdefault("schema", SCHEMA)
    return {"required": required, "content": {media_type: media}}


class Keeper:
    """A handler that keeps what comes, and tells what it saw."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.seen: list[Any] = []
        self.fault: BaseException | None = None
        self.fields: dict[str, Any] = {}
        self.at_file: list[dict[str, Any]] = []

    async def parts(self, body: PartStream) -> Any:
        kept: dict[str, bytes] = {}
        try:
            async for part in body:
                self.at_file.append(dict(body.fields))
                self.seen.append((part.name, part.filename, part.content_type))
                kept[part.name] = b"".join([chunk async for chunk in part])
        except BaseException as fault:
            self.fault = fault
            raise
        self.kept, self.fields = kept, body.fields
        return {name: len(content) for name, content in kept.items()}

    async def octets(self, body: ByteStream | None = None) -> Any:
        if body is None:
            return None
        self.seen.append(body.content_type)
        try:
            self.kept["body"] = b"".join([chunk async for chunk in body])
        except BaseException as fault:
            self.fault = fault
            raise
        return len(self.kept["body"])


def taking(serve: Serve, handler: Any, body: Any, *parameters: Any, **settings: Any) -> Service:
    found = operation("op", *parameters, body=body, replies={"200": reply(True)})
    settings = {"check_replies": True, "max_body_bytes": 64 * KIB, **settings}
    return serve({"/x": {"post": found}}, {"op": handler}, RuntimeSettings(**settings))


def parts(*found: tuple[str, bytes], end: bytes = b"--XX--\r\n") -> bytes:
    """A multipart body of (headers after `Content-Disposition: form-data; `, content) pairs."""
    pieces = [b"--XX\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content
              + b"\r\n" for head, content in found]  # fmt: skip
    return b"".join(pieces) + end


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)] or [b""]


FILE = 'name="file"; filename="a.bin"'


async def sent(
    serve: Serve, body: bytes, size: int = 0, *, form: Any = None, media_type: str = FORM
) -> tuple[Answer, Keeper]:
    keeper = Keeper()
    service = taking(serve, keeper.parts, form or declared())
    content: Any = pieces(body, size) if size else body
    return await ask(service, "POST", "/x", content, {"Content-Type": media_type}), keeper


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


# On a socket.


def exchange(address: tuple[str, int], *sent: bytes) -> bytes:
    """What comes back until the server closes, however little of this it takes."""
    received = b""
    with socket.create_connection(address, timeout=10) as connection:
        try:
            for part in sent:
                connection.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def head(*more: str, length: int | None = None) -> bytes:
    sized = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = ["POST /x HTTP/1.1", "Host: tiny.test", f"Content-Type: {OCTETS}", sized, *more, "", ""]
    return "\r\n".join(lines).encode()


CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"


async def test_too_large_a_body_is_answered_and_the_connection_closed(
    serve: Serve, listen: Listen
) -> None:
    keeper = Keeper()
    address = listen(taking(serve, keeper.octets, declared(OCTETS)))
    stated, grown = await asyncio.gather(
        asyncio.to_thread(exchange, address, head(length=12 * MIB), *[b"x" * MIB] * 12),
        asyncio.to_thread(exchange, address, head(), *[CHUNK] * (12 * 16), b"0\r\n\r\n"),
    )
    for received in (stated, grown):
        assert received.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close\r\n" in received
    assert keeper.kept == {}


async def test_a_sender_who_waits_is_told_to_go_on(serve: Serve, listen: Listen) -> None:
    keeper = Keeper()
    address = listen(taking(serve, keeper.octets, declared(OCTETS)))

    def wait() -> tuple[bytes, bytes]:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head("Expect: 100-continue", length=5))
            first = connection.recv(100)
            connection.sendall(b"hello")
            return first, connection.recv(65_536)

    first, second = await asyncio.to_thread(wait)
    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert second.startswith(b"HTTP/1.1 200 ")
    assert keeper.kept == {"body": b"hello"}


async def test_a_sender_who_waits_in_vain_is_told_so_at_once(serve: Serve, listen: Listen) -> None:
    address = listen(taking(serve, Keeper().octets, declared(OCTETS)))
    asked = head("Expect: 100-continue", length=100 * MIB)
    received = await asyncio.wait_for(asyncio.to_thread(exchange, address, asked), 1)
    assert received.startswith(b"HTTP/1.1 413 ")


async def test_a_sender_who_goes_on_for_ever_is_let_go(
    serve: Serve, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenon.runtime.inflow.LINGER_S", 0.2)
    address = listen(taking(serve, Keeper().octets, declared(OCTETS)))

    def trickle() -> bytes:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head(length=100 * MIB))
            received = b""
            while chunk := connection.recv(65_536):
                received += chunk
            return received

    received = await asyncio.wait_for(asyncio.to_thread(trickle), 5)
    assert received.startswith(b"HTTP/1.1 413 ")


async def test_one_who_leaves_on_the_way_is_noticed(serve: Serve, listen: Listen) -> None:
    left = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def waits(body: ByteStream) -> Any:
        try:
            async for _ in body:
                pass
        finally:
            loop.call_soon_threadsafe(left.set)

    address = listen(taking(serve, waits, declared(OCTETS)))

    def leave() -> None:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head(length=5 * MIB) + b"x" * 1_000)

    await asyncio.to_thread(leave)
    await asyncio.wait_for(left.wait(), 5)
