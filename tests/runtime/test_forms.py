"""Form bodies, as the objects that their schemas describe."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import Answer, body, operation, post, reply

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
FORM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "n": INTEGER,
        "t": TEXT,
        "list": {"type": "array", "items": INTEGER},
        "pair": {"type": "object", "properties": {"a": INTEGER}},
        "file": {"type": "string", "format": "binary"},
        "icon": {"contentMediaType": "image/png"},
        "files": {"type": "array", "items": {"contentMediaType": "application/octet-stream"}},
        "note": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
    },
}


async def sent(
    serve: Serve, value: bytes, media_type: str, schema: Any = FORM, **encoding: Any
) -> Answer:
    async def tell(body: Any) -> Any:
        return {key: shown(member) for key, member in body.items()}

    declared = media_type.partition(";")[0]
    raw = body(schema, declared, encoding=encoding)
    found = operation("op", body=raw, replies={"200": reply(True)})
    service = serve({"/x": {"post": found}}, {"op": tell}, RuntimeSettings(max_json_depth=8))
    return await post(service, "/x", value, media_type)


def shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"bytes {value.hex()}"
    return list(map(shown, value)) if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"n=1&t=a+b%26", {"n": 1, "t": "a b&"}), (b"", {}), (b"t=", {"t": ""}),
        (b"&n=1&", {"n": 1}),
        (b"list=1&list=2", {"list": [1, 2]}), (b"list=1", {"list": [1]}),
        (b"pair=%7B%22a%22%3A1%7D", {"pair": {"a": 1}}), ("t=é".encode(), {"t": "é"}),
    ],
)  # fmt: skip
async def test_urlencoded_fields_are_read_by_their_schema(
    serve: Serve, text: bytes, value: Any
) -> None:
    answer = await sent(serve, text, URLENCODED)
    assert (answer.status, answer.json) == (200, value)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"n=x", 422), (b"z=1", 422), (b"=1", 422), (b"n=1&n=2", 400), (b"t=%ff", 400),
        (b"%ff=1", 400), (b"t=\xff", 400), (b"pair=%7B", 400), (b"pair=NaN", 400),
        (b"pair={}&pair={}", 400), (b"pair=" + b"[" * 9 + b"]" * 9, 400),
        (b"pair={%22a%22:1e999}", 400),
    ],
)  # fmt: skip
async def test_wrong_urlencoded_fields_are_refused(serve: Serve, text: bytes, status: int) -> None:
    assert (await sent(serve, text, URLENCODED)).status == status


async def test_an_encoding_says_how_a_field_is_written(serve: Serve) -> None:
    answer = await sent(serve, b"list=1,2", URLENCODED, list={"explode": False, "style": "form"})
    assert answer.json == {"list": [1, 2]}
    answer = await sent(serve, b"t=%221%22", URLENCODED, t={"contentType": "application/json"})
    assert answer.json == {"t": "1"}
    deep = {"style": "deepObject", "explode": True}
    answer = await sent(serve, b"pair[a]=1&t=x", URLENCODED, pair=deep)
    assert answer.json == {"t": "x", "pair": {"a": 1}}
    assert (await sent(serve, b"pair" + b"[a]" * 50 + b"=1", URLENCODED, pair=deep)).status == 400
    assert (await sent(serve, b"pair[a]=1&pair[a]=2", URLENCODED, pair=deep)).status == 400


async def test_fields_that_a_schema_leaves_open_are_read_by_it_too(serve: Serve) -> None:
    schema = {"type": "object", "additionalProperties": INTEGER}
    assert (await sent(serve, b"a=1", URLENCODED, schema)).json == {"a": 1}
    assert (await sent(serve, b"a=x", URLENCODED, schema)).status == 422
    assert (await sent(serve, b"a=1", URLENCODED, True)).json == {"a": "1"}


async def test_many_fields_are_read_in_time(serve: Serve) -> None:
    text = b"&".join(b"f%d=" % number for number in range(100_000))
    started = time.perf_counter()
    assert (await sent(serve, text, URLENCODED)).status == 422
    assert time.perf_counter() - started < 2


BOUNDARY = f"{MULTIPART}; boundary=XX"


def parts(*found: tuple[str, bytes], end: bytes = b"--XX--\r\n") -> bytes:
    """A multipart body of (headers after `Content-Disposition: form-data; `, content) pairs."""
    pieces = [b"--XX\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content
              + b"\r\n" for head, content in found]  # fmt: skip
    return b"".join(pieces) + end


@pytest.mark.parametrize(
    ("found", "value"),
    [
        ([('name="n"', b"1"), ('name="t"', "é".encode())], {"n": 1, "t": "é"}),
        ([("name=n", b"1")], {"n": 1}),
        ([], {}),
        ([('name="file"; filename="a.bin"', b"\x00\r\n\xff")], {"file": "bytes 000d0aff"}),
        ([('name="file"', b"\xff")], {"file": "bytes ff"}),
        ([('name="icon"\r\nContent-Type: image/png', b"\x89")], {"icon": "bytes 89"}),
        ([('name="note"', b"YQ==")], {"note": "YQ=="}),
        (
            [('name="files"; filename="a"', b"a"), ('name="files"; filename="b"', b"b")],
            {"files": ["bytes 61", "bytes 62"]},
        ),
        ([('name="files"; filename="a"', b"a")], {"files": ["bytes 61"]}),
        ([('name="list"', b"1"), ('name="list"', b"2")], {"list": [1, 2]}),
        ([('name="list"\r\nContent-Type: application/json', b"[1, 2]")], {"list": [1, 2]}),
        ([('name="pair"', b'{"a": 1}')], {"pair": {"a": 1}}),
        ([('name="t"', b"--X\r\n--Y")], {"t": "--X\r\n--Y"}),
    ],
)
async def test_parts_are_read_by_their_schema(serve: Serve, found: Any, value: Any) -> None:
    answer = await sent(serve, parts(*found), BOUNDARY)
    assert (answer.status, answer.json) == (200, value)


async def test_what_stands_before_and_after_the_parts_is_ignored(serve: Serve) -> None:
    text = b"preamble\r\n" + parts(('name="n"', b"1")) + b"epilogue"
    assert (await sent(serve, text, BOUNDARY)).json == {"n": 1}
    quoted = f'{MULTIPART}; charset=utf-8; boundary="XX"'
    assert (await sent(serve, text, quoted)).json == {"n": 1}


@pytest.mark.parametrize(
    ("text", "media_type", "status"),
    [
        (parts(('name="n"', b"1")), MULTIPART, 400),
        (parts(('name="n"', b"1")), f"{MULTIPART}; boundary=", 400),
        (parts(('name="n"', b"1")), f"{MULTIPART}; boundary={'X' * 71}", 400),
        (parts(('name="n"', b"1")), f"{MULTIPART}; boundary=YY", 400),
        (parts(('name="n"', b"1"), end=b""), BOUNDARY, 400),
        (parts(('name="n"', b"1"), end=b"--XX"), BOUNDARY, 400),
        (b"--XX--", BOUNDARY, 200),
        (b"", BOUNDARY, 400),
        (b"--XX\r\nno headers--XX--", BOUNDARY, 400),
        (b"--XX\r\nno headers\r\n--XX--", BOUNDARY, 400),
        (parts(('filename="a"', b"1")), BOUNDARY, 400),
        (parts(('name="n"', b"1"), ('name="n"', b"2")), BOUNDARY, 400),
        (parts(('name="n"', b"\xff")), BOUNDARY, 400),
        (parts(('name="pair"', b"{")), BOUNDARY, 400),
        (parts(('name="pair"', b"[" * 9 + b"]" * 9)), BOUNDARY, 400),
        (parts(('name="n"', b"x")), BOUNDARY, 422),
        (parts(('name="z"', b"1")), BOUNDARY, 422),
    ],
)
async def test_wrong_parts_are_refused(
    serve: Serve, text: bytes, media_type: str, status: int
) -> None:
    assert (await sent(serve, text, media_type)).status == status


async def test_a_file_is_judged_by_its_length(serve: Serve) -> None:
    schema = {"properties": {"f": {"type": "string", "format": "binary", "maxLength": 3}}}
    head = 'name="f"; filename="x"'
    assert (await sent(serve, parts((head, b"\xff\x00\xfe")), BOUNDARY, schema)).status == 200
    answer = await sent(serve, parts((head, b"\xff\x00\xfe\x00")), BOUNDARY, schema)
    assert (answer.status, answer.codes) == (422, ["maxLength"])


async def test_many_parts_are_read_in_time(serve: Serve) -> None:
    text = parts(*((f"name={number}", b"") for number in range(10_000)))
    started = time.perf_counter()
    assert (await sent(serve, text, BOUNDARY)).status == 422
    assert time.perf_counter() - started < 2
