"""Calls and walks as the constants of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tenon.codegen import literal
from tenon.codegen.shape import Items, Shape
from tenon.sdk.python.methods import Answered, Method
from tenon.sdk.python.pages import Iteration
from tenon.sdk.python.parts import Part
from tenon.sdk.python.plan import Plan

Type = Callable[[Shape], str]


def name(method: Method) -> str:
    """The name of a method's constant."""
    return f"_{method.function.upper()}"


def call(plan: Plan, method: Method, type_: Type, parts: Iterable[Part]) -> str:
    """The constant that says what a method asks."""
    if method.kind == "download":
        annotation = constructor = "_core.Download"
    elif method.kind == "stream":
        constructor = "_core.StreamCall"
        annotation = f"{constructor}[{type_(method.item)}]"
    else:
        constructor = "_core.Call"
        annotation = f"{constructor}[{_answer_type(method, type_)}]"
    fields = [
        *_asked(method, type_, parts),
        *_listed("faults", _faults(method, type_)),
        *_answers(plan, method, type_),
    ]
    lines = "".join(f"    {field},\n" for field in fields)
    return f"{name(method)}: {annotation} = {constructor}(\n{lines})"


def walk(method: Method, iteration: Iteration, item: str) -> str:
    """The constant that says how to go from one page to the next."""
    fields = {
        "items": iteration.items,
        "total": iteration.total,
        "next": iteration.next,
        "first": iteration.first if iteration.first != 1 else None,
    }
    given = [name(method), *map(_value, (iteration.style, iteration.position, iteration.parameter))]
    given += [f"{key}={_value(value)}" for key, value in fields.items() if value is not None]
    lines = "".join(f"    {each},\n" for each in given)
    return f"{name(method)}_PAGES: _core.Pages[{item}] = _core.Pages(\n{lines})"


def _answer_type(method: Method, type_: Type) -> str:
    if method.bare:
        return type_(method.answers[0].shape)
    return " | ".join(answer.name for answer in method.answers) or "None"


def _asked(method: Method, type_: Type, parts: Iterable[Part]) -> Iterator[str]:
    operation = method.operation
    yield from map(_value, (operation.id, operation.method, operation.path))
    yield f"accept={_value(method.accept)}"
    yield from _listed("parameters", _parameters(method))
    body = method.body
    if body is not None:
        yield f"body={_value(body.kind)}"
        if body.kind != "multipart" and len(body.types) == 1 and "*" not in body.types[0]:
            yield f"content_type={_value(body.types[0])}"
        if body.kind == "json":
            yield f"body_type={type_(body.shape)}"
        named = ", ".join(f"{_value(part.argument)}: {_value(part.name)}" for part in parts)
        if named:
            yield f"parts={{{named}}}"
    security = [_tuple(map(_value, alternative)) for alternative in operation.security]
    yield from _listed("security", security)


def _parameters(method: Method) -> Iterator[str]:
    for argument in method.arguments:
        parameter = argument.parameter
        given = [parameter.argument, parameter.name, parameter.location.value]
        more = []
        if parameter.style != "simple":
            more.append(f"style={_value(parameter.style)}")
        flags = {
            "explode": parameter.explode,
            "allow_reserved": parameter.allow_reserved,
            "json": parameter.content is not None,
        }
        more += [f"{flag}=True" for flag, on in flags.items() if on]
        yield f"_core.Parameter({', '.join([*map(_value, given), *more])})"


def _faults(method: Method, type_: Type) -> Iterator[str]:
    """The faults, those of the commonest type said once: it stands for all that is not named."""
    texts = {status: type_(shape) for status, shape in method.faults}
    if not texts:
        return
    several = list(texts.values())
    common = texts.get("default") or max(dict.fromkeys(several), key=several.count)
    for status, text in texts.items():
        if text != common:
            yield f"_core.Fault({_value(status)}, {text})"
    yield f'_core.Fault("default", {common})'


def _answers(plan: Plan, method: Method, type_: Type) -> Iterator[str]:
    if method.kind == "stream":
        yield f"item={type_(method.item)}"
    elif method.kind == "value":
        yield from _listed("answers", (_answer(plan, method, a, type_) for a in method.answers))


def _answer(plan: Plan, method: Method, answer: Answered, type_: Type) -> str:
    given = [_value(answer.status), _value(answer.form)]
    if method.bare:
        return f"_core.Answer({', '.join([*given, type_(answer.shape)])})"
    given += [answer.name, "whole=True"]
    if answer.headers:
        said = (
            f"{_value(header.name)}: {isinstance(plan.vocabulary.settled(shape), Items)}"
            for header, shape in answer.headers
        )
        given.append(f"headers={{{', '.join(said)}}}")
    return f"_core.Answer({', '.join(given)})"


def _listed(key: str, values: Iterable[str]) -> Iterator[str]:
    several = list(values)
    if several:
        lines = "".join(f"        {value},\n" for value in several)
        yield f"{key}=(\n{lines}    )"


def _tuple(values: Iterable[str]) -> str:
    several = list(values)
    return f"({', '.join(several)}{',' if len(several) == 1 else ''})"


def _value(value: Any) -> str:
    return literal.string(value) if isinstance(value, str) else repr(value)
