"""Refusals of a mock: those of the service, in what the contract declares for their status."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from tenon.contract import Contract, Media, Operation, Reply
from tenon.mock.answers import Answers
from tenon.mock.media import Unwritable, content_type, written
from tenon.mock.outcome import ABSENT
from tenon.mock.replying import cut_of
from tenon.runtime.headers import RawHeaders, field_name, one_line
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import is_json
from tenon.runtime.problem import BadRequest, Problem, Unprocessable
from tenon.runtime.problems import ProblemWriter, problem_document

_STANDS_FOR: Mapping[int, type[Problem]] = {400: Unprocessable, 422: BadRequest}

log = logging.getLogger("tenon")


class MockProblems(ProblemWriter):
    """Writes problems where nothing may be sent that the contract does not declare.

    A problem is laid into the declared schema of its status as the service does; where it does
    not fit, what is missing is taken from the declared example, or made up. Declared headers are
    there. What the contract declares nothing for is told as problem details (RFC 9457).
    """

    def __init__(self, contract: Contract, judge: Judge, answers: Answers) -> None:
        super().__init__(contract, judge)
        self._answers = answers

    def known(self, problem: Problem, operation: Operation | None) -> Problem:
        """The problem to send for a refusal of the gate: with the status that is declared.

        Contracts that know no 422 mean 400 by what they declare, and the other way round.
        """
        other = _STANDS_FOR.get(problem.status)
        if operation is None or other is None or operation.reply(problem.status) is not None:
            return problem
        if str(other.status) not in operation.replies:
            return problem
        return other(
            problem.detail, errors=problem.errors, headers=problem.headers, **problem.extensions
        )

    def write(
        self, problem: Problem, operation: Operation | None, request_id: str, instance: str
    ) -> tuple[RawHeaders, bytes]:
        """The headers and body of the reply to a problem."""
        reply = operation.reply(problem.status) if operation is not None else None
        if operation is None or reply is None:
            return super().write(problem, operation, request_id, instance)
        document = problem_document(problem, request_id, instance)
        for media in _media(reply):
            try:
                value = self._answers.bodies.words.told(document, operation, reply.status, media)
                if value is ABSENT:
                    continue
                body = written(value, media.type, cut_of(self._schemas, media))
            except Unwritable:
                continue
            except Exception:
                # An error schema that cannot be used must not keep a caller from the answer.
                log.exception("the error schema for status %d cannot be used", problem.status)
                continue
            headers = [
                (b"content-type", one_line(content_type(media.type, body))),
                (b"content-length", b"%d" % len(body)),
                *((field_name(n), one_line(text)) for n, text in problem.headers.items()),
            ]
            break
        else:
            headers, body = super().write(problem, operation, request_id, instance)
        given = frozenset(name for name, _ in headers)
        headers += self._answers.declared.beside(operation, reply, given, remembered=True)
        return headers, body


def _media(reply: Reply) -> Iterator[Media]:
    """The media types of a reply, problem details first, then others of JSON."""
    named = [media for media in reply.media.values() if "*" not in media.type]
    yield from sorted(named, key=lambda m: ("problem" not in m.type, not is_json(m.type)))
