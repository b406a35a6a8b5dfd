"""The last touches to a vocabulary, once all of its definitions are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tenon.codegen.scalars import sound
from tenon.codegen.shape import (
    Anything,
    Choice,
    Definition,
    Either,
    Entries,
    Items,
    Named,
    Property,
    Record,
    Scalar,
    Shape,
    Vocabulary,
    reachable,
)


def settle(vocabulary: Vocabulary, requests: Iterable[str], replies: Iterable[str]) -> None:
    """Make every definition buildable, in place.

    `requests` and `replies` are the names that operations mention in either direction: what
    `readOnly` and `writeOnly` keep out of one of them cannot be required by a class that both
    use (OpenAPI 3.1 leaves this to the direction of the message).
    """
    definitions = vocabulary.definitions
    for name in list(definitions):
        if name in _unguarded(vocabulary, definitions[name].body):
            definitions[name] = replace(definitions[name], body=Anything())
    inward = reachable(requests, definitions)
    outward = reachable(replies, definitions)
    for name, definition in definitions.items():
        if isinstance(definition.body, Record):
            body = _settled(vocabulary, definition.body, name in inward, name in outward)
            definitions[name] = replace(definition, body=body)


def _unguarded(vocabulary: Vocabulary, body: Record | Shape) -> set[str]:
    """The names an alias leads to without an array, a map or a class between."""
    found: set[str] = set()
    queue = [body]
    while queue:
        match queue.pop():
            case Named(name) if name not in found:
                found.add(name)
                queue.append(vocabulary.definitions[name].body)
            case Either(members):
                queue.extend(members)
            case _:
                continue
    return found


def _settled(vocabulary: Vocabulary, record: Record, inward: bool, outward: bool) -> Record:
    def property_(given: Property) -> Property:
        hidden = (given.read_only and inward) or (given.write_only and outward)
        keep = given.default and admits(vocabulary, given.shape, given.default[0])
        return replace(
            given,
            required=given.required and not hidden,
            default=given.default if keep and not given.required else (),
        )

    return replace(record, properties=tuple(map(property_, record.properties)))


def admits(vocabulary: Vocabulary, shape: Shape, value: Any) -> bool:
    """Whether a JSON value can stand in code as a default of the shape, and means it exactly."""
    match vocabulary.settled(shape):
        case Scalar(type_):
            return type_ in _LITERAL and _LITERAL[type_](value)
        case Choice(values):
            return isinstance(value, str) and value in values
        case Items(item):
            return isinstance(value, list) and all(admits(vocabulary, item, v) for v in value)
        case Entries():
            return isinstance(value, dict) and not value
        case Either(members):
            return any(admits(vocabulary, member, value) for member in members)
        case _:
            return False


_LITERAL: Mapping[str, Callable[[Any], bool]] = {
    "None": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "str": lambda value: isinstance(value, str) and sound(value),
}


def by_module(definitions: Iterable[Definition]) -> Iterator[tuple[str, list[Definition]]]:
    """The definitions of each module, modules in alphabetical order."""
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        found.setdefault(definition.module, []).append(definition)
    yield from sorted(found.items())
