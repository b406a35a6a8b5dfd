"""Whether what the fuzzer calls a failure is one, by what the contract itself says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract, Location, Media, Operation, Parameter
from tenon.contract.schemas import Direction
from tenon.contract.types import properties
from tenon.fuzz.forms import as_sent, is_form
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import is_json

_CONTAINERS = {
    "path": "path_parameters",
    "query": "query",
    "header": "headers",
    "cookie": "cookies",
}


class Verdicts:
    """Looks at failures of the operations of one contract."""

    def __init__(
        self, contract: Contract, judge: Judge, formats: Mapping[str, Any], *, mock: bool = False
    ) -> None:
        """`formats` are the custom ones, by name.

        Of a `mock`, refusals that the contract implies stand for declared ones, for it has nobody
        who could declare them; and it takes any credential that looks right.
        """
        self._mock = mock
        self._contract = contract
        self._judge = judge
        self._formats = formats

    def stands(self, failure: Any, operation: Operation, case: Any, response: Any) -> bool:
        """Whether a failure stands."""
        kind = type(failure).__name__
        if kind == "AcceptedNegativeData":
            return not self._was_good(operation, case)
        if kind == "RejectedPositiveData":
            return not self._cannot_be_sent(operation, case)
        if self._mock and kind == "UndefinedStatusCode":
            return response.status_code not in implied(operation)
        if self._mock and kind == "IgnoredAuth":
            # A text that was made up may be a key: the fuzzer also sends one that is none.
            return str(failure.scenario) != "generated_auth"
        return True

    def allows(
        self, described: Media | Parameter | None, value: Any, direction: Direction | None
    ) -> bool:
        """Whether a value is what a parameter or a body may be."""
        schema = described.schema if described else None
        return schema is not None and self._judge.validator(schema, direction).is_valid(value)

    def _was_good(self, operation: Operation, case: Any) -> bool:
        """Whether bad data was good all the same.

        The fuzzer takes no text that it makes for one of a custom format; some formats know better.
        In a form it takes a number for no text, and sends it as text. And where a header is a
        number, it forgets that headers which nobody declared are ignored (RFC 9110, section 5.1).
        """
        phase = case.meta.phase.data
        if _adds_headers(phase):
            return True
        mutations = getattr(phase, "mutations", ())
        broken = [mutation for mutation in mutations if self._may_be_good(case, mutation)]
        if not mutations and _where(phase) == "body":
            return self._body_was_good(operation, case)
        return bool(broken) and all(self._good(operation, case, one) for one in broken)

    def _body_was_good(self, operation: Operation, case: Any) -> bool:
        """Whether a body that was made to be bad is good as it arrives, or is not judged at all."""
        media = operation.body.media.get(case.media_type) if operation.body else None
        if media is None or case.media_type is None or is_json(case.media_type):
            return False
        if not is_form(case.media_type):
            return "xml" in case.media_type  # no schema says what its text must be
        return self.allows(media, self._body(media, case), Direction.REQUEST)

    def _may_be_good(self, case: Any, mutation: Any) -> bool:
        in_form = mutation.parameter_location.value == "body" and is_form(case.media_type)
        return in_form or (bool(self._formats) and "format" in mutation.keywords)

    def _good(self, operation: Operation, case: Any, mutation: Any) -> bool:
        """Whether what a mutation was to break is what the contract allows all the same."""
        where = mutation.parameter_location.value
        if where == "body":
            media = operation.body.media.get(case.media_type) if operation.body else None
            return self.allows(media, self._body(media, case), Direction.REQUEST)
        name = mutation.parameter or (mutation.path[0] if mutation.path else None)
        declared = (p for p in operation.parameters if p.location == where and p.name == name)
        sent = getattr(case, _CONTAINERS[where], None) or {}
        return self.allows(next(declared, None), sent.get(name), None)

    def _body(self, media: Media | None, case: Any) -> Any:
        if media is None or not is_form(case.media_type):
            return case.body
        return as_sent(self._contract.schemas, media, case.body)

    def _cannot_be_sent(self, operation: Operation, case: Any) -> bool:
        """Whether good data is a body that leaves no trace, or a form that cannot say something.

        An empty text is no body at all, except in JSON. A form holds texts and lists of them. A
        list without items leaves no trace, so that one which is required is missing; and a name
        that is not declared may not be sent twice.
        """
        media = operation.body.media.get(case.media_type) if operation.body else None
        if media is None:
            return False
        if case.body in ("", b"") and not is_json(case.media_type):
            return operation.body is not None and operation.body.required
        if not is_form(case.media_type) or not isinstance(case.body, Mapping):
            return False
        declared = properties(self._contract.schemas, media.schema.value if media.schema else True)
        if any(_nests(value, name in declared) for name, value in case.body.items()):
            return True
        arrived = {name: value for name, value in case.body.items() if value != []}
        return not self.allows(media, arrived, Direction.REQUEST)


def implied(operation: Operation) -> frozenset[int]:
    """The refusals that an operation's own words imply, whether they are declared or not.

    Who must be known can be unknown (401); what has parameters or a body can be asked wrongly
    (RFC 9110, section 15.5). That an author declares none of these is a fault of the contract.
    """
    found = {401} if operation.secured else set()
    if operation.parameters or operation.body:
        found |= {400, 422}
    if operation.body:
        found |= {413, 415}
    if operation.located(Location.PATH):
        found.add(404)
    if any(reply.media for reply in operation.replies.values()):
        found.add(406)
    return frozenset(found)


def _adds_headers(phase: Any) -> bool:
    """Whether a case is bad only in that it has headers or cookies that are not declared."""
    scenario = getattr(phase, "scenario", None)
    named = getattr(scenario, "name", "") == "OBJECT_UNEXPECTED_PROPERTIES"
    return named and _where(phase) in ("header", "cookie")


def _where(phase: Any) -> str:
    """Where a case of the coverage phase is bad; nowhere in the others."""
    return getattr(getattr(phase, "parameter_location", None), "value", "")


def _nests(value: Any, declared: bool) -> bool:
    """Whether a member of a form is more than a text, or a list of texts where that is declared."""
    if isinstance(value, list):
        return not declared or any(isinstance(item, (dict, list)) for item in value)
    return isinstance(value, dict)
