"""Rules of examples: what a contract shows is what it says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from jsonschema_rs import ValidationError

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.document.grammar import Node
from tenon.document.subject import Found
from tenon.document.wording import shown
from tenon.lint import streams
from tenon.lint.rule import ERROR, Review, Rule
from tenon.runtime.judge import Validator

_TOLD = 3  # of what is wrong with one example
_DIRECTIONS = {"requestBody": Direction.REQUEST, "response": Direction.REPLY}
_ITEMS = ("itemSchema", "x-itemSchema")
_Placed = tuple[Any, str]


class _Held(NamedTuple):
    """A schema where it stands."""

    value: Any
    pointer: str


def invalid(node: Node, review: Review) -> Iterator[Found]:
    """Examples of a schema, parameter, header or body that are not what its schema allows."""
    if node.kind == "schema":
        yield from _of_schema(node, review)
    elif "schema" in node.value:
        schema = _Held(node.value["schema"], join(node.pointer, "schema"))
        for value, at in _shown(node.value, node.pointer, review):
            yield from _judged(value, at, schema, review)
    yield from _of_content(node, review)


def _of_schema(node: Node, review: Review) -> Iterator[Found]:
    listed = node.value.get("examples")
    placed: list[_Placed] = [
        (value, join(node.pointer, "examples", index))
        for index, value in enumerate(listed if isinstance(listed, list) else ())
    ]
    if "example" in node.value:
        placed.append((node.value["example"], join(node.pointer, "example")))
    schema = _Held(node.value, node.pointer)
    for value, at in placed:
        yield from _judged(value, at, schema, review, either_way=True)


def _of_content(node: Node, review: Review) -> Iterator[Found]:
    content = node.value.get("content")
    direction = _DIRECTIONS.get(node.kind)
    for name, listed in content.items() if isinstance(content, dict) else ():
        media, at = review.followed(listed, join(node.pointer, "content", name))
        if not isinstance(media, dict):
            continue
        items = next((key for key in _ITEMS if key in media), None)
        for value, where in _shown(media, at, review):
            if items is not None:
                schema = _Held(media[items], join(at, items))
                yield from _of_stream(name, value, where, schema, review)
            elif "schema" in media and not _is_text(name, value, media["schema"], review):
                schema = _Held(media["schema"], join(at, "schema"))
                yield from _judged(value, where, schema, review, direction)


def _of_stream(name: str, value: Any, at: str, schema: _Held, review: Review) -> Iterator[Found]:
    """What is wrong with the items of a stream that an example shows as text, or as a list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _judged(item, join(at, index), schema, review, Direction.REPLY)
    if not isinstance(value, str):
        return
    for number, item in streams.items(name, value):
        if item is streams.BROKEN:
            yield Found(at, f"line {number} of the example is no JSON")
            continue
        for found in _judged(item, at, schema, review, Direction.REPLY, inside=False):
            yield found._replace(message=f"line {number} of {found.message}")


def _is_text(name: str, value: Any, schema: Any, review: Review) -> bool:
    """Whether an example is the text of a body that is no JSON, such as XML."""
    plain = name.partition(";")[0].strip().lower()
    is_json = plain.endswith(("/json", "+json"))
    return (
        not is_json
        and isinstance(value, str)
        and "string" not in json_types(review.contract.schemas, schema)
    )


def _shown(holder: dict[str, Any], at: str, review: Review) -> Iterator[_Placed]:
    """The values that an object shows in `example` and `examples`, and where each stands."""
    if "example" in holder:
        yield holder["example"], join(at, "example")
    named = holder.get("examples")
    for name, listed in named.items() if isinstance(named, dict) else ():
        example, where = review.followed(listed, join(at, "examples", name))
        if isinstance(example, dict):
            for key in ("dataValue", "x-dataValue", "value"):
                if key in example:
                    yield example[key], join(where, key)
                    break


def _judged(
    value: Any,
    at: str,
    schema: _Held,
    review: Review,
    direction: Direction | None = None,
    *,
    either_way: bool = False,
    inside: bool = True,
) -> Iterator[Found]:
    """What is wrong with an example; `either_way` takes what is right in one direction."""
    judge = review.validator(schema.pointer, schema.value, direction)
    if judge is None or judge.is_valid(value):
        return
    if isinstance(value, dict) and isinstance(value.get("$ref"), str) and inside:
        remedy = "refer from examples, where an Example Object may stand"
        yield Found(at, f"the $ref {shown(value['$ref'])} in an example is data", remedy)
        return
    if either_way and any(_takes(review, schema, way, value) for way in Direction):
        return
    for error in islice(_causes(judge, value), _TOLD):
        where = join(at, *error.instance_path) if inside else at
        yield Found(where, f"the example is wrong: {said(error)}")


def _takes(review: Review, schema: _Held, way: Direction, value: Any) -> bool:
    judge = review.validator(schema.pointer, schema.value, way)
    return judge is not None and judge.is_valid(value)


def _causes(judge: Validator, value: Any) -> Iterator[ValidationError]:
    """What is wrong, each once for a place, in the order of the value."""
    seen = set()
    for error in judge.iter_errors(value):
        key = (tuple(error.instance_path), error.kind.name)
        if key not in seen:
            seen.add(key)
            yield error


def said(error: ValidationError) -> str:
    """What is wrong with a value, in a line."""
    path = pointer.join("", *error.instance_path)
    where = f"{shown(path)}: " if path else ""
    if error.kind.name == "falseSchema":
        return f"{where}this may not be here"
    return where + shown(error.message.partition("\n")[0])


def default(node: Node, review: Review) -> Iterator[Found]:
    """Defaults that their own schema refuses."""
    if "default" not in node.value:
        return
    judge = review.validator(node.pointer, node.value)
    value = node.value["default"]
    if judge is not None and not judge.is_valid(value):
        for error in islice(judge.iter_errors(value), 1):
            at = join(node.pointer, "default", *error.instance_path)
            yield Found(at, f"the default is wrong: {said(error)}")


def enum(node: Node, review: Review) -> Iterator[Found]:
    """Values of an enum that the type beside it excludes."""
    values, types = node.value.get("enum"), node.value.get("type")
    if not isinstance(values, list) or types is None:
        return
    judge = review.validator(join(node.pointer, "type"), {"type": types})
    for index, value in enumerate(values if judge is not None else ()):
        if judge is not None and not judge.is_valid(value):
            named = types if isinstance(types, str) else " or ".join(map(str, types))
            kind = "null" if value is None else shown(value)
            message = f"{kind} is in the enum, and no {shown(named)}"
            yield Found(join(node.pointer, "enum", index), message)


RULES = (
    Rule(
        "example-invalid",
        "An example is what its schema allows.",
        ERROR, ("schema", "parameter", "header", "requestBody", "response"), invalid,
        remedy="correct the example, or the schema",
        reason="Examples are copied before anything else is read, and answered by mocks; a wrong "
        "one teaches requests that are refused.",
    ),
    Rule(
        "default-invalid",
        "A default is what its schema allows.",
        ERROR, ("schema",), default,
        remedy="correct the default, or the schema",
        reason="Who leaves the value out would have sent something that is refused.",
    ),
    Rule(
        "enum-mismatch",
        "The values of an enum have the type that is said beside it.",
        ERROR, ("schema",), enum,
        remedy="write the value as that type, or widen the type",
        reason="Both must hold (JSON Schema 2020-12 validation, section 6.1), so nobody can ever "
        "send this value.",
    ),
)  # fmt: skip
