"""What is told of a mock as JSON: its contract and its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import Contract, Location, Operation, Parameter
from tenon.contract.schemas import Direction
from tenon.contract.security import SecurityScheme
from tenon.contract.types import json_types, keyword
from tenon.mock.control.mock import Mock
from tenon.mock.state.collections import resources
from tenon.mock.state.roles import Role, roles

_MOST_FINDINGS = 500  # a document may have more faults than anybody reads
_MOST_EXAMPLES = 50
_SHOWN_OF_SCHEMA = ("enum", "default", "format", "pattern", "minimum", "maximum", "minLength",
                    "maxLength")  # fmt: skip


def contract(mock: Mock) -> dict[str, Any]:
    """The contract in short, how it is mocked, and what is wrong with it."""
    found = mock.contract
    settings = mock.settings
    paths = {operation.path for operation in found.operations}
    calling = (
        (operation.id, each) for operation in found.operations for each in operation.callbacks
    )
    return {
        "title": found.title,
        "version": found.version,
        "description": str(found.document.get("info", {}).get("description", "")),
        "base_paths": list(found.base_paths),
        "settings": {
            "stateful": settings.stateful,
            "seed": settings.seed,
            "size": settings.size,
            "dynamic": settings.dynamic,
            "examples": settings.examples,
        },
        "resources": [
            {
                "name": resource.name,
                "collection": resource.collection,
                "item": resource.item if resource.item in paths else None,
                "id_field": resource.id_field,
                "parent": resource.parent,
            }
            for resource in resources(found)
            if resource.view_of is None
        ],
        "webhooks": list(dict.fromkeys(webhook.name for webhook in found.webhooks)),
        "callbacks": [{"operation": id_, "name": callback.name} for id_, callback in calling],
        "findings_total": len(mock.findings),
        "findings": [
            {"severity": str(finding.severity), "place": str(finding.place), "rule": finding.rule,
             "message": finding.message, "remedy": finding.remedy}
            for finding in mock.findings[:_MOST_FINDINGS]
        ],
    }  # fmt: skip


def operations(mock: Mock) -> list[dict[str, Any]]:
    """Every operation in short, in the order of the contract."""
    known = roles(mock.contract)
    return [_short(mock, operation, known) for operation in mock.contract.operations]


def operation(mock: Mock, operation_id: str) -> dict[str, Any]:
    """One operation, with what can be sent to it. Raises KeyError when there is none."""
    found = mock.contract.operation(operation_id)
    return {
        **_short(mock, found, roles(mock.contract)),
        "description": found.description,
        "parameters": [
            *_credentials(mock.contract, found),
            *(_parameter(mock, found, parameter) for parameter in found.parameters),
        ],
        "bodies": list(_bodies(mock, found)),
        "answers": [_answer(status, reply) for status, reply in found.replies.items()],
        "callbacks": [callback.name for callback in found.callbacks],
    }


def _short(mock: Mock, operation: Operation, known: Mapping[str, Role]) -> dict[str, Any]:
    remembers = mock.settings.stateful and mock.stateful.knows(operation)
    role = known.get(operation.id) if remembers else None
    resource = role.resource if role is not None else None
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "tags": list(operation.tags) or [operation.group],
        "deprecated": operation.deprecated,
        "secured": operation.secured,
        "role": str(role.verb).replace("_", " ") if role is not None else "",
        "resource": (resource.view_of or resource.name) if resource is not None else "",
        "remembers": remembers,
        "status": _usual(operation),
        "statuses": list(operation.replies),
    }


def _usual(operation: Operation) -> str:
    """The declared status that is answered where nothing goes wrong."""
    declared = sorted(operation.replies)
    return next((s for kind in "23" for s in declared if s[0] == kind), declared[0])


def _parameter(mock: Mock, operation: Operation, parameter: Parameter) -> dict[str, Any]:
    schemas, schema = mock.contract.schemas, parameter.schema
    told = schema.value if schema is not None else True
    said = {name: value for name in _SHOWN_OF_SCHEMA
            if (value := keyword(schemas, told, name)) is not None}  # fmt: skip
    return {
        "name": parameter.name,
        "in": str(parameter.location),
        "required": parameter.required,
        "explode": parameter.explode,
        "description": parameter.description,
        "types": sorted(json_types(schemas, told)) if told is not True else [],
        "example": _example(mock, operation, parameter),
        "schema": said,
    }


def _example(mock: Mock, operation: Operation, parameter: Parameter) -> Any:
    """A value for a parameter: declared, or, where one is needed, made."""
    if parameter.examples:
        return next(iter(parameter.examples.values()))
    if not parameter.required or parameter.schema is None:
        return None
    key = f"{operation.id} {parameter.name}"
    return mock.values.made(parameter.schema, key, direction=None, name=parameter.name).value


def _bodies(mock: Mock, operation: Operation) -> Iterator[dict[str, Any]]:
    """The media types of the request body, each with values that can be sent."""
    for media in operation.body.media.values() if operation.body is not None else ():
        examples = dict(list(media.examples.items())[:_MOST_EXAMPLES])
        if media.schema is not None and not media.stream:
            # What an example says may be there already; another is made each time.
            key = f"{operation.id} body {mock.log.last}"
            made = mock.values.made(
                media.schema, key, direction=Direction.REQUEST, name=operation.group, varied=True
            )
            examples.setdefault("generated", made.value)
        yield {"type": media.type, "examples": examples}


def _answer(status: str, reply: Any) -> dict[str, Any]:
    return {
        "status": status,
        "description": reply.description,
        "media": {
            media.type: list(media.examples)[:_MOST_EXAMPLES] for media in reply.media.values()
        },
    }


def _credentials(contract: Contract, operation: Operation) -> Iterator[dict[str, Any]]:
    """What to send to be known, as the first alternative of its security asks for it."""
    first = next((alternative for alternative in operation.security if alternative), {})
    for name in first:
        scheme = contract.security_schemes.get(name)
        if scheme is not None and scheme.type != "mutualTLS":
            yield {
                "name": scheme.parameter or "Authorization",
                "in": str(scheme.location or Location.HEADER),
                "required": not operation.anonymous,
                "description": f"Any well-formed credential is somebody ({name}).",
                "types": ["string"],
                "example": _credential(scheme),
                "schema": {},
                "credential": True,
            }


def _credential(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return "mock-key"
    # user:password, as RFC 7617, section 2 has it
    return "Basic dXNlcjpwYXNzd29yZA==" if scheme.scheme == "basic" else "Bearer mock-token"
