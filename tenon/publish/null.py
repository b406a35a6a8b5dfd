"""Whether a schema allows null, of which OpenAPI 3.0 speaks in its own way (`nullable`)."""

from __future__ import annotations

from typing import Any

from tenon.contract.schemas import Schemas

NULL = "null"


def accepts_null(schema: Any, schemas: Schemas, seen: frozenset[int] = frozenset()) -> bool:
    """Whether null is valid: exactly so, for few keywords look at null (validation, section 6.1).

    A schema that comes back to itself by references alone allows all that its parts allow.
    """
    if not isinstance(schema, dict):
        return schema is not False
    if id(schema) in seen:
        return True
    inside = seen | {id(schema)}

    def accepts(part: Any) -> bool:
        return accepts_null(part, schemas, inside)

    chosen = True
    if "if" in schema:
        chosen = schema.get("then" if accepts(schema["if"]) else "else", True)
    return (
        ("type" not in schema or NULL in types(schema))
        and None in schema.get("enum", [None])
        and schema.get("const") is None
        and accepts(schemas.referred(schema))
        and accepts(chosen)
        and all(map(accepts, schema.get("allOf", ())))
        and any(map(accepts, schema.get("anyOf", (True,))))
        and sum(map(accepts, schema.get("oneOf", (True,)))) == 1
        and not accepts(schema.get("not", False))
    )


def types(schema: dict[str, Any]) -> list[str]:
    """The types that a schema names, as a list."""
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)
