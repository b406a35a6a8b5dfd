"""Checks of schemas: formats, patterns, names of properties."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import jsonschema_rs

from tenon.contract import naming
from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, Subject
from tenon.document.wording import did_you_mean, shown

# JSON Schema 2020-12 validation, section 7.3; OpenAPI 3.0 and 3.1, data types; the format
# registry of the OpenAPI Initiative (https://spec.openapis.org/registry/format/).
FORMATS = frozenset(
    {
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname",
        "ipv4", "ipv6", "iri", "iri-reference", "json-pointer", "regex",
        "relative-json-pointer", "time", "uri", "uri-reference", "uri-template", "uuid",
        "int32", "int64", "float", "double", "password", "binary", "byte",
        "base64url", "char", "commonmark", "date-time-local", "decimal", "decimal128",
        "double-int", "html", "http-date", "int8", "int16", "media-range", "sf-binary",
        "sf-boolean", "sf-decimal", "sf-integer", "sf-string", "sf-token", "time-local",
        "uint8", "uint16", "uint32", "uint64",
    }
)  # fmt: skip


def unknown_format(node: Node, _: Subject) -> Iterator[Found]:
    """Formats outside the standards and the registry."""
    name = node.value.get("format")
    if isinstance(name, str) and name not in FORMATS:
        remedy = did_you_mean(name, FORMATS) or "register a check for it, or leave it as a remark"
        yield Found(join(node.pointer, "format"), f"no standard knows {shown(name)}", remedy)


def unusable_pattern(node: Node, _: Subject) -> Iterator[Found]:
    """Patterns that the engine of the server cannot run."""
    pattern = node.value.get("pattern")
    if isinstance(pattern, str) and not _runs(pattern):
        yield _unusable(pattern, join(node.pointer, "pattern"))
    named = node.value.get("patternProperties")
    for pattern in named if isinstance(named, dict) else ():
        if not _runs(pattern):
            yield _unusable(pattern, join(node.pointer, "patternProperties", pattern))


def _unusable(pattern: str, at: str) -> Found:
    remedy = "write a regular expression of ECMA-262"
    return Found(at, f"the pattern {shown(pattern)} cannot be run", remedy)


@lru_cache(maxsize=10_000)
def _runs(pattern: str) -> bool:
    try:
        jsonschema_rs.validator_for({"pattern": pattern}, offline=True)
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def property_clash(node: Node, _: Subject) -> Iterator[Found]:
    """Properties that get one name in Python."""
    properties = node.value.get("properties")
    first: dict[str, str] = {}
    for name in properties if isinstance(properties, dict) else ():
        plain = naming.snake(name)
        if plain in first:
            both = f"{shown(first[plain])} and {shown(name)}"
            message = f"{both} are both {plain} in Python, so the second is numbered"
            yield Found(join(node.pointer, "properties", name), message, "name them apart")
        first.setdefault(plain, name)


def xml_node_type(node: Node, _: Subject) -> Iterator[Found]:
    """An XML Object that says the form of its node twice (OpenAPI 3.2, XML Object)."""
    xml = node.value.get("xml")
    if isinstance(xml, dict) and ("nodeType" in xml or "x-nodeType" in xml):
        for word in ("attribute", "wrapped"):
            if word in xml:
                message = f"{word} and nodeType exclude each other"
                yield Found(join(node.pointer, "xml", word), message, "keep nodeType")
