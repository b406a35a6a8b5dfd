"""Whether a reply obeys the contract: its status, its media type, its headers, its body."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from tenon.contract import Contract, Header, Media, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import essence, is_json, matching
from tenon.runtime.styles import Malformed, shape_of, unpack_members
from tests.tiny import Answer

_BODILESS = (204, 205, 304)
_END = "[DONE]"  # the event that closes a stream, by convention


def faults(contract: Contract, judge: Judge, operation: Operation, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer, each in a few words; nothing where it is as declared."""
    declared = operation.reply(answer.status)
    if declared is None:
        yield f"status {answer.status} is not declared: {answer.body[:200]!r}"
        return
    headers = {name.lower(): value for name, value in answer.headers.items()}
    for field, header in declared.headers.items():
        for fault in _header_faults(contract, judge, header, headers.get(field.lower())):
            yield f"header {field}: {fault}"
    if operation.method.upper() == "HEAD" or answer.status in _BODILESS:
        if answer.body:
            yield "a body where there is none"
        return
    if not declared.media:
        return
    sent = headers.get("content-type")
    name = matching(declared.media, sent) if sent else None
    if name is None:
        yield f"content-type {sent} is not declared"
    else:
        yield from _body_faults(contract, judge, declared.media[name], answer.body)


def _header_faults(
    contract: Contract, judge: Judge, header: Header, text: str | None
) -> Iterator[str]:
    if header.name.lower() == "content-type":  # OpenAPI 3.1, Response Object: it is ignored
        return
    if text is None:
        if header.required:
            yield "is missing"
        return
    schema = header.content.schema if header.content else header.schema
    if schema is None:
        return
    try:
        value = json.loads(text) if header.content else _unpacked(contract, header, schema, text)
    except (ValueError, Malformed) as error:
        yield f"{text!r} cannot be read: {error}"
        return
    yield from _told(judge, schema, value)


def _unpacked(contract: Contract, header: Header, schema: Schema, text: str) -> Any:
    """The value of a header in style simple."""
    shape = shape_of(contract.schemas, schema.value)
    if shape.kind == "scalar":
        return shape.scalar(text)
    parts = [part.strip() for part in text.split(",")] if text else []
    if shape.kind == "array":
        return shape.array(parts)
    if header.explode:
        pairs = [(tuple(part.split("=", 1)[:1]), part.partition("=")[2]) for part in parts]
    else:
        pairs = [((name,), value) for name, value in zip(parts[::2], parts[1::2], strict=True)]
    return unpack_members(shape, pairs)


def _body_faults(contract: Contract, judge: Judge, media: Media, body: bytes) -> Iterator[str]:
    plain = essence(media.type)
    if media.item_schema is not None:
        yield from _item_faults(judge, media.item_schema, plain, body)
    elif is_json(plain):
        try:
            value = json.loads(body)
        except ValueError as error:
            yield f"the body is not JSON: {error}"
            return
        if media.schema is not None:
            yield from _told(judge, media.schema, value)
    elif plain.endswith(("/xml", "+xml")):
        try:
            ET.fromstring(body)
        except ET.ParseError as error:
            yield f"the body is not XML: {error}: {body[:200]!r}"
    elif media.schema is not None and "string" in json_types(contract.schemas, media.schema.value):
        yield from _told(judge, media.schema, body.decode("utf-8", "replace"))


def _item_faults(judge: Judge, schema: Schema, plain: str, body: bytes) -> Iterator[str]:
    """What is wrong with the items of a stream; several are expected.

    The schema of an event is that of its data, or of the whole event (OpenAPI 3.2).
    """
    try:
        items = _items(plain, body)
    except ValueError as error:
        yield f"an item cannot be read: {error}: {body[:200]!r}"
        return
    if len(items) < 2:
        yield f"only {len(items)} items"
    for readings in items:
        told = [list(_told(judge, schema, reading)) for reading in readings]
        if all(told):
            yield from told[0]


def _items(plain: str, body: bytes) -> list[list[Any]]:
    """The items of a stream, each in all its readings.

    JSON Lines, JSON text sequences (RFC 7464), or server-sent events (WHATWG HTML, section 9.2).
    """
    if plain != "text/event-stream":
        lines = body.replace(b"\x1e", b"").splitlines()
        return [[json.loads(line)] for line in lines if line]
    blocks = body.decode().replace("\r\n", "\n").split("\n\n")
    return [readings for block in blocks if (readings := list(_readings(block)))]


def _readings(block: str) -> Iterator[Any]:
    pairs = [line.partition(":")[::2] for line in block.splitlines() if line[:1] not in ("", ":")]
    fields = {name: text.removeprefix(" ") for name, text in pairs}
    data = "\n".join(text.removeprefix(" ") for name, text in pairs if name == "data")
    if "data" not in fields or data == _END:
        return
    try:
        yield json.loads(data)
    except ValueError:
        yield data
    retry = {"retry": int(fields["retry"])} if "retry" in fields else {}
    yield {**fields, "data": data, **retry}


def _told(judge: Judge, schema: Schema, value: Any) -> Iterator[str]:
    validator = judge.validator(schema, Direction.REPLY)
    for error in validator.iter_errors(value):
        path = "/".join(map(str, error.instance_path))
        yield f"/{path}: {error.message[:200]}"
        return
