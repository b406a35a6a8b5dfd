"""What is wrong with the requests of one operation: the gate's verdict, and who calls.

Whether credentials are good is the upstream's to know; here they are only to be there, and
well-formed. A client's certificate does not come through a proxy and is not asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from tenon.contract import Contract, Location, Media, Operation, Parameter
from tenon.finding import Severity
from tenon.proxy.decoding import TooLarge, decoded, knows
from tenon.proxy.intake import Intake
from tenon.proxy.violation import Side, Violation, unjudged
from tenon.runtime.authorization import Authorization
from tenon.runtime.body import malformed, too_large
from tenon.runtime.entrance import Entrance
from tenon.runtime.gate import Gate
from tenon.runtime.headers import cookies, header_text
from tenon.runtime.inflow import Inflow
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import is_json
from tenon.runtime.payload import Known
from tenon.runtime.problem import Problem
from tenon.runtime.security import Principal
from tenon.runtime.service import Captured, Scope
from tenon.runtime.settings import RuntimeSettings

Headers = dict[bytes, bytes]
_MUTUAL_TLS = "mutualTLS"


@dataclass(slots=True)
class Verdict:
    """What is wrong with a request, and the problem that it is refused with, if it is.

    `body` is the declared media type and the value of a body of JSON that is valid.
    """

    violations: list[Violation] = field(default_factory=list)
    problem: Problem | None = None
    body: tuple[Media, Any] | None = None

    def refuse(self, problem: Problem, location: str) -> None:
        """Take in a problem; the first that is met is the one to refuse with."""
        self.problem = self.problem or problem
        code = problem.title.lower().replace(" ", "-")
        alone = Violation(Side.REQUEST, location, code, problem.detail, status=problem.status)
        several = [Violation.of(Side.REQUEST, fault, problem.status) for fault in problem.errors]
        self.violations += several or [alone]


class RequestJudge:
    """Judges the requests of one operation."""

    def __init__(
        self,
        contract: Contract,
        judge: Judge,
        operation: Operation,
        settings: RuntimeSettings,
        authorization: Authorization,
    ) -> None:
        """Raises ValueError or KeyError where the contract's schemas cannot be used."""
        self._gate = Gate(contract, judge, operation, settings)
        self._limit = settings.max_body_bytes
        self._entrance: Entrance | None = None
        if _can_be_known(contract, operation):
            self._entrance = authorization.entrance(operation)
        self._deprecated = tuple(p for p in operation.parameters if p.deprecated)

    async def judge(
        self, scope: Scope, headers: Headers, captured: Captured, intake: Intake
    ) -> Verdict:
        """What is wrong with a request; its body is read as far as it is judged.

        Raises Disconnected.
        """
        verdict = Verdict()
        await self._admit(dict(scope), headers, verdict)
        try:
            known, raw = await self._body(headers, intake, verdict)
            values = self._gate.read(scope, headers, captured, known, raw)
            if known is not None and "body" in values and is_json(known.media.type):
                verdict.body = known.media, values["body"]
        except Problem as problem:
            verdict.refuse(problem, "media-type" if problem.status == 415 else "body")
        verdict.violations += [_warning(p) for p in self._deprecated if _sent(p, scope, headers)]
        return verdict

    async def _admit(self, scope: dict[str, Any], headers: Headers, verdict: Verdict) -> None:
        if self._entrance is None:
            return
        try:
            await self._entrance.admit(scope, headers)
        except Problem as problem:
            verdict.refuse(problem, "security")

    async def _body(
        self, headers: Headers, intake: Intake, verdict: Verdict
    ) -> tuple[Known | None, bytes | Inflow]:
        """How the body is read, and its bytes; one that nobody judges is left to come."""
        reader = self._gate.body
        coding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
        if reader is None:
            return None, _NOTHING
        if not knows(coding):
            verdict.violations.append(unjudged(Side.REQUEST, f"is sent in {coding}", 415))
            return None, _NOTHING
        known = reader.meet({k: v for k, v in headers.items() if k not in _LEFT_OUT})
        if known is not None and _passes(known) and has_body(headers):
            return known, _NOTHING
        raw = await intake.take()
        most = self._limit if known is None else min(known.limit, self._limit)
        try:
            return known, decoded(_within(raw, most), coding, most)
        except TooLarge as error:
            if most < self._limit:
                raise too_large(most) from None
            verdict.violations.append(unjudged(Side.REQUEST, str(error), 413))
            return None, _NOTHING
        except ValueError as error:
            raise malformed(f"The body {error}.") from None


# What is met by the body itself, not by what is said of it.
_LEFT_OUT = frozenset({b"content-encoding", b"content-length"})


async def _never() -> MutableMapping[str, Any]:
    return await asyncio.Future()


_NOTHING = Inflow(_never)  # stands for a body that is not looked at


def has_body(headers: Headers) -> bool:
    """Whether a request comes with a body (RFC 9112, section 6)."""
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


def _passes(known: Known) -> bool:
    """Whether a body is passed on as it comes, because no schema judges it."""
    return known.open is not None or (known.validator is None and not is_json(known.media.type))


def _within(raw: bytes | None, most: int) -> bytes:
    if raw is None or len(raw) > most:
        raise TooLarge(f"is larger than {most} bytes")
    return raw


def _can_be_known(contract: Contract, operation: Operation) -> bool:
    """Whether all schemes that an operation asks for are declared, and travel in fields."""
    schemes = contract.security_schemes
    asked = [schemes.get(name) for alternative in operation.security for name in alternative]
    return bool(asked) and all(s is not None and s.type != _MUTUAL_TLS for s in asked)


def anybody(contract: Contract) -> Authorization:
    """An authorization that takes all well-formed credentials for good, and for all scopes."""
    scopes = {
        scope
        for operation in contract.operations
        for alternative in operation.security
        for several in alternative.values()
        for scope in several
    }
    caller = Principal("caller", frozenset(scopes))
    known = {name: lambda _: caller for name in contract.security_schemes}
    return Authorization(contract, known, RuntimeSettings())


def _sent(parameter: Parameter, scope: Scope, headers: Headers) -> bool:
    """Whether a parameter was sent, by its name."""
    if parameter.location is Location.HEADER:
        return parameter.name.lower().encode("latin-1", "replace") in headers
    if parameter.location is Location.COOKIE:
        return parameter.name in cookies(header_text(headers.get(b"cookie", b"")))
    pairs = scope["query_string"].decode("latin-1").split("&")
    names = (pair.partition("=")[0] for pair in pairs)
    return parameter.name in (unquote_plus(name).partition("[")[0] for name in names)


def _warning(parameter: Parameter) -> Violation:
    where, name = parameter.location, parameter.name
    told = f"{where.value.capitalize()} param {name} is deprecated"
    return Violation(
        Side.REQUEST, where.value, "deprecated", told, name=name, severity=Severity.WARNING
    )
