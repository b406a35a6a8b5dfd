"""The verdict on a value: that of JSON Schema 2020-12, by jsonschema-rs, formats asserted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import jsonschema_rs
from pydantic_core import to_json

from tenon.contract import Schema, pointer
from tenon.contract.schemas import Direction, Schemas
from tenon.runtime.formats import Format
from tenon.runtime.problem import FieldError

_OPENAPI = "https://spec.openapis.org/oas/"  # the dialects of the contract itself
# Look-around and back-references make a pattern's cost unbounded; this bounds it.
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)


class Validator(Protocol):
    """What a compiled schema offers."""

    def is_valid(self, instance: Any) -> bool:
        """Whether the instance is valid."""

    def iter_errors(self, instance: Any) -> Iterator[jsonschema_rs.ValidationError]:
        """Everything wrong with the instance."""

    def validate(self, instance: Any) -> None:
        """Raise ValidationError with the first thing wrong."""


class Judge:
    """Compiles the schemas of a contract, each once, when it is first asked for."""

    def __init__(
        self,
        schemas: Schemas,
        formats: Mapping[str, Format] | None = None,
        faulty: Callable[[Schema, str], None] | None = None,
    ) -> None:
        """Judge by `schemas`, with `formats` beside those of JSON Schema.

        `faulty` is told of a schema that cannot be compiled, with the reason, and from then on
        it lets everything through; without it that is an error.
        """
        self._schemas = schemas
        self._faulty = faulty
        self._formats = {name: known.check for name, known in (formats or {}).items()}
        self._compiled: dict[tuple[str, Direction | None], Validator] = {}
        self._secrets: dict[int, tuple[Any, bool]] = {}

    def validator(self, schema: Schema, direction: Direction | None = None) -> Validator:
        """The compiled schema for one direction.

        Raises ValueError when the schema cannot be compiled, KeyError for an unknown reference.
        """
        key = (_target(schema), direction)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._made(schema, direction)
        return found

    @property
    def compiled(self) -> int:
        """How many schemas were compiled so far."""
        return len(self._compiled)

    def _made(self, schema: Schema, direction: Direction | None) -> Validator:
        try:
            return self._compile(self._schemas.standalone(schema, direction))
        except (KeyError, ValueError) as error:
            if self._faulty is None:
                raise
            self._faulty(schema, unusable(error))
            return self._compile({})

    def _compile(self, standalone: dict[str, Any]) -> Validator:
        # A schema that names its own dialect gets that dialect's meaning of `format`, which in
        # 2020-12 is an annotation (JSON Schema validation, section 7.2). All others are the
        # contract's, whose formats are promises.
        dialect = standalone.get("$schema")
        if dialect is not None and str(dialect).startswith(_OPENAPI):
            dialect = None
        options: dict[str, Any] = {
            "validate_formats": dialect is None,
            "formats": self._formats,
            "pattern_options": _PATTERNS,
            "offline": True,
            "mask": "the value" if self._masked(standalone) else None,
        }
        if dialect is None:
            return jsonschema_rs.Draft202012Validator(standalone, **options)
        if dialect in self._schemas.resources:
            resources = list(self._schemas.resources.items())
            options["registry"] = jsonschema_rs.Registry(resources)
        return jsonschema_rs.validator_for(standalone, **options)

    def _masked(self, standalone: dict[str, Any]) -> bool:
        """Whether a schema holds secrets. Definitions are shared, so each is looked at once."""
        own = (value for key, value in standalone.items() if key != "$defs")
        definitions = standalone.get("$defs")
        shared = definitions.values() if isinstance(definitions, dict) else ()
        return (
            standalone.get("format") == "password"
            or any(map(_holds_secrets, own))
            or any(map(self._holds_secrets, shared))
        )

    def _holds_secrets(self, definition: Any) -> bool:
        found = self._secrets.get(id(definition))
        if found is None:  # kept with its definition, so that no other takes its id
            found = self._secrets[id(definition)] = definition, _holds_secrets(definition)
        return found[1]


def unusable(error: KeyError | ValueError) -> str:
    """Why a schema could not be compiled, in one line."""
    if isinstance(error, KeyError):
        return f"the reference {error.args[0]} leads nowhere"
    return str(error).partition("\n")[0]


def _holds_secrets(node: Any) -> bool:
    """Whether `format: password` stands anywhere in a schema: then no message repeats a value.

    https://spec.openapis.org/oas/v3.1.1.html#data-type-format: "A hint to obscure the value".
    """
    if isinstance(node, list):
        return any(map(_holds_secrets, node))
    if not isinstance(node, dict):
        return False
    return node.get("format") == "password" or any(map(_holds_secrets, node.values()))


def _target(schema: Schema) -> str:
    """Where a schema stands: one that is only a reference is the one it refers to."""
    value = schema.value
    if not isinstance(value, bool) and value.keys() == {"$ref"}:
        return pointer.from_reference(str(value["$ref"])) or schema.pointer
    return schema.pointer


def field_errors(
    validator: Validator, instance: Any, location: str, name: str | None = None
) -> list[FieldError]:
    """Everything wrong with an instance, as members of a problem's `errors`."""
    errors = validator.iter_errors(instance)
    return [told for error in errors for told in _told(error, location, name)]


def first_error(validator: Validator, instance: Any, location: str) -> list[FieldError]:
    """The first thing wrong with an instance: telling all would cost more than judging it."""
    try:
        validator.validate(instance)
    except jsonschema_rs.ValidationError as error:
        return [next(_told(error, location, None))]
    return []


def _told(
    error: jsonschema_rs.ValidationError, location: str, name: str | None
) -> Iterator[FieldError]:
    """What is wrong, and, where alternatives are told apart by constants, with the one meant.

    The one that was meant is the one whose constants are all there. Where none is, and each
    lacks one in the same place, that place is at fault; else what is wrong with all of them.
    """
    branches = error.kind.as_dict().get("context", ()) if error.kind.name in _CHOICES else ()
    lacking = [[one for one in branch if one.kind.name == "const"] for branch in branches]
    meant = [branch for branch, constants in zip(branches, lacking, strict=True) if not constants]
    if all(lacking) and len({_pointers(constants) for constants in lacking}) == 1:
        yield _no_constant([constants[0] for constants in lacking], location, name)
    elif found := meant[0] if len(meant) == 1 else _common(branches):
        for one in found:
            yield from _told(one, location, name)
    else:
        yield _field_error(error, location, name)


def _common(branches: Sequence[Sequence[jsonschema_rs.ValidationError]]) -> list[Any]:
    """What is wrong in every branch alike."""
    said = [{(*_pointers([one]), one.message) for one in branch} for branch in branches]
    first = branches[0] if branches else ()
    return [one for one in first if all((*_pointers([one]), one.message) in of for of in said)]


def _pointers(errors: Iterable[jsonschema_rs.ValidationError]) -> tuple[str, ...]:
    return tuple(pointer.join("", *error.instance_path) for error in errors)


def _no_constant(
    errors: Sequence[jsonschema_rs.ValidationError], location: str, name: str | None
) -> FieldError:
    known = ", ".join(to_json(error.kind.as_dict()["expected_value"]).decode() for error in errors)
    sent = to_json(errors[0].instance).decode()
    at_fault = _field_error(errors[0], location, name)
    return replace(at_fault, message=_bounded(f"{sent} is not one of {known}"), code="enum")


def _field_error(
    error: jsonschema_rs.ValidationError, location: str, name: str | None
) -> FieldError:
    return FieldError(
        location=location,
        name=name,
        pointer=_instance_pointer(error) if name is None or error.instance_path else None,
        message=_message(error),
        code=_code(error),
    )


def _instance_pointer(error: jsonschema_rs.ValidationError) -> str:
    path: list[str | int] = list(error.instance_path)
    if error.kind.name == "required":
        path.append(error.kind.as_dict().get("property", ""))
    return pointer.join("", *path)


def _code(error: jsonschema_rs.ValidationError) -> str:
    return "not-allowed" if error.kind.name == "falseSchema" else error.kind.name


def _message(error: jsonschema_rs.ValidationError) -> str:
    short = _MESSAGES.get(error.kind.name)
    return short(error) if short else _bounded(error.message)


def _bounded(text: str) -> str:
    # A message quotes the value at fault, which may be as large as the request.
    return text if len(text) <= 300 else f"{text[:200]} … {text[-90:]}"


_CHOICES = frozenset({"oneOf", "anyOf"})
_MESSAGES: dict[str, Callable[[jsonschema_rs.ValidationError], str]] = {
    "falseSchema": lambda error: "must not be sent here",
}
