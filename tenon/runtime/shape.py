"""A problem told in the words of a contract that has its own error schema.

A contract that declares RFC 9457 problem details gets them as they are. For any other schema the
problem's facts are laid into the properties that usually carry them, by name and type; what does
not then satisfy the schema is not sent in its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties

Facts = Mapping[str, Any]
_DEPTH = 5


def laid_into(schemas: Schemas, schema: Any, facts: Facts, depth: int = 0) -> Any:
    """A problem's facts (a problem document of RFC 9457) as an instance of a schema, at best."""
    types = json_types(schemas, schema)
    if depth > _DEPTH:
        return None
    if "object" in types:
        return _object(schemas, schema, facts, depth)
    if "array" in types:
        item = keyword(schemas, schema, "items")
        return [laid_into(schemas, item, fact, depth + 1) for fact in _several(facts)]
    return _scalar(schemas, schema, "message", facts, types)


def _object(schemas: Schemas, schema: Any, facts: Facts, depth: int) -> dict[str, Any]:
    required = keyword(schemas, schema, "required") or ()
    result = {}
    for name, inner in properties(schemas, schema).items():
        value = _member(schemas, name, inner, facts, depth)
        if value is not None or name in required:
            result[name] = value
    return result


def _member(schemas: Schemas, name: str, schema: Any, facts: Facts, depth: int) -> Any:
    types = json_types(schemas, schema)
    plain = name.replace("_", "").replace("-", "").lower()
    if "object" in types and "string" not in types:
        return laid_into(schemas, schema, facts, depth + 1) if plain in _NESTED else None
    if "array" in types and "string" not in types:
        if plain in _PLACES and "in" in facts:
            return _place(facts)
        item = keyword(schemas, schema, "items")
        told = _several(facts) if plain in _LISTS else ()
        return [laid_into(schemas, item, fact, depth + 1) for fact in told] or None
    return _scalar(schemas, schema, plain, facts, types)


def _scalar(schemas: Schemas, schema: Any, name: str, facts: Facts, types: frozenset[str]) -> Any:
    constant = keyword(schemas, schema, "const")
    choices = [constant] if constant is not None else keyword(schemas, schema, "enum")
    if choices and len(choices) == 1:
        return choices[0]
    for kind, words in _WORDS:
        if kind in types and name in words:
            told = words[name](facts)
            return told if not choices or told in choices else None
    return None


def _several(facts: Facts) -> list[Facts]:
    """The facts of each fault on its own; of the problem as a whole where it names none."""
    shared = {key: value for key, value in facts.items() if key != "errors"}
    return [
        {**shared, **error, "detail": error["message"]} for error in facts.get("errors", ())
    ] or [shared]


def _told(facts: Facts) -> str:
    return str(facts.get("detail") or facts.get("title"))


def _code(facts: Facts) -> str:
    return str(facts.get("code") or str(facts["title"]).lower().replace(" ", "_"))


def _field(facts: Facts) -> str | None:
    return facts.get("name") or facts.get("pointer")


def _place(facts: Facts) -> list[str]:
    """Where a fault is, part by part: the part of the request, the name, the way into the value."""
    name = [facts["name"]] if "name" in facts else []
    return [str(facts["in"]), *name, *pointer.tokens(facts.get("pointer") or "")]


_Teller = Callable[[Facts], Any]
_TEXTS: dict[str, _Teller] = {
    **dict.fromkeys(
        ("message", "msg", "detail", "details", "description", "errordescription", "reason",
         "errormessage", "text", "info"),
        _told,
    ),
    **dict.fromkeys(
        ("code", "errorcode", "slug", "kind", "error", "errorkey", "errcode", "id"), _code
    ),
    **dict.fromkeys(("title", "name", "summary", "label"), lambda facts: facts["title"]),
    **dict.fromkeys(("status", "statuscode", "httpstatus"), lambda facts: str(facts["status"])),
    **dict.fromkeys(("field", "parameter", "param", "pointer", "path", "property"), _field),
    "type": lambda facts: facts["code"] if "in" in facts else facts.get("type"),
    "instance": lambda facts: facts.get("instance"),
    "in": lambda facts: facts.get("in"),
    "location": lambda facts: facts.get("in"),
    **dict.fromkeys(("requestid", "traceid", "correlationid"), lambda f: f.get("request_id")),
}  # fmt: skip
_NUMBERS: dict[str, _Teller] = dict.fromkeys(
    ("code", "status", "statuscode", "errorcode", "httpstatus", "httpcode"),
    lambda facts: facts["status"],
)
_FLAGS: dict[str, _Teller] = {
    **dict.fromkeys(("success", "ok", "succeeded"), lambda _: False),
    **dict.fromkeys(("error", "failed", "failure"), lambda _: True),
}
_WORDS = (("string", _TEXTS), ("integer", _NUMBERS), ("boolean", _FLAGS))
_NESTED = frozenset({"error", "fault", "problem", "status", "meta", "body"})
_PLACES = frozenset({"loc", "location", "path"})
_LISTS = frozenset({"errors", "details", "detail", "messages", "issues", "violations", "fields"})
