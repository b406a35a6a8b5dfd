"""Rules of links: what a reply leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tenon.contract import Contract, Operation, Schema, pointer
from tenon.contract.parts import items_schema, property_schema
from tenon.contract.pointer import join
from tenon.contract.types import properties
from tenon.document.grammar import Node
from tenon.document.subject import Found
from tenon.document.wording import did_you_mean, shown
from tenon.lint.rule import ERROR, WARNING, Review, Rule

# OpenAPI 3.1, Runtime Expressions; a name may be any text, a header's is a token of HTTP.
_EXPRESSION = re.compile(
    r"\$(url|method|statusCode|(request|response)\."
    r"(header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+|query\..+|path\..+|body(#(/.*)?)?))"
)
_BODY = "$response.body#"


def target(node: Node, review: Review) -> Iterator[Found]:
    """Links to an operation that is not there, and for parameters that it does not have."""
    key = "operationId" if "operationId" in node.value else "operationRef"
    said = node.value.get(key)
    if not isinstance(said, str) or (key == "operationRef" and not said.startswith("#")):
        return  # nothing is named, or an operation of another document
    operation = _operation(review.contract, key, said)
    if operation is None:
        ids = [o.value.get("operationId") for o in review.operations]
        remedy = did_you_mean(said, ids) if key == "operationId" else ""
        yield Found(join(node.pointer, key), f"there is no operation {shown(said)}", remedy)
        return
    named = node.value.get("parameters")
    for name in named if isinstance(named, dict) else ():
        known = _parameters(operation)
        if name not in known:
            message = f"{shown(operation.id)} has no parameter {shown(name)}"
            at = join(node.pointer, "parameters", name)
            yield Found(at, message, did_you_mean(name, known) or "name one of its parameters")


def _operation(contract: Contract, key: str, said: str) -> Operation | None:
    if key == "operationRef":
        at = pointer.from_reference(said)
        return next((o for o in contract.operations if o.pointer == at), None)
    try:
        return contract.operation(said)
    except KeyError:
        return None


def _parameters(operation: Operation) -> set[str]:
    """The names by which a link can mean the parameters of an operation."""
    plain = {parameter.name for parameter in operation.parameters}
    return plain | {f"{p.location.value}.{p.name}" for p in operation.parameters}


def expression(node: Node, _: Review) -> Iterator[Found]:
    """Runtime expressions that are none."""
    for value, at in _values(node):
        if value.startswith("$") and not _EXPRESSION.fullmatch(value):
            yield Found(at, f"{shown(value)} is no runtime expression")


def _values(node: Node) -> Iterator[tuple[str, str]]:
    named = node.value.get("parameters")
    for name, value in named.items() if isinstance(named, dict) else ():
        if isinstance(value, str):
            yield value, join(node.pointer, "parameters", name)
    if isinstance(node.value.get("requestBody"), str):
        yield node.value["requestBody"], join(node.pointer, "requestBody")


def source(node: Node, review: Review) -> Iterator[Found]:
    """Links that take a value from a reply which does not have it."""
    links, content = node.value.get("links"), node.value.get("content")
    if not isinstance(links, dict) or not isinstance(content, dict):
        return
    bodies = [
        Schema(join(node.pointer, "content", name, "schema"), media["schema"])
        for name, media in content.items()
        if isinstance(media, dict) and "schema" in media
    ]
    for name, listed in links.items():
        link, at = review.followed(listed, join(node.pointer, "links", name))
        for value, where in _values(Node("link", link, at)) if isinstance(link, dict) else ():
            tokens = _tokens(value)
            if tokens and bodies and not any(_has(review, body, tokens) for body in bodies):
                message = f"the reply has no {shown(value.removeprefix(_BODY))}"
                yield Found(where, message)


def _tokens(value: str) -> list[str]:
    if not value.startswith(f"{_BODY}/"):
        return []
    return pointer.tokens(value.removeprefix(_BODY))


def _has(review: Review, schema: Schema, tokens: list[str]) -> bool:
    """Whether a value may be found in a body; what no schema describes may always be."""
    found: Schema | None = schema
    for token in tokens:
        if found is None or not isinstance(found.value, dict):
            return True
        below = property_schema(review.document, found, token)
        if below is None and token.isdecimal():
            below = items_schema(review.document, found)
        if below is None and _names_others(review, found.value):
            return False
        found = below
    return True


def _names_others(review: Review, schema: Any) -> bool:
    return bool(properties(review.contract.schemas, schema))


RULES = (
    Rule(
        "link-unresolved",
        "A link leads to an operation of the contract, by parameters that it has.",
        ERROR, ("link",), target,
        remedy="name an operationId of this contract",
        reason="Who follows it, a fuzzer or a generated client, calls nothing.",
    ),
    Rule(
        "link-expression",
        "What a link passes on is a runtime expression.",
        ERROR, ("link",), expression,
        remedy="write such as $response.body#/id (OpenAPI 3.1, Runtime Expressions)",
        reason="What is no expression is sent as it stands.",
    ),
    Rule(
        "link-source",
        "What a link takes from a reply is in it.",
        WARNING, ("response",), source,
        remedy="name a property of the reply",
        reason="The link passes nothing on, and the request that follows is refused.",
    ),
)  # fmt: skip
