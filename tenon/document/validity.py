"""Judges a document by the official schema of its version, in words that name the fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import ValidationError

from tenon.contract import pointer
from tenon.document import official
from tenon.document.grammar import KINDS, Holder
from tenon.document.phrase import Culprit, lacking, phrase, with_article
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Severity

# What a fault may be without standing in the way of serving the contract: the kind of object
# it is in, the field, the keyword of the official schema. Anything else is an error.
TOLERATED = frozenset(
    {
        ("*", "*", "format"),
        ("*", "description", "type"),
        ("*", "summary", "type"),
        ("document", "paths", "required"),
        ("document", "tags", "uniqueItems"),
        ("document", "externalDocs", "required"),
        ("info", "*", "required"),
        ("info", "*", "type"),
        ("info", "*", "unknown"),
        ("operation", "responses", "required"),
        ("operation", "responses", "minProperties"),
        ("operation", "externalDocs", "required"),
        ("parameter", "required", "required"),
        ("parameter", "required", "const"),
        ("response", "description", "required"),
        ("responses", "", "minProperties"),
        ("schema", "required", "minItems"),
        ("schema", "required", "uniqueItems"),
        ("schema", "enum", "minItems"),
        ("schema", "enum", "uniqueItems"),
        ("schema", "externalDocs", "required"),
        ("tag", "*", "unknown"),
    }
)
# Objects in which a field that nobody knows only goes unread; elsewhere it changes how
# something is read, or is the sign of a slip.
_UNREAD = frozenset({"info", "operation", "pathItem", "requestBody", "response", "schema", "tag"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one node of a bundle, found by JSON Pointer."""

    pointer: str
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR


def faults(document: Any, minor: int) -> list[Fault]:
    """What the official schema of OpenAPI 3.x (x is `minor`) finds wrong with a document."""
    found: dict[Fault, None] = {}
    try:
        for error in official.errors(document, minor):
            for cause in _causes(error):
                found.update(dict.fromkeys(_faults(cause, document, minor)))
    except ValueError as error:
        if isinstance(error, ValidationError):
            raise
        return [Fault("", "too-deep", "the document nests too deep", "move parts to components")]
    return [fault for fault in found if not _is_echo(fault, found, document, minor)]


def _is_echo(fault: Fault, found: Iterable[Fault], document: Any, minor: int) -> bool:
    """Whether another fault says it already.

    A field may only be unknown because another fault keeps the schema from knowing it.
    """
    if fault.rule == "wrong-value":
        return any(o.pointer == fault.pointer and o.rule == "wrong-type" for o in found)
    if fault.rule != "unknown-field":
        return False
    around, _, name = fault.pointer.rpartition("/")
    inside = f"{fault.pointer}/"  # what is judged in detail is known, if not as a rule
    if any(other.pointer.startswith(inside) for other in found):
        return True
    known = official.fields(kind_at(document, around)[0], minor)
    return name in known and any(o.pointer == around and o is not fault for o in found)


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """The errors inside an error of alternatives that say best what was meant."""
    branches = getattr(error.kind, "context", None)
    if error.kind.name not in ("oneOf", "anyOf") or not branches or not error.instance_path:
        yield error
        return
    inner = [branch for branch in branches if not _is_about_alternative(branch, error.instance)]
    best = min(inner, key=_distance, default=None)
    if best is None or (_is_choice(best, error) and len(inner) > 1):
        yield error
        return
    for cause in best:
        yield from _causes(cause)


def _is_about_alternative(branch: list[ValidationError], instance: Any) -> bool:
    """Whether a branch is only open to a Reference Object, where none was written."""
    wants = any(e.kind.name == "required" and lacking(e) == "$ref" for e in branch)
    return wants and not (isinstance(instance, dict) and "$ref" in instance)


def _distance(branch: list[ValidationError]) -> tuple[bool, int, int]:
    """How far a branch is from what was meant: the right `in` or `type`, few and deep errors."""
    other = any(str(e.instance_path[-1:]) in ("['in']", "['type']") for e in branch)
    deepest = max((len(e.instance_path) for e in branch), default=0)
    return other, -deepest, len(branch)


def _is_choice(branch: list[ValidationError], error: ValidationError) -> bool:
    """Whether a branch lacks nothing but a field: then the choice itself is the message."""
    return all(e.kind.name == "required" and e.instance_path == error.instance_path for e in branch)


def _faults(error: ValidationError, document: Any, minor: int) -> Iterator[Fault]:
    at = pointer.join("", *error.instance_path)
    keyword = error.kind.name
    kind, below = kind_at(document, at)
    if keyword in ("unevaluatedProperties", "additionalProperties"):
        for name in getattr(error.kind, "unexpected", ()):
            yield _unknown(pointer.join(at, name), kind, below, name, minor)
        return
    if _is_said_elsewhere(error, kind):
        return
    name = lacking(error) if keyword == "required" else (below[0] if below else "")
    severity = Severity.WARNING if _tolerated(kind, name, keyword) else Severity.ERROR
    yield Fault(at, *phrase(Culprit(error, kind, below)), severity)


def _is_said_elsewhere(error: ValidationError, kind: str) -> bool:
    """Patterns are judged by running them, statuses by a rule of their own."""
    inner = getattr(error.kind, "error", error)
    if kind == "responses" and error.kind.name == "required":
        return True
    return kind == "schema" and getattr(inner.kind, "format", "") == "regex"


def _tolerated(kind: str, field: str, keyword: str) -> bool:
    fields = (field, "*") if field else ("",)
    wanted = ((k, f, keyword) for k in (kind, "*") for f in fields)
    return any(row in TOLERATED for row in wanted)


def _unknown(at: str, kind: str, below: list[str], name: str, minor: int) -> Fault:
    guess = "" if below else did_you_mean(name, official.fields(kind, minor) - {name})
    if not below and minor < 2 and name in official.fields(kind, 2):
        guess = f"write x-{name}, or use OpenAPI 3.2"
    read_on = not guess and kind in _UNREAD and not below
    severity = Severity.WARNING if read_on or _tolerated(kind, name, "unknown") else Severity.ERROR
    message = f"{shown(name)} is no field of {with_article(kind)} in OpenAPI 3.{minor}"
    if below:
        message = f"{shown(name)} is no field known here"
    remedy = guess or "leave it out, or let its name begin with x-"
    return Fault(at, "unknown-field", message, remedy, severity)


def kind_at(document: Any, at: str) -> tuple[str, list[str]]:
    """The kind of the innermost object that a pointer is in, and the tokens left below it."""
    kind, below = "document", pointer.tokens(at)
    while below:
        shape = KINDS[kind].shape(below[0])
        used = 1 if shape is None or shape.holder is Holder.ONE else 2
        if shape is None or len(below) < used:
            break
        kind, below = shape.kind, below[used:]
    return kind, below
