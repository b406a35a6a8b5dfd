"""What a reply says when nothing is remembered: a declared example, or a value of its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenon.contract import Contract, Media, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.finding import Finding
from tenon.mock.choice import Choice
from tenon.mock.events import items_of
from tenon.mock.example import Example, held, suiting
from tenon.mock.examples import Examples
from tenon.mock.media import is_text
from tenon.mock.outcome import ABSENT
from tenon.mock.settings import MockSettings
from tenon.mock.values import Values
from tenon.mock.wish import Wish
from tenon.mock.words import Words
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge
from tenon.runtime.negotiation import essence, is_json
from tenon.runtime.problem import FieldError, InternalError, NotFound, Problem, problem_of
from tenon.runtime.problems import problem_document
from tenon.runtime.target import as_reference

_STRUCTURED = ("yaml", "cbor", "cbor-seq", "x-www-form-urlencoded", "form-data")


class Bodies:
    """The bodies of a contract's replies, as JSON values."""

    def __init__(
        self,
        contract: Contract,
        judge: Judge,
        values: Values,
        settings: MockSettings,
        told: Callable[[Finding], None],
    ) -> None:
        self._schemas = contract.schemas
        self._judge = judge
        self._values = values
        self._settings = settings
        self.examples = Examples(contract.schemas, judge, values, settings, told)
        self.words = Words(contract.schemas, judge, self.examples)

    def dynamic(self, wish: Wish) -> bool:
        """Whether values are generated where an example could be sent; a seed asks for that."""
        if wish.dynamic is not None:
            return wish.dynamic
        return bool(wish.seed) or (self._settings.dynamic and not wish.example)

    def shown(
        self, operation: Operation, status: str, media: Media, asked: Asked | None, wish: Wish
    ) -> Example | None:
        """The declared example to send; None where a value is to be generated.

        Raises NotFound for a wish for an example that is not there, which says those that are.
        """
        if not wish.example:
            if self.dynamic(wish):
                return None
            return suiting(self.examples.of(operation, status, media), asked)
        shown = self.examples.of(operation, status, media)
        for example in shown:
            if example.key == wish.example:
                return example
        known = ", ".join(example.key for example in shown) or "none"
        raise NotFound(
            f"The reply {status} of {operation.id} in {media.type} has no example "
            f"{wish.example[:80]!r}; declared: {known}."
        )

    def value(
        self, operation: Operation, choice: Choice, asked: Asked | None, wish: Wish
    ) -> tuple[Any, tuple[FieldError, ...]]:
        """The body of a reply, and what is wrong with it: where an example is sent as it stands,
        and where the schema allows no value.

        ABSENT for bytes of which nothing is known. Raises NotFound, and InternalError where
        examples that are not valid are refused.
        """
        media = choice.media
        if media is None:
            return ABSENT, ()
        status = choice.reply.status
        example = self.shown(operation, status, media, asked, wish)
        if example is not None:
            if example.faults and self._settings.examples == "refused":
                raise _refused(operation, status, example)
            return example.value, example.faults
        if self.dynamic(wish):
            return self._generated(operation, choice, media, asked, wish)
        if choice.status >= 400:
            return self.words.told(_document(choice, asked), operation, status, media), ()
        return self._sampled(operation, media)

    def items(
        self, operation: Operation, choice: Choice, asked: Asked | None, wish: Wish
    ) -> list[Any]:
        """The items of a stream. Raises NotFound."""
        media = choice.media or Media("")
        example = self.shown(operation, choice.reply.status, media, asked, wish)
        key = _key(operation, choice, asked, wish)

        def make(schema: Schema, given: Any, at: str) -> Any:
            if given is ABSENT:
                return self._values.made(schema, f"{key} {at}", varied=at != "0").value
            return self.examples.fitted(operation, schema, given)

        return items_of(self._schemas, media, ABSENT if example is None else example.value, make)

    def _generated(
        self, operation: Operation, choice: Choice, media: Media, asked: Asked | None, wish: Wish
    ) -> tuple[Any, tuple[FieldError, ...]]:
        schema = media.schema
        if schema is None or self._is_bytes(media, schema):
            return _unknown(media), ()
        made = self._values.made(schema, _key(operation, choice, asked, wish), varied=True)
        if made.fault:
            self.examples.say(operation, "no-valid-value", f"{schema.pointer}: {made.fault}")
            return made.value, _unmade(made.fault)
        return (made.value if asked is None else self._addressed(made.value, schema, asked)), ()

    def _addressed(self, value: Any, schema: Schema, asked: Asked) -> Any:
        """What was asked for by its path says so: `GET /pets/7` answers the pet whose id is 7."""
        for name, sent in held(value, asked):
            if type(sent) is type(value[name]):
                other = {**value, name: sent}
                if self._judge.validator(schema, Direction.REPLY).is_valid(other):
                    value = other
        return value

    def _sampled(self, operation: Operation, media: Media) -> tuple[Any, tuple[FieldError, ...]]:
        schema = media.schema
        if schema is None or self._is_bytes(media, schema):
            return _unknown(media), ()
        value = self.examples.sample(operation, schema, Direction.REPLY)
        return value, _unmade(self.examples.unmade(schema, Direction.REPLY))

    def _is_bytes(self, media: Media, schema: Schema) -> bool:
        """Whether a body is a file of which its schema says no more than that it is text."""
        plain = essence(media.type)
        if is_json(plain) or is_text(plain) or plain.endswith(_STRUCTURED):
            return False
        says = schema.value if not isinstance(schema.value, bool) else {}
        plain_text = json_types(self._schemas, schema.value) >= {"string"}
        return plain_text and not says.keys() & {"example", "examples", "default", "const", "enum"}


def _unmade(why: str) -> tuple[FieldError, ...]:
    """What is wrong with the best effort that stands in for a value that nothing allows."""
    told = f"its schema allows no value: {why}"
    return (FieldError("body", told, "no-valid-value", pointer=""),) if why else ()


def _refused(operation: Operation, status: str, example: Example) -> Problem:
    told = f"The example {example.key!r} of the reply {status} of {operation.id} is not valid."
    return InternalError(told, errors=example.faults)


def _unknown(media: Media) -> Any:
    return {} if is_json(media.type) else ABSENT


def _key(operation: Operation, choice: Choice, asked: Asked | None, wish: Wish) -> str:
    """What a generated value is made from: the same address gives the same one."""
    if asked is None:
        return f"{wish.seed} {operation.id} {choice.status}"
    scope = asked.scope
    query = scope["query_string"].decode("latin-1")
    return f"{wish.seed} {operation.method} {choice.status} {scope['path']}?{query}"


def _document(choice: Choice, asked: Asked | None) -> dict[str, Any]:
    """The problem that an error is, which nobody but its caller asked for."""
    problem = problem_of(choice.status, choice.reply.description)
    if asked is None:
        return problem_document(problem, "", "/")
    request_id = str(asked.scope.get("tenon.request_id", "mock"))
    return problem_document(problem, request_id, as_reference(asked.scope))
