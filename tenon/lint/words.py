"""Rules of words: what is there for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.contract.types import keyword
from tenon.document.grammar import Node
from tenon.document.subject import Found, members
from tenon.document.wording import shown
from tenon.lint.rule import NOTE, WARNING, Review, Rule

_LONGEST_SUMMARY = 120


def operation(node: Node, _: Review) -> Iterator[Found]:
    """Operations that nobody says anything about."""
    if not _said(node.value, "summary") and not _said(node.value, "description"):
        yield Found(node.pointer, "the operation has neither summary nor description")


def summary(node: Node, _: Review) -> Iterator[Found]:
    """Summaries that are no line of a list."""
    said = node.value.get("summary")
    if not isinstance(said, str) or not said.strip():
        return
    at = join(node.pointer, "summary")
    if said.rstrip().endswith(".") and not said.rstrip().endswith(("..", "etc.")):
        yield Found(at, "the summary ends in a full stop", "leave the full stop out")
    if len(said) > _LONGEST_SUMMARY:
        message = f"the summary has {len(said)} characters, more than {_LONGEST_SUMMARY}"
        yield Found(at, message, "move what is long to the description")


def parameter(node: Node, _: Review) -> Iterator[Found]:
    """Parameters and headers without a description."""
    if not _said(node.value, "description"):
        name = node.value.get("name") or pointer.tokens(node.pointer)[-1]
        yield Found(node.pointer, f"the {node.kind} {shown(name)} has no description")


def response(node: Node, review: Review) -> Iterator[Found]:
    """Replies whose description is empty."""
    for status, value, at in members(node.value, node.pointer):
        reply, at = review.followed(value, at)
        if isinstance(reply, dict) and not _said(reply, "description"):
            yield Found(at, f"the reply {shown(status)} has no description")


def schema(node: Node, review: Review) -> Iterator[Found]:
    """Schemas of the components that do not say what they are."""
    named = node.value.get("schemas")
    for name, value in named.items() if isinstance(named, dict) else ():
        if isinstance(value, dict) and not _is_told(value, review):
            at = join(node.pointer, "schemas", name)
            yield Found(at, f"the schema {shown(name)} has no description")


def field(node: Node, review: Review) -> Iterator[Found]:
    """Properties that do not say what they are."""
    named = node.value.get("properties")
    for name, value in named.items() if isinstance(named, dict) else ():
        if isinstance(value, dict) and "const" not in value and not _is_told(value, review):
            at = join(node.pointer, "properties", name)
            yield Found(at, f"the property {shown(name)} has no description")


def tag(node: Node, _: Review) -> Iterator[Found]:
    """Tags that do not say what they gather."""
    if not _said(node.value, "description"):
        yield Found(node.pointer, f"the tag {shown(node.value.get('name'))} has no description")


def _said(value: dict[str, Any], name: str) -> bool:
    said = value.get(name)
    return isinstance(said, str) and bool(said.strip())


def _is_told(value: dict[str, Any], review: Review) -> bool:
    schemas = review.contract.schemas
    return any(keyword(schemas, value, name) for name in ("description", "title"))


_TELL = "say in one sentence what it is"
RULES = (
    Rule(
        "operation-undescribed",
        "An operation says what it does.",
        WARNING, ("operation",), operation,
        remedy="give it a summary",
        reason="Lists of operations, client methods and stubs show these words, or nothing.",
    ),
    Rule(
        "summary-style",
        "A summary is one short line without a full stop.",
        NOTE, ("operation",), summary,
        remedy="write an imperative in sentence case",
        reason="Summaries stand in menus, where a sentence is cut off and full stops are noise.",
    ),
    Rule(
        "parameter-undescribed",
        "A parameter or header says what it is for.",
        NOTE, ("parameter", "header"), parameter,
        remedy=_TELL,
        reason="Its name and type seldom tell what happens when it is left out.",
    ),
    Rule(
        "response-undescribed",
        "A reply says when it comes.",
        WARNING, ("responses",), response,
        remedy="say when it comes",
        reason="OpenAPI 3.1 demands the description (Response Object); an empty one hides why.",
    ),
    Rule(
        "schema-undescribed",
        "A shared schema says what it is.",
        NOTE, ("components",), schema,
        remedy=_TELL,
        reason="It is a type in every client, and these words are its documentation.",
    ),
    Rule(
        "field-undescribed",
        "A property says what it is.",
        NOTE, ("schema",), field,
        remedy=_TELL,
        reason="Units, origin and what an empty value means are in no type.",
    ),
    Rule(
        "tag-undescribed",
        "A tag says what it gathers.",
        NOTE, ("tag",), tag,
        remedy=_TELL,
        reason="Tags are the chapters of the documentation.",
    ),
)  # fmt: skip
