"""Values: between Python and JSON, and between Python and the text of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter
from pydantic_core import to_json, to_jsonable_python

from .calls import Parameter

_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
# What `allowReserved` lets through (RFC 3986, section 2.2), but for what ends a query's part.
_RESERVED = ":/?[]@!$'()*,;"


def from_json(type_: Any, text: bytes | str) -> Any:
    """A value of a type, read from JSON. Raises ValueError when it does not fit."""
    return adapter(type_).validate_json(text, by_alias=True, by_name=False)


def from_python(type_: Any, value: Any) -> Any:
    """A value of a type, from what JSON became. Raises ValueError when it does not fit."""
    return adapter(type_).validate_python(value, by_alias=True, by_name=False)


def as_json(type_: Any, value: Any) -> bytes:
    """A value as JSON; what is absent stays so."""
    if type_ is None or isinstance(value, (dict, list)):
        return to_json(value, by_alias=True)
    return adapter(type_).dump_json(value, by_alias=True)


def plain(value: Any) -> Any:
    """A value as JSON would hold it: numbers, texts, lists and dicts."""
    return to_jsonable_python(value, by_alias=True)


def adapter(type_: Any) -> TypeAdapter[Any]:
    """What reads and writes a type; made once."""
    try:
        return _adapter(type_)
    except TypeError:  # a type that cannot be hashed
        return TypeAdapter(type_)


@lru_cache(maxsize=4096)
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(type_)


def text(value: Any) -> str:
    """One plain value as the text of a parameter."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return value if isinstance(value, str) else str(value)


def in_path(parameter: Parameter, given: Any) -> str:
    """A path parameter as it stands in the path (OpenAPI 3.1, "Style Values")."""
    value = plain(given)
    if parameter.json:
        return quote(to_json(value).decode(), safe="")
    prefix = {"label": ".", "matrix": f";{parameter.name}"}.get(parameter.style, "")
    if parameter.style == "matrix":
        return _matrix(parameter, value)
    separator = "." if parameter.style == "label" and parameter.explode else ","
    return prefix + _joined(value, separator, explode=parameter.explode, safe="")


def _matrix(parameter: Parameter, value: Any) -> str:
    name = quote(parameter.name, safe="")
    if parameter.explode and isinstance(value, dict):
        return "".join(f";{quote(k, safe='')}={_quoted(v, '')}" for k, v in value.items())
    if parameter.explode and isinstance(value, list):
        return "".join(f";{name}={_quoted(item, '')}" for item in value)
    return f";{name}={_joined(value, ',', explode=False, safe='')}"


def in_query(parameter: Parameter, given: Any) -> Iterable[str]:
    """A query parameter as the parts of a query, each `name=value`, percent-encoded."""
    value = plain(given)
    safe = _RESERVED if parameter.allow_reserved else ""
    name = quote(parameter.name, safe="[]" if parameter.style == "deepObject" else "")
    if parameter.json:
        yield f"{name}={quote(to_json(value).decode(), safe='')}"
    elif parameter.style == "deepObject" and isinstance(value, dict):
        yield from (f"{name}[{quote(k, safe='')}]={_quoted(v, safe)}" for k, v in value.items())
    elif parameter.explode and isinstance(value, dict):
        yield from (f"{quote(k, safe='')}={_quoted(v, safe)}" for k, v in value.items())
    elif parameter.explode and isinstance(value, list):
        yield from (f"{name}={_quoted(item, safe)}" for item in value)
    else:
        separator = _SEPARATORS.get(parameter.style, ",")
        yield f"{name}={_joined(value, separator, explode=False, safe=safe)}"


def in_header(parameter: Parameter, given: Any) -> str:
    """A header or cookie parameter as its value."""
    value = plain(given)
    if parameter.json:
        return to_json(value).decode()
    if isinstance(value, dict):
        pairs = value.items()
        between = "=" if parameter.explode else ","
        return ",".join(f"{key}{between}{text(item)}" for key, item in pairs)
    return ",".join(map(text, value)) if isinstance(value, list) else text(value)


def _joined(value: Any, separator: str, *, explode: bool, safe: str) -> str:
    if isinstance(value, Mapping):
        between = "=" if explode else separator
        return separator.join(
            f"{quote(str(key), safe='')}{between}{_quoted(item, safe)}"
            for key, item in value.items()
        )
    items = value if isinstance(value, list) else [value]
    return separator.join(_quoted(item, safe) for item in items)


def _quoted(value: Any, safe: str) -> str:
    return quote(text(value), safe=safe)
