"""`operations.ts`: what the contract says of each operation, as data that the core reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tenon.contract import Contract, Header, Parameter
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword
from tenon.sdk.npm import names, source
from tenon.sdk.npm.methods import Answer, Method, readable

_HEAD = """\
// Generated from the contract. Do not edit.
/** What each operation is, and how credentials travel. */
import type {{ Operation, Schemes }} from "./core/index.js";

/** The names of all operations. */
export type OperationName ={names};

/** Every operation by its name. */
export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {{
{operations}}};

/** How credentials travel, by the names that callers give them. */
export const SCHEMES: Schemes = {schemes};
"""


def operations(contract: Contract, methods: Iterable[Method]) -> str:
    """The text of the module: JSON, and names that are safe, nothing else of a contract."""
    several = list(methods)
    held = names.credentials(contract)
    named = "".join(f"\n  | {source.data(method.name)}" for method in several)
    lines = (f"  {m.name}: {source.data(_operation(contract, m, held))},\n" for m in several)
    schemes = {name: dict(zip(("kind", "name"), names.travels(s) or (), strict=True))
               for name, s in held.values()}  # fmt: skip
    return _HEAD.format(
        names=named or " never",
        operations="".join(lines),
        schemes=source.data(schemes, 2),
    )


def _operation(contract: Contract, method: Method, held: Mapping[str, Any]) -> dict[str, Any]:
    operation = method.operation
    headers = {p.name.lower(): p.name for p in operation.parameters if p.location == "header"}
    said = {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "kind": method.kind,
        "accept": ", ".join(method.accept) or "*/*",
        "parameters": [_parameter(each) for each in operation.parameters],
        "security": list(_security(method, held)),
        "answers": list(_answers(contract, method)),
        "faults": list(method.faults),
        "body": method.body and {"kind": method.body.kind, "types": method.body.types},
        "key": headers.get("idempotency-key"),
        "resume": headers.get("last-event-id"),
        "pages": method.pages and _given(asdict(method.pages)),
        "texts": method.texts or None,
    }
    return _given(said)


def _given(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value is not None}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    said = {"name": parameter.name, "in": parameter.location.value, "style": parameter.style}
    flags = {
        "explode": parameter.explode,
        "allowReserved": parameter.allow_reserved,
        "json": parameter.content is not None,
    }
    return said | {flag: True for flag, on in flags.items() if on}


def _security(method: Method, held: Mapping[str, Any]) -> Iterator[list[str]]:
    """The alternatives that a client can meet, by the names of credentials."""
    for alternative in method.operation.security:
        if all(scheme in held for scheme in alternative):
            yield [held[scheme][0] for scheme in alternative]


def _answers(contract: Contract, method: Method) -> Iterator[dict[str, Any]]:
    if method.kind in ("value", "empty"):
        for answer in method.answers:
            yield _answer(contract.schemas, answer)


def _answer(schemas: Schemas, answer: Answer) -> dict[str, Any]:
    headers = [{"name": h.name, "is": header_kind(schemas, h)} for h in answer.headers]
    return {"status": answer.status, "form": readable(answer), "headers": headers}


def header_kind(schemas: Schemas, header: Header) -> str:
    """What the text of a header is read as: `string`, `number`, `boolean`, or a list of them."""
    schema = header.schema.value if header.schema else True
    types = json_types(schemas, schema) - {"null"}
    if types == {"array"}:
        items = json_types(schemas, keyword(schemas, schema, "items") or True)
        return "numbers" if items and items <= {"integer", "number"} else "strings"
    if types and types <= {"integer", "number"}:
        return "number"
    return "boolean" if types == {"boolean"} else "string"
