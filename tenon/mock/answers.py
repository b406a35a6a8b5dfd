"""What a mock answers, from the contract alone, or from what it remembers.

A static answer is made once for each media type that a caller may accept, and sent again as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from tenon.contract import Contract, Media, Operation
from tenon.finding import Finding
from tenon.mock import wishes
from tenon.mock.bodies import Bodies
from tenon.mock.choice import BODILESS, UNDECLARED, Choice, negotiated, wished
from tenon.mock.declared import DeclaredHeaders
from tenon.mock.events import paused
from tenon.mock.media import json
from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.replying import of_bytes, of_items, of_value
from tenon.mock.settings import MockSettings
from tenon.mock.values import Values
from tenon.mock.wish import NONE, Wish
from tenon.proxy.violation import Side, Violation, fields
from tenon.runtime.handler import Asked, Written
from tenon.runtime.headers import RawHeaders, field_name, header_text, one_line
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import is_json, matching
from tenon.runtime.problem import problem_of
from tenon.runtime.streaming import is_stream

_MOST_READY = 64  # of one operation: what callers accept is theirs to say
_JSON = Media("application/json")
# What frames a message is not an outcome's to say, but for the media type of its body.
_FRAMING = frozenset({b"content-type", b"content-length", b"transfer-encoding", b"connection"})
_NO_NAMES = frozenset[bytes]()


@dataclass(frozen=True, slots=True)
class _Form:
    """One declared reply in one media type, as remembered answers are written."""

    choice: Choice
    json: bool
    # By the names of the headers that an answer brings: these as bytes, and what goes beside them.
    beside: dict[tuple[str, ...], tuple[tuple[bytes, ...], RawHeaders]] = field(
        default_factory=dict
    )


class Answers:
    """Writes the answers of a contract's operations."""

    def __init__(
        self,
        contract: Contract,
        judge: Judge,
        values: Values,
        settings: MockSettings,
        told: Callable[[Finding], None] = lambda _: None,
    ) -> None:
        """`told` is given what is found wrong with the contract's examples, each once."""
        self._schemas = contract.schemas
        self._settings = settings
        self.bodies = Bodies(contract, judge, values, settings, told)
        self.declared = DeclaredHeaders(judge, self.bodies.examples, fill=settings.fill)
        self._ready: dict[str, dict[bytes | None, Written]] = {}
        self._forms: dict[tuple[str, int, bytes | None], _Form] = {}

    def stateless(self, asked: Asked, wish: Wish = NONE) -> Written:
        """The answer that the contract gives by itself: the same for the same request.

        Raises NotAcceptable, and NotFound for a wish for what is not declared.
        """
        accept = asked.headers.get(b"accept")
        ready = self._ready.setdefault(asked.operation.id, {})
        if not wish.particular:
            found = ready.get(accept)
            if found is not None:
                return found
        choice = self._negotiated(wished(asked.operation, wish.code), accept)
        answer = self._answer(asked, choice, wish)
        if wish.particular:
            answer.headers.append((b"preference-applied", wishes.applied(wish)))
        elif len(ready) < _MOST_READY and self._settled(asked.operation, choice):
            ready[accept] = answer
        return answer

    def written(self, asked: Asked, outcome: Outcome) -> Written:
        """An outcome as it is sent: in the media type that is accepted, with declared headers.

        Required headers that it does not bring are filled in, and a body where the contract
        declares one. Raises NotAcceptable.
        """
        form = self._form(asked, outcome.status)
        choice, body = form.choice, outcome.body
        if choice.reply is UNDECLARED and body is ABSENT:
            if choice.status >= 400:
                raise problem_of(choice.status, "", outcome.headers)
            choice = Choice(choice.status, UNDECLARED)
        names, beside = self._beside(asked.operation, form, outcome.headers)
        headers: RawHeaders = [
            *zip(names, map(_value, outcome.headers.values()), strict=True),
            *beside,
        ]
        if not _FRAMING.isdisjoint(names):
            choice, headers = _reframed(choice, headers)
        elif form.json and isinstance(body, (bytes, dict, list)):
            raw = body if isinstance(body, bytes) else json(body)
            return of_bytes(choice, raw, headers, choice.content_type)
        if hasattr(body, "__aiter__"):
            return of_items(choice, body, headers)
        if body is ABSENT:
            return self._answer(asked, choice, NONE, headers)
        value = from_json(body) if isinstance(body, bytes) else body
        return of_value(self._schemas, choice, value, headers)

    def example(
        self,
        operation: Operation,
        status: str,
        media: Media,
        asked: Asked | None = None,
        wish: Wish = NONE,
    ) -> tuple[bool, Any]:
        """Whether a declared example would be sent, and its value, repaired where it is not valid.

        `status` is that of the contract, such as "200" or "default". Raises NotFound for a wish
        for an example that is not declared.
        """
        found = self.bodies.shown(operation, status, media, asked, wish)
        return (False, None) if found is None else (True, found.value)

    def _answer(
        self, asked: Asked, choice: Choice, wish: Wish, headers: RawHeaders | None = None
    ) -> Written:
        operation = asked.operation
        if headers is None:
            headers = self.declared.beside(operation, choice.reply, _NO_NAMES, remembered=False)
        if choice.media is not None and is_stream(choice.media):
            items = self.bodies.items(operation, choice, asked, wish)
            return of_items(choice, paused(items, self._settings.stream_delay_s), headers)
        value, faults = self.bodies.value(operation, choice, asked, wish)
        told = fields([Violation.of(Side.RESPONSE, fault) for fault in faults])
        return of_value(self._schemas, choice, value, [*headers, *told])

    def _negotiated(self, choice: Choice, accept: bytes | None) -> Choice:
        return negotiated(choice, header_text(accept) if accept else None)

    def _settled(self, operation: Operation, choice: Choice) -> bool:
        """Whether every request is answered with the same bytes."""
        media = choice.media
        if media is None:
            return True
        if self._settings.dynamic or choice.status >= 400 or is_stream(media):
            return False
        several = len(self.bodies.examples.of(operation, choice.reply.status, media)) > 1
        return not several

    def _form(self, asked: Asked, status: int) -> _Form:
        accept = asked.headers.get(b"accept")
        key = (asked.operation.id, status, accept)
        found = self._forms.get(key)
        if found is None:
            choice = Choice(status, asked.operation.reply(status) or UNDECLARED)
            choice = self._negotiated(choice, accept)
            if choice.reply is UNDECLARED and status not in BODILESS:
                choice = Choice(status, UNDECLARED, _JSON, _JSON.type)
            found = _Form(choice, is_json(choice.content_type))
            if len(self._forms) >= _MOST_READY * 64:
                self._forms.clear()
            self._forms[key] = found
        return found

    def _beside(
        self, operation: Operation, form: _Form, headers: Mapping[str, str]
    ) -> tuple[tuple[bytes, ...], RawHeaders]:
        key = tuple(headers)
        found = form.beside.get(key)
        if found is None:
            names = tuple(map(field_name, key))
            given = frozenset(names)
            beside = self.declared.beside(operation, form.choice.reply, given, remembered=True)
            found = form.beside[key] = names, beside
        return found


def _reframed(choice: Choice, headers: RawHeaders) -> tuple[Choice, RawHeaders]:
    """A reply in the media type that its headers say, and the headers that do not frame it."""
    kept = [(name, value) for name, value in headers if name not in _FRAMING]
    said = next((value.decode() for name, value in headers if name == b"content-type"), "")
    if not said or choice.status in BODILESS:
        return choice, kept
    declared = choice.reply.media
    name = matching(declared, said)
    return Choice(choice.status, choice.reply, declared[name] if name else Media(said), said), kept


def _value(text: str) -> bytes:
    return text.encode() if text.isascii() and text.isprintable() else one_line(text)
