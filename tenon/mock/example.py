"""Declared examples, and which of them suits a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenon.contract import Location
from tenon.runtime.handler import Asked
from tenon.runtime.problem import FieldError


@dataclass(frozen=True, slots=True)
class Example:
    """One declared example; that of `example`, which has no key, is called "default".

    `faults` are what is wrong with it as it stands here: nothing where it was repaired.
    """

    key: str
    value: Any
    faults: tuple[FieldError, ...] = ()


def suiting(examples: Sequence[Example], asked: Asked | None) -> Example | None:
    """The example that suits a request best: else the first; None where there is none.

    One whose key is also that of the examples that the request was made of comes first, then one
    that holds the values of the request's path.
    """
    if asked is None or len(examples) < 2:
        return next(iter(examples), None)
    for suits in (_of_same_key, _of_same_path):
        for example in examples:
            if suits(example, asked):
                return example
    return examples[0]


def _of_same_key(example: Example, asked: Asked) -> bool:
    """Whether a request was made of the examples that have the key of this one."""
    compared = [
        shown[example.key] == sent
        for shown, sent in _shown(asked)
        if example.key in shown and example.key != "default"
    ]
    return bool(compared) and all(compared)


def _shown(asked: Asked) -> Iterable[tuple[Mapping[str, Any], Any]]:
    """The examples of each part of a request, with what was sent there."""
    query = asked.values.get("query") or {}
    for parameter in asked.operation.parameters:
        if parameter.examples:
            in_query = parameter.location is Location.QUERY
            sent = query if in_query else asked.values
            yield parameter.examples, sent.get(parameter.name if in_query else parameter.argument)
    if asked.media is not None and asked.media.examples:
        yield asked.media.examples, asked.values.get("body")


def _of_same_path(example: Example, asked: Asked) -> bool:
    """Whether an example holds the values of the request's path."""
    compared = [str(example.value[key]) == str(sent) for key, sent in held(example.value, asked)]
    return bool(compared) and all(compared)


def held(value: Any, asked: Asked) -> Iterator[tuple[str, Any]]:
    """The members of an object that hold values of a request's path, with those values.

    Such a member has the name of the parameter; what the last segment names may be called `id`.
    """
    if not isinstance(value, dict):
        return
    last = asked.operation.path.rstrip("/").rpartition("/")[2]
    for parameter in asked.operation.located(Location.PATH):
        names = [parameter.name, "id"] if last == f"{{{parameter.name}}}" else [parameter.name]
        name = next((name for name in names if name in value), None)
        if name is not None and parameter.argument in asked.values:
            yield name, asked.values[parameter.argument]
