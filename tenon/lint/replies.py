"""Rules of replies: what an operation must say of success and failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found, members
from tenon.document.wording import shown
from tenon.lint.rule import NOTE, WARNING, Review, Rule

_PROBLEM = "application/problem+json"


def _lacking(kinds: str, what: str) -> Callable[[Node, Review], Iterator[Found]]:
    """A check for operations that declare no status of some kinds, and no default."""

    def check(_: Node, review: Review) -> Iterator[Found]:
        for operation in review.operations:
            replies = operation.value.get("responses")
            statuses = [str(status) for status in replies] if isinstance(replies, dict) else []
            if "default" not in statuses and not any(s[:1] in kinds for s in statuses):
                held = isinstance(replies, dict)
                at = join(operation.pointer, "responses") if held else operation.pointer
                name = f"{operation.method.upper()} {shown(operation.path)}"
                yield Found(at, f"{name} declares no {what}")

    return check


def problem(node: Node, review: Review) -> Iterator[Found]:
    """Errors that are no problem documents."""
    for status, value, at in members(node.value, node.pointer):
        if status[:1] not in "45" and status != "default":
            continue
        reply, at = review.followed(value, at)
        content = reply.get("content") if isinstance(reply, dict) else None
        for name in content if isinstance(content, dict) else ():
            plain = name.partition(";")[0].strip().lower()
            if plain.endswith(("/json", "+json")) and plain != _PROBLEM:
                message = f"an error is answered as {shown(name)}"
                yield Found(join(at, "content", name), message)


def bodiless(node: Node, review: Review) -> Iterator[Found]:
    """Errors that tell nothing but their status."""
    for status, value, at in members(node.value, node.pointer):
        reply, at = review.followed(value, at)
        if (status[:1] in "45" or status == "default") and _is_bodiless(reply):
            yield Found(at, f"the error {shown(status)} has no body")


def _is_bodiless(reply: Any) -> bool:
    return isinstance(reply, dict) and not reply.get("content")


RULES = (
    Rule(
        "success-undeclared",
        "An operation says what it answers when all is well.",
        WARNING, ("document",), _lacking("123", "success"),
        remedy="add the status of success, such as '200'",
        reason="Clients are generated from it; without it they return nothing.",
    ),
    Rule(
        "client-error-undeclared",
        "An operation says how it refuses a request.",
        WARNING, ("document",), _lacking("4", "4xx"),
        remedy="add '4XX', default, or the statuses that it is known for",
        reason="Every operation can be asked wrongly; an undeclared refusal is an untyped one.",
    ),
    Rule(
        "server-error-undeclared",
        "An operation says how it fails.",
        NOTE, ("document",), _lacking("5", "5xx"),
        remedy="add '5XX' or default",
        reason="Every service fails some day, and clients should be able to read how.",
    ),
    Rule(
        "problem-response",
        "Errors in JSON are problem documents.",
        NOTE, ("responses",), problem,
        remedy="answer application/problem+json (RFC 9457)",
        reason="One form of errors needs one handler in each client, and gateways know this one.",
    ),
    Rule(
        "error-without-body",
        "Errors say more than a status.",
        NOTE, ("responses",), bodiless,
        remedy="answer application/problem+json (RFC 9457)",
        reason="A status alone does not tell which field was wrong, nor what to do.",
    ),
)  # fmt: skip
