"""The OpenAPI Initiative's own JSON Schemas, as openapi-spec-validator packages them, in Rust.

Only the schema files of that package are used: its Python takes half a second to import and
minutes for a large document. Schema Objects are judged by the JSON Schema 2020-12 meta-schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs

from tenon.document.grammar import KINDS, Kind

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EXAMPLES = ("example", "examples")  # a definition of their own in the schemas
_EXCLUSIVE = {"not": {"required": ["example", "examples"]}}


class Missing(RuntimeError):
    """openapi-spec-validator is not installed: the `tools` extra brings it."""


def errors(document: Any, minor: int) -> Iterator[jsonschema_rs.ValidationError]:
    """What the schema of OpenAPI 3.x (x is `minor`) finds wrong with a document.

    Raises ValueError when the document nests too deep to be judged, Missing without the package.
    """
    yield from _validator(minor).iter_errors(document)


@lru_cache
def _validator(minor: int) -> Any:
    schema = _schema(minor)
    if minor == 0:
        return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    # As the Initiative's own `schema-base` does, `#meta` is bound to a meta-schema.
    judge = {
        "$schema": _DIALECT,
        "$ref": schema["$id"],
        "$defs": {"schema": {"$dynamicAnchor": "meta", "$ref": _DIALECT}},
    }
    registry = jsonschema_rs.Registry([(schema["$id"], schema)])
    return jsonschema_rs.validator_for(
        judge, registry=registry, validate_formats=True, offline=True
    )


@lru_cache
def _schema(minor: int) -> dict[str, Any]:
    package = find_spec("openapi_spec_validator")  # found, not imported
    if package is None or package.origin is None:
        raise Missing("openapi-spec-validator is not installed; install tenon[tools]")
    folder = Path(package.origin).parent / "resources" / "schemas" / f"v3.{minor}"
    schema: dict[str, Any] = json.loads((folder / "schema.json").read_bytes())
    if minor == 1:
        _correct(schema["$defs"])
    return schema


def _correct(definitions: dict[str, Any]) -> None:
    """Corrects the packaged 3.1 schema (2022-10-07) where later ones of the Initiative do."""
    link = definitions["link"]["properties"]
    if "body" in link:  # misspelt there
        link["server"] = link.pop("body")
    definitions["server"]["properties"]["url"].pop("format", None)  # it is a template
    for flow in definitions["oauth-flows"]["$defs"].values():
        _relative(flow["properties"])
    _relative(definitions["security-scheme"]["$defs"]["type-oidc"]["then"]["properties"])
    definitions["examples"].update(_EXCLUSIVE)


def _relative(properties: dict[str, dict[str, Any]]) -> None:
    """Lets URLs be relative to the document (OpenAPI 3.1.1, section 4.6)."""
    for said in properties.values():
        if said.get("format") == "uri":
            said["format"] = "uri-reference"


@lru_cache
def fields(kind: str, minor: int) -> frozenset[str]:
    """The fields that OpenAPI 3.x (x is `minor`) knows in a kind of object."""
    schema = _schema(minor)
    names = _definition_names(kind)
    known = schema.get("$defs") or schema.get("definitions") or {}
    found = schema if kind == "document" else next((known[n] for n in names if n in known), {})
    known_elsewhere = _EXAMPLES if "examples" in KINDS.get(kind, Kind()).fields else ()
    return frozenset({*found.get("properties", ()), *known_elsewhere})


def _definition_names(kind: str) -> tuple[str, str]:
    """A kind as its definition is called in the schemas of 3.1 (path-item) and 3.0 (PathItem)."""
    dashed = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind)
    return dashed, kind[0].upper() + kind[1:]
