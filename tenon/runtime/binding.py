"""Judged values handed to a typed function: what its annotations ask for is built for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from tenon.runtime.handler import Handler
from tenon.runtime.security import Principal

Build = Callable[[Any], Any]

# What a judged value already is.
_AS_IT_IS = frozenset({str, int, float, bool, bytes, NoneType, Principal, object, Any})


def bind(handler: Handler, arguments: Iterable[str]) -> Callable[[dict[str, Any]], Any]:
    """A function from judged values by argument to what the handler returns.

    `arguments` are the names that values may come under; those that the handler has no argument
    for are left out. Raises NameError when an annotation cannot be resolved.
    """
    hints = get_type_hints(handler, include_extras=True)
    wanted = inspect.signature(handler).parameters
    builders = [
        (name, build)
        for name, hint in hints.items()
        if name in wanted and (build := _builder(hint)) is not None
    ]
    names = frozenset(arguments)
    unwanted = tuple(names - taken(handler, names))

    def call(values: dict[str, Any]) -> Any:
        for name in unwanted:
            values.pop(name, None)
        for name, build in builders:
            if name in values:
                values[name] = build(values[name])
        return handler(**values)

    return call


def taken(handler: Handler, arguments: Iterable[str]) -> frozenset[str]:
    """Those of the names that the handler has an argument for."""
    parameters = inspect.signature(handler).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    return frozenset(name for name in arguments if takes_all or name in parameters)


def _builder(hint: Any) -> Build | None:
    if _plain(hint):
        return None
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        validator = hint.__pydantic_validator__
    else:
        validator = TypeAdapter(hint).validator
    # Only the contract's own names are read, never the Python names that stand for them.
    return partial(validator.validate_python, by_alias=True, by_name=False)


def _plain(hint: Any) -> bool:
    if isinstance(hint, TypeAliasType):
        return _plain(hint.__value__)
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        # What Field says of a value was judged already; other marks may build something.
        return all(type(mark) is FieldInfo for mark in marks) and _plain(inner)
    if origin in (Union, UnionType):
        return all(map(_plain, get_args(hint)))
    return origin is Literal or hint in _AS_IT_IS
