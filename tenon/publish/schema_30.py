"""Schemas of JSON Schema 2020-12 in the words of OpenAPI 3.0.4 (Schema Object).

Each keyword is a row. What becomes of a schema allows all that it allowed, and nothing else where
no row of `losses` speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract.schemas import Schemas
from tenon.publish import logic_30, values_30
from tenon.publish.draft import Draft
from tenon.publish.inside_30 import additional, items
from tenon.publish.losses import Inexact
from tenon.publish.null import accepts_null
from tenon.publish.saying import Row, Saying, whole
from tenon.publish.types_30 import typed

# What 3.0 says in the same words (OpenAPI 3.0.4, Schema Object), besides what holds schemas.
_KEPT = frozenset(
    {
        "title", "multipleOf", "maxLength", "minLength", "pattern",
        "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "description",
        "format", "default", "discriminator", "readOnly", "writeOnly", "externalDocs",
        "deprecated", "example", "xml", "type",
    }
)  # fmt: skip
# What says nothing by itself, or is said by the row of another keyword.
_UNSAID = frozenset(
    {
        "$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment", "$defs",
        "definitions", "$dynamicRef", "minContains", "maxContains", "then", "else", "items",
        "additionalProperties", "additionalItems", "prefixItems", "patternProperties",
        "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
_COUNTS = frozenset(
    {"maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"}
)
_ROWS: Mapping[str, Row] = {**logic_30.ROWS, **values_30.ROWS}


class Schema30:
    """Says the schemas of one document, whose references are settled, in 3.0."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._inexact = Inexact(draft.document, Schemas(draft.document))
        self._done: dict[int, tuple[Any, Any]] = {}

    def lowered(self, schema: Any, at: str) -> Any:
        """A schema in 3.0; `at` is where the bundle holds it, for what has to be said of it."""
        if isinstance(schema, bool):
            return {} if schema else dict(values_30.NOTHING)
        if not isinstance(schema, dict):
            return schema
        if id(schema) not in self._done:
            place = self._draft.at(schema) or at
            made = _said(Saying(schema, place, self._draft, self._inexact, self.lowered))
            self._done[id(schema)] = (schema, made)
        return self._done[id(schema)][1]


def _said(saying: Saying) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for keyword, value in saying.schema.items():
        row = _ROWS.get(keyword)
        if row is not None:
            members |= row(saying, keyword, value)
        elif keyword in _KEPT or keyword.startswith("x-"):
            members[keyword] = whole(value) if keyword in _COUNTS else value
        elif keyword not in _UNSAID:
            saying.unknown(keyword)
            members[f"x-{keyword}"] = value
    members |= {**items(saying), **additional(saying)}
    members = _with_also(members, saying.also)
    return typed(members, saying.schema, accepts_null(saying.schema, saying.schemas))


def _with_also(members: dict[str, Any], also: list[Any]) -> dict[str, Any]:
    """What has to hold besides, said beside the rest where its words are free, else in `allOf`."""
    if not members and len(also) == 1 and also[0].keys() == {"$ref"}:
        return dict(also[0])
    several = []
    for one in also:
        if "$ref" in one or one.keys() & members.keys():
            several.append(one)
        else:
            members |= one
    return {**members, "allOf": [*several, *members.get("allOf", ())]} if several else members
