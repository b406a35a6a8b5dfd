"""References to the web: refused unless asked for, and bounded then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tenon.document import read, remote
from tenon.finding import ContractError

Written = Callable[..., Path]
HEAD = "openapi: 3.1.1\ninfo: {title: A, version: '1'}\n"
REPLIES = {
    "/money.json": (200, {}, b'{"type": "number"}'),
    "/parts.yaml": (200, {}, b"openapi: 3.1.1\ncomponents: {schemas: {B: {type: string}}}\n"),
    "/broken.json": (200, {}, b'{"type": '),
    "/moved.json": (302, {"Location": "/money.json"}, b""),
    "/away.json": (302, {"Location": "file:///etc/hostname"}, b""),
    "/large.json": (200, {}, b" " * 2000),
    "/local.json": (200, {}, b'{"$ref": "file:///etc/hostname"}'),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = REPLIES.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def contract(written: Written, reference: str) -> Path:
    return written(openapi_yaml=f"{HEAD}components: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n")


def test_a_remote_reference_is_refused_by_default(written: Written, web: str) -> None:
    root = contract(written, f"{web}/money.json")

    with pytest.raises(ContractError) as raised:
        read(root)

    assert str(raised.value) == (
        f"openapi.yaml:3:28: remote-ref: {web}/money.json is remote; "
        "offer a local copy of it, or allow remote references"
    )


@pytest.mark.parametrize("name", ["money.json", "moved.json"])
def test_a_remote_schema_is_fetched_when_allowed(written: Written, web: str, name: str) -> None:
    root = contract(written, f"{web}/{name}")

    schemas = read(root, allow_remote=True).document["components"]["schemas"]

    assert schemas["A"] == {"$ref": f"{web}/{name}"}
    assert schemas[name.removesuffix(".json")] == {"$id": f"{web}/{name}", "type": "number"}


def test_parts_of_a_remote_openapi_document_become_components(written: Written, web: str) -> None:
    root = contract(written, f"{web}/parts.yaml#/components/schemas/B")

    schemas = read(root, allow_remote=True).document["components"]["schemas"]

    assert schemas == {"A": {"type": "string"}}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.json", "remote-ref: {url} cannot be fetched: the server answers 404"),
        ("away.json", "remote-ref: {url} cannot be fetched: the server answers 302"),
        ("broken.json", "json-syntax: expecting value"),
        ("local.json", "absolute-ref: file:///etc/hostname is bound to one machine"),
    ],
)
def test_what_cannot_be_had_is_a_finding(
    written: Written, web: str, name: str, message: str
) -> None:
    root = contract(written, f"{web}/{name}")

    with pytest.raises(ContractError) as raised:
        read(root, allow_remote=True)

    assert message.format(url=f"{web}/{name}") in str(raised.value)


def test_a_remote_document_is_bounded(
    written: Written, web: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "LARGEST", 1000)
    root = contract(written, f"{web}/large.json")

    with pytest.raises(ContractError, match="cannot be fetched: it is larger than"):
        read(root, allow_remote=True)


def test_a_server_that_is_not_there_is_a_finding(written: Written) -> None:
    root = contract(written, "http://127.0.0.1:1/x.json")

    with pytest.raises(ContractError, match="cannot be fetched: "):
        read(root, allow_remote=True)
