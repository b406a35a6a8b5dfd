"""Forms as they arrive: everything is text there, also a number where a text is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tenon.contract import Media
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties

_FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


def is_form(media_type: str | None) -> bool:
    """Whether bodies of a media type are forms."""
    return media_type is not None and media_type.split(";")[0].strip().lower() in _FORMS


def as_sent(schemas: Schemas, media: Media, body: Any) -> Any:
    """A form's members as its reader gets them: where text may stand, anything is text."""
    if media.schema is None or not isinstance(body, Mapping):
        return body
    named = properties(schemas, media.schema.value)
    return {name: _read(schemas, named.get(name, True), value) for name, value in body.items()}


def _read(schemas: Schemas, schema: Any, value: Any) -> Any:
    value = getattr(value, "data", value)  # the fuzzer wraps bytes
    if isinstance(value, bytes):
        return value.decode("latin-1")
    types = json_types(schemas, schema)
    if "array" in types and "string" not in types:
        items = value if isinstance(value, list) else [value]  # a list of one is sent as its item
        described = keyword(schemas, schema, "items")
        return [_read(schemas, True if described is None else described, item) for item in items]
    if isinstance(value, str) or "string" not in types:
        return value
    return json.dumps(value, default=str)
