"""Methods: what the operations of a contract become in a client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tenon.codegen.media import Form, form
from tenon.codegen.projection import Hint, Projection
from tenon.codegen.shape import (
    NULL,
    TEXT,
    Anything,
    Choice,
    Either,
    Items,
    Named,
    Scalar,
    Shape,
)
from tenon.codegen.union import any_of
from tenon.contract import Header, Media, Operation, Parameter, Reply, Schema, naming
from tenon.sdk.python.status import number, word

_SUFFIX = {"json": "as_value", "text": "as_text", "stream": "as_stream", "bytes": "as_bytes"}
_KIND = {Form.VALUE: "json", Form.TEXT: "text", Form.STREAM: "stream"}
_BODIES = ("json", "multipart", "form", "text", "bytes")


@dataclass(frozen=True, slots=True)
class Argument:
    """A declared parameter as an argument."""

    parameter: Parameter
    shape: Shape


@dataclass(frozen=True, slots=True)
class Sent:
    """A request body: `kind` is `json`, `form`, `multipart`, `text` or `bytes`.

    `types` are the media types it may have; where they are several, or a range, the caller says.
    """

    kind: str
    shape: Shape
    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply of success; `name` is the class that holds it with its headers."""

    status: str
    form: str
    shape: Shape
    headers: tuple[tuple[Header, Shape], ...]
    description: str
    name: str


@dataclass(frozen=True, slots=True)
class Method:
    """One way to call an operation: for a value, for a stream, or for bytes."""

    operation: Operation
    function: str
    kind: str
    accept: str
    arguments: tuple[Argument, ...]
    body: Sent | None
    answers: tuple[Answered, ...]
    item: Shape
    faults: tuple[tuple[str, Shape], ...]

    @property
    def bare(self) -> bool:
        """Whether the answer is its body: there is one, and it declares no header."""
        return len(self.answers) == 1 and not self.answers[0].headers

    def given(self) -> Iterator[Shape]:
        """The shapes of what is sent."""
        yield from (argument.shape for argument in self.arguments)
        if self.body is not None:
            yield self.body.shape

    def answered(self) -> Iterator[Shape]:
        """The shapes of what may come back."""
        yield self.item
        for answer in self.answers:
            yield answer.shape
            yield from (shape for _, shape in answer.headers)
        yield from (shape for _, shape in self.faults)


class Methods:
    """Reads methods, naming what their schemas leave without a name."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def of(self, operation: Operation, module: str) -> Iterator[Method]:
        """The methods of an operation, one for each form of its answers."""
        hint = Hint(naming.pascal(operation.id), module)
        arguments = tuple(
            Argument(p, self._schema(_schema_of(p), hint.child(p.argument), TEXT))
            for p in operation.parameters
        )
        body = self._body(operation, hint)
        faults = tuple(self._faults(operation, hint))
        replies = _successes(operation)
        forms = list(dict.fromkeys(f for reply in replies for f in _forms(reply))) or ["none"]
        for at, one in enumerate(forms):
            own = hint if at == 0 else hint.child(_SUFFIX[one])
            yield Method(
                operation=operation,
                function=operation.function if at == 0 else f"{operation.function}_{_SUFFIX[one]}",
                kind={"stream": "stream", "bytes": "download"}.get(one, "value"),
                accept=", ".join(_accepted(replies, one)) or "*/*",
                arguments=arguments,
                body=body,
                answers=tuple(self._answers(replies, one, own)) if one in _VALUES else (),
                item=self._item(replies, own) if one == "stream" else NULL,
                faults=faults,
            )

    def _answers(self, replies: list[Reply], form_: str, hint: Hint) -> Iterator[Answered]:
        for reply in replies:
            media = _of_form(reply, form_)
            if reply.media and not media:
                continue  # it comes in another form, which was not asked for
            own = hint.child(word(reply.status))
            headers = tuple(
                (header, self._schema(_schema_of(header), own.child(header.argument), TEXT))
                for header in reply.headers.values()
            )
            yield Answered(
                status=reply.status,
                form=form_ if media else "none",
                shape=self._any(media, own.child("Body"), form_) if media else NULL,
                headers=headers,
                description=f"{number(reply.status)}: {reply.description}",
                name=own.name,
            )

    def _any(self, media: list[Media], hint: Hint, form_: str) -> Shape:
        if form_ == "text":
            return TEXT
        return any_of([self._schema(each.schema, hint, Anything()) for each in media])

    def _item(self, replies: list[Reply], hint: Hint) -> Shape:
        media = [each for reply in replies for each in _of_form(reply, "stream")]
        return any_of([self._one_item(each, hint.child("Item")) for each in media])

    def _one_item(self, media: Media, hint: Hint) -> Shape:
        if media.item_schema is not None:
            return self._schema(media.item_schema, hint, Anything())
        default = TEXT if media.type.startswith("text/") else Anything()
        shape = self._schema(media.schema, hint, default)
        return shape.item if isinstance(shape, Items) else shape

    def _faults(self, operation: Operation, hint: Hint) -> Iterator[tuple[str, Shape]]:
        for reply in operation.replies.values():
            media = _of_form(reply, "json")
            if not reply.successful and media:
                yield reply.status, self._any(media, hint.child(word(reply.status)), "json")

    def _body(self, operation: Operation, hint: Hint) -> Sent | None:
        if operation.body is None or not operation.body.media:
            return None
        kinds: dict[str, list[Media]] = {}
        for each in operation.body.media.values():
            kinds.setdefault(_body_kind(each), []).append(each)
        kind = next(kind for kind in _BODIES if kind in kinds)
        media = kinds[kind]
        shape: Shape = Scalar("bytes") if kind == "bytes" else TEXT
        if kind not in ("bytes", "text"):
            media = [_plainest(media)]
            shape = self._schema(media[0].schema, hint.child("Body"), Anything())
        types = tuple(each.type for each in media)
        return Sent(kind, shape, types, operation.body.required)

    def _schema(self, schema: Schema | None, hint: Hint, default: Shape) -> Shape:
        if schema is None:
            return default
        return self._projection.shape([self._projection.sites.at(schema.pointer)], hint)


_VALUES = ("json", "text", "none")


def numbers_widened(shape: Shape) -> Shape:
    """The shape of an argument: where a decimal is read, a float may be given."""
    match shape:
        case Scalar("BoundedDecimal" | "JsonDecimal"):
            return Either((Scalar(shape.type), Scalar("float")))
        case Either(members):
            return any_of(map(numbers_widened, members))
        case _:
            return shape


def unbounded(shape: Shape) -> Shape:
    """A shape without the bounds that no annotation says."""
    return replace(shape, bounds=()) if isinstance(shape, Scalar) else shape


def named(shapes: Iterator[Shape]) -> list[str]:
    """The definitions that shapes name directly."""
    return [shape.name for shape in shapes if isinstance(shape, Named)]


def content_type(body: Sent) -> Shape | None:
    """The argument that tells what a body is; None where the contract leaves no choice."""
    if body.kind != "bytes" or (len(body.types) == 1 and "*" not in body.types[0]):
        return None
    return TEXT if any("*" in type_ for type_ in body.types) else Choice(body.types)


def _plainest(media: list[Media]) -> Media:
    """The media type that says least beside its value: plain JSON before its kin."""
    plain = [each for each in media if each.type.split(";")[0].strip() == "application/json"]
    return (plain or media)[0]


def _schema_of(given: Parameter | Header) -> Schema | None:
    return given.schema or (given.content.schema if given.content else None)


def _body_kind(media: Media) -> str:
    essence = media.type.split(";")[0].strip().lower()
    if essence == "multipart/form-data":
        return "multipart"
    if media.stream:
        return "bytes"
    if essence == "application/x-www-form-urlencoded":
        return "form"
    return {Form.VALUE: "json", Form.TEXT: "text"}.get(form(media), "bytes")


def _forms(reply: Reply) -> Iterator[str]:
    return (_form(media) for media in reply.media.values())


def _form(media: Media) -> str:
    return _KIND.get(form(media), "bytes")


def _of_form(reply: Reply, form_: str) -> list[Media]:
    return [media for media in reply.media.values() if _form(media) == form_]


def _accepted(replies: list[Reply], form_: str) -> dict[str, None]:
    return dict.fromkeys(media.type for reply in replies for media in _of_form(reply, form_))


def _successes(operation: Operation) -> list[Reply]:
    """The replies that a call returns; `default` where the contract names no success."""
    found = [r for r in operation.replies.values() if r.successful and r.status != "304"]
    default = operation.replies.get("default")
    return found or ([default] if default else [])


def parameters_of(method: Method) -> Mapping[str, Argument]:
    """The arguments of a method by their names."""
    return {argument.parameter.argument: argument for argument in method.arguments}
