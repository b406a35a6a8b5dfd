"""The module of a group: its calls as constants, its replies, and a class of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tenon.codegen import layout, literal, names
from tenon.codegen.annotation import NONE, Annotation, Annotations
from tenon.codegen.names import BUILTINS
from tenon.codegen.shape import Items, Record, Scalar, Shape
from tenon.contract import naming
from tenon.sdk.python import constants
from tenon.sdk.python.methods import (
    Answered,
    Method,
    Sent,
    content_type,
    numbers_widened,
)
from tenon.sdk.python.pages import Iteration
from tenon.sdk.python.parts import Part, parts
from tenon.sdk.python.plan import Group, Plan

MODEL = "tenon.runtime.model"
_FILE = Annotation("_core.FileLike")
_FIELD = Annotation("", frozenset({("typing", "Annotated"), ("pydantic", "Field")}))
_ITERATORS = {
    kind: Annotation(f"_{name}", frozenset({("collections.abc", f"{name} as _{name}")}))
    for kind, name in ((False, "Iterator"), (True, "AsyncIterator"))
}


@dataclass(slots=True)
class Module:
    """A module being written for a group; what it has to import is noted on the way."""

    plan: Plan
    group: Group
    package: str
    _used: list[Annotation] = field(init=False, default_factory=list)
    _inside: Annotations = field(init=False)
    _outside: Annotations = field(init=False, default_factory=Annotations)
    _iterated: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        functions = [method.function for method in self.group.methods]
        walked = [m for m in self.group.methods if self._iteration(m)]
        wanted = [f"iterate_{m.function.removeprefix('list_')}" for m in walked]
        given = naming.unique(wanted, functions)
        self._iterated = {m.function: name for m, name in zip(walked, given, strict=True)}
        self._inside = Annotations(frozenset({*functions, *given} & BUILTINS))

    def text(self, header: str) -> str:
        """The whole module."""
        replies = [
            self._reply(answer)
            for method in self.group.methods
            if not method.bare
            for answer in method.answers
        ]
        calls = [self._call(method) for method in self.group.methods]
        classes = [self._class(asynchronous=False), self._class(asynchronous=True)]
        about = literal.docstring(
            f"{self.group.title}: what can be asked, and what comes back.", ""
        )
        first = f"{header}\n{about}\n\nfrom __future__ import annotations\n\n{self._imports()}\n"
        return first + "".join(f"\n\n{each}\n" for each in (*replies, *calls, *classes))

    def iterated(self, method: Method) -> str | None:
        """The name of the method that walks through all pages of a list."""
        return self._iterated.get(method.function)

    def _iteration(self, method: Method) -> Iteration | None:
        return self.plan.iterations.get(method.operation.id) if method.kind == "value" else None

    def _imports(self) -> str:
        found, named = layout.needed(self._used)
        local = {(_own(module, self.package), name) for module, name in found}
        models = {
            (f"{self.package}.models.{self.plan.definitions[name].module}", name) for name in named
        }
        return layout.imports(frozenset(local | {(self.package, "core as _core")}), models)

    def _note(self, annotation: Annotation) -> str:
        self._used.append(annotation)
        return annotation.text

    def _type(self, shape: Shape) -> str:
        """The text of a type where no method hides a builtin."""
        return self._note(self._outside.of(shape))

    def _reply(self, answer: Answered) -> str:
        words = literal.paragraph(answer.description, "    ")
        lines = [f"class {answer.name}(_core.Reply[{self._type(answer.shape)}]):"]
        lines.append(literal.docstring(words, "    "))
        own = names.fields([h.argument for h, _ in answer.headers], ("status", "body"))
        for (header, shape), name in zip(answer.headers, own, strict=True):
            annotation = self._outside.of(shape)
            alias = literal.string(header.name.lower())
            ended = "" if header.required else " = None"
            type_ = self._note(annotation if header.required else _optional(annotation))
            self._note(_FIELD)
            lines.append(f"\n    {name}: Annotated[{type_}, Field(alias={alias})]{ended}")
        return "\n".join(lines)

    def _call(self, method: Method) -> str:
        made = constants.call(self.plan, method, self._type, self._parts(method))
        iteration = self._iteration(method)
        if iteration is None:
            return made
        walk = constants.walk(method, iteration, self._type(iteration.item))
        return f"{made}\n\n{walk}"

    def _parts(self, method: Method) -> tuple[Part, ...]:
        taken = [argument.parameter.argument for argument in method.arguments]
        return parts(self.plan.vocabulary, method.body, taken) if method.body else ()

    def _class(self, *, asynchronous: bool) -> str:
        kind = "Async" if asynchronous else ""
        head = f"class {kind}{self.group.class_name}(_core.{kind}Group):"
        about = literal.docstring(f"Asks the {self.group.title} operations.", "    ")
        methods = [self._method(m, asynchronous=asynchronous) for m in self.group.methods]
        return "\n".join([head, about, *methods])

    def _method(self, method: Method, *, asynchronous: bool) -> str:
        given = list(self._arguments(method))
        returns, verb = self._returns(method, asynchronous=asynchronous)
        lazy = method.kind == "stream"
        head = f"{'async ' if asynchronous and not lazy else ''}def {method.function}"
        waits = "await " if asynchronous and not lazy else ""
        named = [name for name, _, _ in given]
        text = _function(head, given, returns, _words(method))
        made = f"        return {waits}_core.{verb}{'_async' if asynchronous else ''}"
        text += f"\n{made}(self, {constants.name(method)}, {_dict(named)})"
        iteration = self._iteration(method)
        return text if iteration is None else text + self._walk(method, iteration, asynchronous)

    def _walk(self, method: Method, iteration: Iteration, asynchronous: bool) -> str:
        given = [each for each in self._arguments(method) if each[0] != iteration.position]
        item = self._note(self._inside.of(iteration.item))
        returns = f"{self._note(_ITERATORS[asynchronous])}[{item}]"
        about = f"Go through all items of {method.operation.id}, page by page."
        text = _function(f"def {self._iterated[method.function]}", given, returns, about)
        verb = "iterate_async" if asynchronous else "iterate"
        named = _dict([name for name, _, _ in given])
        return (
            f"\n{text}\n        return _core.{verb}(self, {constants.name(method)}_PAGES, {named})"
        )

    def _returns(self, method: Method, *, asynchronous: bool) -> tuple[str, str]:
        """What a method returns, and the function of the core that does it."""
        if method.kind == "stream":
            item = self._note(self._inside.of(method.item))
            return f"_core.{'Async' if asynchronous else ''}Stream[{item}]", "stream"
        if method.kind == "download":
            return f"_core.{'Async' if asynchronous else ''}Downloaded", "download"
        if method.bare:
            return self._note(self._inside.of(method.answers[0].shape)), "send"
        return " | ".join(answer.name for answer in method.answers) or "None", "send"

    def _arguments(self, method: Method) -> Iterator[tuple[str, str, bool]]:
        """Each argument: its name, how it is written, and whether it is given by its name."""
        for argument in method.arguments:
            if argument.parameter.location == "path":
                yield self._argument(argument.parameter.argument, argument.shape, True, False)
        if method.body is not None:
            yield from self._body(method, method.body)
        for argument in method.arguments:
            parameter = argument.parameter
            if parameter.location != "path":
                yield self._argument(parameter.argument, argument.shape, parameter.required, True)

    def _body(self, method: Method, body: Sent) -> Iterator[tuple[str, str, bool]]:
        found = self._parts(method)
        if body.kind == "multipart" and not found:
            annotation = Annotation("dict[str, _core.FileLike | str]")
            yield self._written("body", annotation, body.required, False)
        elif body.kind == "multipart":
            for part in found:
                annotation = self._part(part.shape)
                yield self._written(part.argument, annotation, part.required, True)
        elif body.kind == "bytes":
            yield self._written("body", _FILE, body.required, False)
        else:
            yield self._argument("body", body.shape, body.required, False)
        type_ = content_type(body)
        if type_ is not None:
            yield self._argument("content_type", type_, body.required, True)

    def _part(self, shape: Shape) -> Annotation:
        settled = self.plan.vocabulary.settled(shape)
        if settled == Scalar("bytes"):
            return _FILE
        if isinstance(settled, Items) and self.plan.vocabulary.settled(settled.item) == Scalar(
            "bytes"
        ):
            return Annotation(f"{self._inside.builtin('list').text}[{_FILE.text}]")
        return self._inside.of(shape if isinstance(settled, Record) else numbers_widened(shape))

    def _argument(
        self, name: str, shape: Shape, required: bool, keyword: bool
    ) -> tuple[str, str, bool]:
        return self._written(name, self._inside.of(numbers_widened(shape)), required, keyword)

    def _written(
        self, name: str, annotation: Annotation, required: bool, keyword: bool
    ) -> tuple[str, str, bool]:
        if required:
            return name, f"{name}: {self._note(annotation)}", keyword
        return name, f"{name}: {self._note(_optional(annotation))} = None", keyword


def _own(module: str, package: str) -> str:
    return f"{package}.core.model" if module == MODEL else module


def _optional(annotation: Annotation) -> Annotation:
    if annotation.text in ("Any", "None") or annotation.text.endswith("| None"):
        return annotation
    return annotation | NONE


def _function(head: str, given: Iterable[tuple[str, str, bool]], returns: str, words: str) -> str:
    several = list(given)
    placed = [text for _, text, keyword in several if not keyword]
    # An argument with a default may not stand before one without.
    placed.sort(key=lambda text: text.endswith(" = None"))
    named = [text for _, text, keyword in several if keyword]
    parts_ = ["self", *placed, *(["*", *named] if named else [])]
    signature = layout.function(head, parts_, returns, "    ")
    return f"\n{signature}\n{literal.docstring(words, '        ')}"


def _words(method: Method) -> str:
    """The author's words on an operation, and which operation it is."""
    operation = method.operation
    summary = literal.paragraph(operation.summary, "        ")
    summary = f"{summary}." if summary and summary[-1].isalnum() else summary
    description = literal.paragraph(operation.description, "        ")
    identity = literal.prose(f"{operation.id}: {operation.method} {operation.path}")
    late = "Deprecated." if operation.deprecated else ""
    return "\n\n".join(part for part in (summary, description, late, identity) if part)


def _dict(names_: list[str]) -> str:
    return "{" + ", ".join(f"{literal.string(name)}: {name}" for name in names_) + "}"
