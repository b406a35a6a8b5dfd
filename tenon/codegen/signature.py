"""Signatures: what a handler of an operation is given and what it may return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from tenon.codegen.media import Form, form, is_events
from tenon.codegen.names import Names
from tenon.codegen.projection import Hint, Projection
from tenon.codegen.scalars import sound
from tenon.codegen.shape import (
    NULL,
    TEXT,
    Anything,
    Caller,
    Choice,
    Definition,
    Items,
    Message,
    Named,
    Record,
    Scalar,
    Shape,
    Stream,
)
from tenon.codegen.union import any_of
from tenon.contract import Header, Location, Media, Operation, Parameter, Reply, Schema, naming

_KEYWORDS = (Location.HEADER, Location.COOKIE)
_PLAIN: Mapping[Form, Shape] = {
    Form.TEXT: TEXT,
    Form.BYTES: Scalar("bytes"),
    Form.ANY: Anything(),
    Form.PARTS: Scalar("PartStream"),
    Form.FLOW: Scalar("ByteStream"),
}
_RANGES = {"1": "Informational", "2": "Success", "3": "Redirection"}


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a handler or a reply; an optional one is None when it is absent."""

    name: str
    shape: Shape
    required: bool = True
    keyword: bool = False


@dataclass(frozen=True, slots=True)
class ReplyClass:
    """A declared reply as a class of its own.

    `open_type` tells that the contract leaves open what it is sent as: who answers says it.
    """

    name: str
    status: int
    body: Shape
    headers: tuple[Argument, ...]
    description: str
    open_type: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One operation as a method. Without reply classes it returns `returns` as it is."""

    operation: Operation
    arguments: tuple[Argument, ...]
    returns: Shape
    replies: tuple[ReplyClass, ...]
    status: int

    @property
    def streams(self) -> bool:
        """Whether the method itself yields the items of the reply."""
        return isinstance(self.returns, Stream)

    def given(self) -> Iterator[Shape]:
        """The shapes of what is sent to the operation."""
        return (argument.shape for argument in self.arguments)

    def answered(self) -> Iterator[Shape]:
        """The shapes of what the operation sends."""
        yield from (reply.body for reply in self.replies)
        yield from (header.shape for reply in self.replies for header in reply.headers)
        if not self.replies:
            yield self.returns


class Signatures:
    """Reads the signatures of operations, naming what their schemas leave without a name."""

    def __init__(self, projection: Projection, names: Names) -> None:
        self._projection = projection
        self._names = names

    def of(self, operation: Operation, module: str, file: str | None) -> Signature:
        """The signature of an operation whose own definitions go into the module."""
        hint = Hint(naming.pascal(operation.id), module, file)
        replies = tuple(self._replies(operation, hint))
        bare = len(replies) == 1 and _bare(operation, replies[0])
        return Signature(
            operation=operation,
            arguments=tuple(self._arguments(operation, hint)),
            returns=replies[0].body if bare else NULL,
            replies=() if bare or not replies else self._named(replies),
            status=replies[0].status if replies else HTTPStatus.OK,
        )

    def _arguments(self, operation: Operation, hint: Hint) -> Iterator[Argument]:
        for parameter in operation.located(Location.PATH):
            yield Argument(parameter.argument, self._parameter(parameter, hint))
        if operation.located(Location.QUERY):
            yield Argument("query", self._query(operation, hint))
        if operation.body is not None:
            body = any_of(self._bodies(operation.body.media, hint.child("Body"), Form.BYTES))
            yield Argument("body", body, required=operation.body.required)
        if operation.secured:
            required = not operation.anonymous
            yield Argument("principal", Caller(), required=required, keyword=True)
        for parameter in operation.parameters:
            if parameter.location in _KEYWORDS:
                shape = self._parameter(parameter, hint)
                yield Argument(parameter.argument, shape, parameter.required, keyword=True)
        yield from self._negotiated(operation, hint)

    def _negotiated(self, operation: Operation, hint: Hint) -> Iterator[Argument]:
        replies = _successes(operation)
        if any(len(reply.media) > 1 for reply in replies):
            offered = dict.fromkeys(type_ for reply in replies for type_ in reply.media)
            yield Argument("accept", Choice(tuple(offered)), keyword=True)
        body = operation.body
        if body and len(set(self._bodies(body.media, hint.child("Body"), Form.BYTES))) > 1:
            yield Argument("content_type", Choice(tuple(body.media)), body.required, keyword=True)

    def _parameter(self, parameter: Parameter, hint: Hint) -> Shape:
        schema = _parameter_schema(parameter)
        return self._shape(schema, hint.child(parameter.argument), TEXT)

    def _query(self, operation: Operation, hint: Hint) -> Shape:
        name = self._names.take(f"{hint.name}Query")
        own = Hint(name, hint.module, hint.file)
        properties = []
        for parameter in filter(_can_be_sent, operation.located(Location.QUERY)):
            schema = _parameter_schema(parameter)
            sites = [self._projection.sites.at(schema.pointer)] if schema else []
            read = self._projection.property(
                parameter.name, sites, own, required=parameter.required
            )
            described = parameter.description or read.description
            shape = read.shape if schema else TEXT
            properties.append(replace(read, shape=shape, description=described))
        summary = f"Query parameters of {operation.id}."
        self._projection.vocabulary.definitions[name] = Definition(
            name, hint.module, Record(tuple(properties), closed=True), summary, hint.file
        )
        return Named(name)

    def _replies(self, operation: Operation, hint: Hint) -> Iterator[ReplyClass]:
        for reply in _successes(operation):
            own = hint.child(_word(reply.status))
            yield ReplyClass(
                name=own.name,
                status=_number(reply.status),
                body=any_of(self._bodies(reply.media, own, Form.STREAM)) if reply.media else NULL,
                headers=tuple(self._header(header, own) for header in reply.headers.values()),
                open_type=any(m.stream and "*" in m.type for m in reply.media.values()),
                description=reply.description,
            )

    def _named(self, replies: tuple[ReplyClass, ...]) -> tuple[ReplyClass, ...]:
        return tuple(replace(reply, name=self._names.take(reply.name)) for reply in replies)

    def _header(self, header: Header, hint: Hint) -> Argument:
        schema = header.schema or (header.content.schema if header.content else None)
        shape = self._shape(schema, hint.child(header.argument), TEXT)
        return Argument(header.argument, shape, header.required, keyword=True)

    def _bodies(self, media: Mapping[str, Media], hint: Hint, stream: Form) -> Iterator[Shape]:
        """The shape of a body in each media type; a stream is read as the form given for it."""
        named = hint if hint.name.endswith("Body") else hint.child("Body")
        for each in media.values():
            how = form(each)
            how = stream if how is Form.STREAM else how
            if how is Form.FLOW and stream is Form.STREAM:  # a reply
                yield Stream(Scalar("bytes"))
            elif how is Form.STREAM:
                item = self._item(each, hint.child("Item"))
                yield Stream(any_of([item, Message()]) if is_events(each) else item)
            elif how is Form.VALUE:
                yield self._shape(each.schema, named, Anything())
            else:
                yield _PLAIN[how]

    def _item(self, media: Media, hint: Hint) -> Shape:
        if media.item_schema is not None:
            return self._shape(media.item_schema, hint, Anything())
        default = TEXT if media.type.startswith("text/") else Anything()
        shape = self._shape(media.schema, hint, default)
        return shape.item if isinstance(shape, Items) else shape

    def _shape(self, schema: Schema | None, hint: Hint, default: Shape) -> Shape:
        if schema is None:
            return default
        return self._projection.shape([self._projection.sites.at(schema.pointer)], hint)


def _can_be_sent(parameter: Parameter) -> bool:
    return sound(parameter.name)


def _parameter_schema(parameter: Parameter) -> Schema | None:
    return parameter.schema or (parameter.content.schema if parameter.content else None)


def _successes(operation: Operation) -> list[Reply]:
    """What a handler may return; `default` where the contract names no success."""
    found = [reply for reply in operation.replies.values() if reply.successful]
    default = operation.replies.get("default")
    return found or ([default] if default else [])


def _bare(operation: Operation, reply: ReplyClass) -> bool:
    status = _successes(operation)[0].status
    return not (reply.headers or reply.open_type) and (status.isdigit() or status == "default")


def _word(status: str) -> str:
    if not status.isdigit():
        return _RANGES.get(status[0], "Default")
    try:
        phrase = HTTPStatus(int(status)).phrase
    except ValueError:
        return f"Status{status}"
    return "".join(word.capitalize() for word in naming.words(phrase))


def _number(status: str) -> int:
    if status.isdigit():
        return int(status)
    return int(status[0]) * 100 if status[0].isdigit() else HTTPStatus.OK.value
