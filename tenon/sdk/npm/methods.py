"""Methods: the ways to call the operations of a contract from TypeScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenon.codegen.media import Form, form, is_events
from tenon.contract import Contract, Header, Media, Operation, Reply
from tenon.contract.types import json_types, keyword
from tenon.sdk.npm import names
from tenon.sdk.npm.pages import Pages, pages

_KIND = {Form.VALUE: "json", Form.TEXT: "text", Form.STREAM: "stream"}
_SUFFIX = {"json": "AsValue", "text": "AsText", "stream": "AsStream", "bytes": "AsBytes"}
_VALUES = ("json", "text", "none")
_BODIES = ("json", "multipart", "form", "text", "bytes")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request body: `kind` is `json`, `form`, `multipart`, `text` or `bytes`."""

    kind: str
    media: tuple[Media, ...]
    required: bool

    @property
    def types(self) -> tuple[str, ...]:
        """The media types it may have; where they are several, or a range, the caller says."""
        return tuple(each.type for each in self.media)

    @property
    def chosen(self) -> bool:
        """Whether the caller says which media type it has."""
        return self.kind == "bytes" and (len(self.media) > 1 or "*" in self.media[0].type)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of success as one method reads it: `form` is `json`, `text`, `bytes` or `none`."""

    status: str
    form: str
    media: tuple[Media, ...]
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to call an operation; `name` is unique in the contract.

    `kind` is `value`, `empty`, `download`, `stream` (server-sent events) or `lines`.
    """

    operation: Operation
    name: str
    kind: str
    accept: tuple[str, ...]
    body: Sent | None
    answers: tuple[Answer, ...]
    faults: tuple[str, ...]
    texts: bool = False
    pages: Pages | None = None


def methods(contract: Contract) -> list[Method]:
    """Every method, in the order of the contract."""
    found = [method for operation in contract.operations for method in _of(contract, operation)]
    named = names.members(method.name for method in found)
    listings = {li.operation: li for resource in contract.resources for li in resource.listings}
    walked = {id_: pages(contract, listing) for id_, listing in listings.items()}
    return [
        replace(m, name=name, pages=walked.get(m.operation.id) if _walks(m) else None)
        for m, name in zip(found, named, strict=True)
    ]


def _walks(method: Method) -> bool:
    """Whether a method answers a page, and nothing else."""
    json = [answer for answer in method.answers if answer.form == "json"]
    return method.kind == "value" and len(json) == 1 == len(method.answers) and not method.body


def _of(contract: Contract, operation: Operation) -> Iterator[Method]:
    """The methods of an operation, one for each form of its answers."""
    replies = _successes(operation)
    forms = list(dict.fromkeys(form_of(m) for r in replies for m in r.media.values())) or ["none"]
    faults = tuple(r.status for r in operation.replies.values() if fault_media(r))
    for at, one in enumerate(forms):
        media = [m for reply in replies for m in reply.media.values() if form_of(m) == one]
        yield Method(
            operation=operation,
            name=operation.id if at == 0 else f"{names.camel(operation.id)}{_SUFFIX[one]}",
            kind=_kind(one, media),
            accept=tuple(dict.fromkeys(each.type for each in media)),
            body=_body(operation),
            answers=tuple(_answers(replies, one)),
            faults=faults,
            texts=one == "stream" and all(_is_text(contract, each) for each in media),
        )


def _kind(one: str, media: list[Media]) -> str:
    if one == "stream":
        return "stream" if any(map(is_events, media)) else "lines"
    return {"bytes": "download", "none": "empty"}.get(one, "value")


def _answers(replies: list[Reply], one: str) -> Iterator[Answer]:
    for reply in replies:
        media = tuple(each for each in reply.media.values() if form_of(each) == one)
        if media or not reply.media:  # others come in another form, which was not asked for
            read = one if media else "none"
            yield Answer(reply.status, read, media, tuple(reply.headers.values()))


def _is_text(contract: Contract, media: Media) -> bool:
    """Whether the items of a stream are texts."""
    schemas = contract.schemas
    if media.item_schema is not None:
        return json_types(schemas, media.item_schema.value) == {"string"}
    if media.schema is None:
        return media.type.startswith("text/")
    types = json_types(schemas, media.schema.value)
    if types == {"array"}:
        return json_types(schemas, keyword(schemas, media.schema.value, "items")) == {"string"}
    return types == {"string"}


def fault_media(reply: Reply) -> list[Media]:
    """The JSON that a reply of failure declares."""
    if reply.successful:
        return []
    return [each for each in reply.media.values() if form_of(each) == "json"]


def _body(operation: Operation) -> Sent | None:
    if operation.body is None or not operation.body.media:
        return None
    kinds: dict[str, list[Media]] = {}
    for each in operation.body.media.values():
        kinds.setdefault(_body_kind(each), []).append(each)
    kind = next(kind for kind in _BODIES if kind in kinds)
    media = kinds[kind] if kind in ("bytes", "text") else [_plainest(kinds[kind])]
    return Sent(kind, tuple(media), operation.body.required)


def _body_kind(media: Media) -> str:
    type_ = media.type.split(";")[0].strip().lower()
    if type_ == "multipart/form-data":
        return "multipart"
    if media.stream:
        return "bytes"
    if type_ == "application/x-www-form-urlencoded":
        return "form"
    return {Form.VALUE: "json", Form.TEXT: "text"}.get(form(media), "bytes")


def _plainest(media: list[Media]) -> Media:
    """The media type that says least beside its value: plain JSON before its kin."""
    plain = [each for each in media if each.type.split(";")[0].strip() == "application/json"]
    return (plain or media)[0]


def form_of(media: Media) -> str:
    """How a body is read: `json`, `text`, `stream` or `bytes`."""
    return _KIND.get(form(media), "bytes")


def _successes(operation: Operation) -> list[Reply]:
    """The replies that a call returns; `default` where the contract names no success."""
    found = [r for r in operation.replies.values() if r.successful and r.status != "304"]
    default = operation.replies.get("default")
    return found or ([default] if default else [])


def readable(answer: Answer) -> str:
    """How the core reads an answer."""
    return answer.form if answer.form in _VALUES else "none"
