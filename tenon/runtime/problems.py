"""Problems written as the contract declares its errors; the framework's own included."""

from __future__ import annotations

import logging
from typing import Any

from pydantic_core import from_json, to_json

from tenon.contract import Contract, Media, Operation, Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.contract.types import properties
from tenon.runtime.headers import RawHeaders, field_name, one_line
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import is_json
from tenon.runtime.problem import Problem
from tenon.runtime.shape import laid_into

PROBLEM_JSON = "application/problem+json"

log = logging.getLogger("tenon")


class ProblemWriter:
    """Writes problems: where an operation is known, in the error schema of its status."""

    def __init__(self, contract: Contract, judge: Judge) -> None:
        self._schemas = contract.schemas
        self._judge = judge
        self._common = _common_media(contract)

    def known(self, problem: Problem, _: Operation | None) -> Problem:
        """The problem to send for one: itself."""
        return problem

    def write(
        self, problem: Problem, operation: Operation | None, request_id: str, instance: str
    ) -> tuple[RawHeaders, bytes]:
        """The headers and body of the reply to a problem."""
        document = problem_document(problem, request_id, instance)
        try:
            media_type, body = self._fitted(document, self._media(problem.status, operation))
        except Exception:
            # An error schema that cannot be used must not keep a caller from the answer.
            log.exception("the error schema for status %d cannot be used", problem.status)
            media_type, body = PROBLEM_JSON, _json(document)
        headers = [
            (b"content-type", media_type.encode()),
            (b"content-length", b"%d" % len(body)),
        ]
        headers += [(field_name(name), one_line(text)) for name, text in problem.headers.items()]
        return headers, body

    def _media(self, status: int, operation: Operation | None) -> dict[str, Media]:
        """The media types declared for the status, those of JSON, problem details first."""
        reply = operation.reply(status) if operation is not None else None
        declared = dict(reply.media) if reply is not None else self._common
        named = [name for name in declared if is_json(name) and "*" not in name]
        return {name: declared[name] for name in sorted(named, key=lambda n: "problem" not in n)}

    def _fitted(self, document: dict[str, Any], media: dict[str, Media]) -> tuple[str, bytes]:
        for name, declared in media.items():
            fitted = self._instance(document, declared.schema)
            if fitted is not None:
                return name, _json(fitted)
        return PROBLEM_JSON, _json(document)

    def _instance(self, document: dict[str, Any], schema: Schema | None) -> Any:
        if schema is None:
            return document
        validator = self._judge.validator(schema, Direction.REPLY)
        if validator.is_valid(document) and _is_problem(self._schemas, schema):
            return document
        laid = laid_into(self._schemas, schema.value, document)
        return laid if validator.is_valid(laid) else None


def _json(document: Any) -> bytes:
    return to_json(document, fallback=str, inf_nan_mode="null", bytes_mode="base64")


def problem_document(problem: Problem, request_id: str, instance: str) -> dict[str, Any]:
    """The problem details of a problem (RFC 9457, section 3.1)."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
    }
    if problem.detail:
        document["detail"] = problem.detail
    document["instance"] = instance
    document["request_id"] = request_id
    if problem.errors:
        document["errors"] = [error.document() for error in problem.errors]
    # What is judged must be JSON, and an extension may be anything that a handler had at hand.
    return {**document, **from_json(_json(problem.extensions))} if problem.extensions else document


def _is_problem(schemas: Schemas, schema: Schema) -> bool:
    named = properties(schemas, schema.value)
    return not named or "title" in named or "detail" in named


def _common_media(contract: Contract) -> dict[str, Media]:
    """How the contract tells errors where no operation is met: as most of its operations do."""
    counts: dict[str, tuple[int, dict[str, Media]]] = {}
    for operation in contract.operations:
        for reply in operation.replies.values():
            if reply.successful or not reply.media:
                continue
            key = ",".join(sorted(_identity(media) for media in reply.media.values()))
            count, media = counts.get(key, (0, dict(reply.media)))
            counts[key] = (count + 1, media)
    return max(counts.values(), key=lambda pair: pair[0], default=(0, {}))[1]


def _identity(media: Media) -> str:
    schema = media.schema
    if schema is None:
        return media.type
    value = schema.value
    reference = value.get("$ref") if not isinstance(value, bool) else None
    return f"{media.type} {reference or schema.pointer}"
