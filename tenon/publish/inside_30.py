"""Items and other properties in OpenAPI 3.0: of each, several keywords of 2020-12 speak."""

from __future__ import annotations

from typing import Any

from tenon.publish.evaluated import evaluated
from tenon.publish.losses import any_name, uniform_tuple
from tenon.publish.saying import Saying

_ITEMS, _REST = "items", "additionalProperties"


def items(saying: Saying) -> dict[str, Any]:
    """What a schema says of items: those of a tuple may stand in any place."""
    schema, key = saying.schema, _ITEMS
    if key not in schema and "unevaluatedItems" not in saying.lost:
        key = "unevaluatedItems"
    if "prefixItems" in schema:
        return _tuple(saying, key, schema.get(key, True))
    return {_ITEMS: saying.part(key, schema[key])} if key in schema else {}


def _tuple(saying: Saying, key: str, rest: Any) -> dict[str, Any]:
    prefix = saying.schema["prefixItems"]
    several = [saying.part("prefixItems", one, index) for index, one in enumerate(prefix)]
    most = {}
    if rest is False:
        most = {"maxItems": min(len(prefix), saying.schema.get("maxItems", len(prefix)))}
    else:
        several.append(saying.part(key, rest))
    return {_ITEMS: several[0] if uniform_tuple(saying.schema) else _any(several), **most}


def additional(saying: Saying) -> dict[str, Any]:
    """What a schema says of properties that it does not name."""
    schema = saying.schema
    patterns = schema.get("patternProperties")
    if not patterns:
        known = {_REST: _rest(saying, _REST, schema[_REST])} if _REST in schema else None
        return known or _unevaluated(saying)
    kinds = [saying.part("patternProperties", one, name) for name, one in patterns.items()]
    rest = schema.get(_REST, True)
    if not any_name(schema) and rest is not False:
        kinds.append(saying.part(_REST, rest))
    return {_REST: _any(kinds)}


def _unevaluated(saying: Saying) -> dict[str, Any]:
    schema, key = saying.schema, "unevaluatedProperties"
    if schema.get(key, True) is True:
        return {}
    found = evaluated(schema, saying.schemas)
    if found.open:
        return {}
    said = {_REST: _rest(saying, key, schema[key])}
    own = schema.get("properties", {})
    inherited = [name for name in found.names if name not in own]
    if not inherited:
        return said
    saying.also.append({"properties": {name: {} for name in (*own, *inherited)}, **said})
    return {}


def _rest(saying: Saying, key: str, rest: Any) -> Any:
    return rest if isinstance(rest, bool) else saying.part(key, rest)


def _any(several: list[Any]) -> Any:
    """A schema that allows what any of several allows."""
    kinds = [one for index, one in enumerate(several) if one not in several[:index]]
    return {} if {} in kinds else kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
