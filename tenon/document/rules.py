"""What a contract must say for itself beyond its form: one row a rule.

A rule looks at objects of some kinds in a finished bundle and yields its faults. Each has a
folder of its own name in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tenon.document import (
    edge_rules,
    operation_rules,
    path_rules,
    schema_rules,
    security_rules,
    stream_rules,
)
from tenon.document.grammar import Node, walk
from tenon.document.subject import Found, Subject
from tenon.document.validity import Fault
from tenon.finding import Severity

S = TypeVar("S", bound=Subject)


@dataclass(frozen=True, slots=True)
class Rule(Generic[S]):
    """One rule: its id, why it is there, how much it matters, and where and how it looks."""

    id: str
    purpose: str
    severity: Severity
    kinds: tuple[str, ...]
    check: Callable[[Node, S], Iterator[Found]]


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES: tuple[Rule[Subject], ...] = (
    Rule(
        "ambiguous-path",
        "Two paths that differ only in a parameter's name match the same requests.",
        _ERROR, ("paths",), path_rules.ambiguous,
    ),
    Rule(
        "path-template",
        "The braces of a path enclose the names of its parameters, each once.",
        _ERROR, ("paths",), path_rules.template,
    ),
    Rule(
        "path-parameter-undeclared",
        "A parameter in a path says what it is.",
        _ERROR, ("paths",), path_rules.undeclared,
    ),
    Rule(
        "path-parameter-unused",
        "A declared path parameter stands in the path.",
        _ERROR, ("paths",), path_rules.unused,
    ),
    Rule(
        "duplicate-parameter",
        "A name and a location make one parameter.",
        _ERROR, ("pathItem", "operation"), operation_rules.duplicate_parameter,
    ),
    Rule(
        "duplicate-operation-id",
        "An operationId names one operation.",
        _ERROR, ("document",), operation_rules.duplicate_id,
    ),
    Rule(
        "operation-id-missing",
        "Generated code needs a name for each operation; where none is written, one is derived.",
        _NOTE, ("document",), operation_rules.missing_id,
    ),
    Rule(
        "operation-id-not-identifier",
        "An operationId that is a keyword or no identifier is called otherwise in Python.",
        _NOTE, ("document",), operation_rules.unsuited_id,
    ),
    Rule(
        "not-a-status",
        "Replies are told apart by status codes, ranges of them, and default.",
        _ERROR, ("responses",), operation_rules.status,
    ),
    Rule(
        "header-name",
        "The name of a header is a token of HTTP (RFC 9110, section 5.1).",
        _WARNING, ("parameter", "response", "encoding"), operation_rules.header_name,
    ),
    Rule(
        "duplicate-tag",
        "A tag is described once.",
        _WARNING, ("document",), operation_rules.duplicate_tag,
    ),
    Rule(
        "unknown-security-scheme",
        "What a requirement asks for is declared (OpenAPI 3.1, Security Requirement Object).",
        _ERROR, ("document", "operation"), security_rules.unknown_scheme,
    ),
    Rule(
        "unknown-scope",
        "A scope that no flow of its scheme names can be granted to nobody.",
        _WARNING, ("document", "operation"), security_rules.unknown_scope,
    ),
    Rule(
        "unusable-stream",
        "What is handed on as it comes is bytes, or the parts of a form.",
        _ERROR, ("requestBody", "response"), stream_rules.stream,
    ),
    Rule(
        "max-bytes",
        "The limit of a request body is a number of bytes.",
        _ERROR, ("requestBody", "response"), stream_rules.max_bytes,
    ),
    Rule(
        "rate-limit",
        "A rate limit says how many requests of a caller are answered in how many seconds.",
        _ERROR, ("document", "tag", "pathItem", "operation"), edge_rules.rate_limit,
    ),
    Rule(
        "lifetime",
        "The end of an operation is a date, and comes after it was deprecated (RFC 9745).",
        _ERROR, ("operation",), edge_rules.lifetime,
    ),
    Rule(
        "successor",
        "What takes the place of an operation is in the same contract (RFC 5829).",
        _ERROR, ("document",), edge_rules.successor,
    ),
    Rule(
        "unknown-format",
        "A format that no standard knows is accepted, and checked only where it is registered.",
        _NOTE, ("schema",), schema_rules.unknown_format,
    ),
    Rule(
        "unusable-pattern",
        "A pattern is a regular expression that can be run.",
        _ERROR, ("schema",), schema_rules.unusable_pattern,
    ),
    Rule(
        "property-clash",
        "Properties are fields in Python, where some names cannot be told apart.",
        _NOTE, ("schema",), schema_rules.property_clash,
    ),
    Rule(
        "xml-node-type",
        "The older words for the form of an XML node exclude the newer one (OpenAPI 3.2).",
        _ERROR, ("schema",), schema_rules.xml_node_type,
    ),
)  # fmt: skip


def broken(document: dict[str, Any], minor: int = 1) -> list[Fault]:
    """The faults of a bundle by the rules, in the order of the document.

    It was written for OpenAPI 3.x, x being `minor`.
    """
    return faults(RULES, Subject(document, minor), walk("document", document))


def faults(rules: Iterable[Rule[S]], subject: S, nodes: Iterable[Node]) -> list[Fault]:
    """What some rules find among some nodes of a subject, in the order of the nodes."""
    by_kind: dict[str, list[Rule[S]]] = {}
    for rule in rules:
        for kind in rule.kinds:
            by_kind.setdefault(kind, []).append(rule)
    return [
        fault
        for node in nodes
        if node.kind in by_kind and type(node.value) is dict
        for rule in by_kind[node.kind]
        for fault in _faults(rule, node, subject)
    ]


def _faults(rule: Rule[S], node: Node, subject: S) -> Iterator[Fault]:
    for found in rule.check(node, subject):
        severity = found.severity or rule.severity
        yield Fault(found.pointer, rule.id, found.message, found.remedy, severity)
