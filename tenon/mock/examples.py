"""What a contract shows by example of its replies, made valid where it is not, and chosen from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tenon.contract import Media, Operation, Schema, pointer
from tenon.contract.schemas import Direction, Schemas
from tenon.finding import Finding, Place, Severity
from tenon.mock.cut import Cut
from tenon.mock.example import Example
from tenon.mock.media import is_text
from tenon.mock.sample import Path, Sample
from tenon.mock.settings import MockSettings
from tenon.mock.values import Values
from tenon.runtime.judge import Judge, Validator, field_errors, first_error
from tenon.runtime.negotiation import essence, is_json
from tenon.runtime.streaming import is_stream

_LONGEST = 600  # characters of a message, which may quote a value
Told = Callable[[Finding], None]
_BECOMES = {
    "repaired": "it is sent repaired (--examples=verbatim sends it as it is)",
    "verbatim": "it is sent as it is",
    "refused": "it is answered by 500",
}


class Examples:
    """The examples of a contract's replies; each is judged once, when it is first asked for."""

    def __init__(
        self, schemas: Schemas, judge: Judge, values: Values, settings: MockSettings, told: Told
    ) -> None:
        self._schemas = schemas
        self._judge = judge
        self._values = values
        self._settings = settings
        self._told = told
        self._known: dict[tuple[str, str, str], tuple[Example, ...]] = {}
        self._said: set[tuple[str, str]] = set()
        self._samples: dict[tuple[str, Direction | None], Any] = {}
        self._unmade: dict[tuple[str, Direction | None], str] = {}

    def of(self, operation: Operation, status: str, media: Media) -> tuple[Example, ...]:
        """The examples of one reply in one media type, in the order of the contract."""
        key = (operation.id, status, media.type)
        if key not in self._known:
            found = [
                self._right(operation, f"{status} {media.type}", Example(name, given), media)
                for name, given in media.examples.items()
            ]
            self._known[key] = tuple(found)
        return self._known[key]

    def sample(self, operation: Operation, schema: Schema, direction: Direction | None) -> Any:
        """A plain value of a schema, made valid: see `tenon.mock.sample`."""
        key = (schema.pointer, direction)
        if key not in self._samples:
            self._samples[key] = self._sampled(operation, schema, direction)
        return self._samples[key]

    def unmade(self, schema: Schema, direction: Direction | None) -> str:
        """Why a sample is only a best effort; empty where it is valid."""
        return self._unmade.get((schema.pointer, direction), "")

    def _sampled(self, operation: Operation, schema: Schema, direction: Direction | None) -> Any:
        try:
            sample = Sample(Cut(self._schemas, schema, direction), fill=self._settings.fill)
            validator = self._judge.validator(schema, direction)
        except (KeyError, ValueError) as error:
            self.say(operation, "unusable-schema", f"{schema.pointer} cannot be used: {error}")
            return {}
        value = sample.value()
        if validator.is_valid(value):
            return value
        if sample.declared:
            self._look_for_invalid(operation, schema, sample, validator, value)
        return self.fitted(operation, schema, value, direction)

    def _look_for_invalid(
        self, operation: Operation, schema: Schema, sample: Sample, validator: Validator, value: Any
    ) -> None:
        """Tell the first thing that is wrong with an example in a schema."""
        for path, message in _faults(validator, value):
            if any(path[: len(place)] == place for place in sample.declared):
                what = f"the example in {schema.pointer} at {pointer.join('', *path) or 'its root'}"
                self._say_invalid(operation, what, message)
                return

    def fitted(
        self,
        operation: Operation,
        schema: Schema,
        value: Any,
        direction: Direction | None = Direction.REPLY,
    ) -> Any:
        """A valid value that keeps what it can of another; what hinders is said once."""
        made = self._values.fitted(schema, value, schema.pointer, direction=direction)
        if made.fault:
            self._unmade[schema.pointer, direction] = made.fault
            self.say(operation, "no-valid-value", f"{schema.pointer}: {made.fault}")
        return made.value

    def _right(self, operation: Operation, where: str, example: Example, media: Media) -> Example:
        """An example as it is sent: repaired, or with what is wrong with it."""
        schema, given = media.schema, example.value
        if schema is None or not _judged(media, given):
            return example
        try:
            validator = self._judge.validator(schema, Direction.REPLY)
        except (KeyError, ValueError):
            return example
        if validator.is_valid(given):
            return example
        first = first_error(validator, given, "body")[0]
        what = f"the example {example.key!r} of {operation.id} {where}"
        self._say_invalid(operation, f"{what} at {first.pointer or 'its root'}", first.message)
        if self._settings.examples == "repaired":
            return Example(example.key, self.fitted(operation, schema, given))
        return Example(example.key, given, tuple(field_errors(validator, given, "body")))

    def _say_invalid(self, operation: Operation, what: str, message: str) -> None:
        remedy = f"{_BECOMES[self._settings.examples]}; correct it"
        self.say(operation, "invalid-example", f"{what} is not valid: {message}", remedy)

    def say(self, operation: Operation, rule: str, message: str, remedy: str = "") -> None:
        """Tell a finding about an operation, each once."""
        if (rule, message) not in self._said:
            self._said.add((rule, message))
            place = operation.place or Place("contract.json")
            self._told(Finding(place, rule, message[:_LONGEST], remedy, Severity.WARNING))


def _judged(media: Media, given: Any) -> bool:
    """Whether a schema can judge an example: not the text of XML, nor of a stream."""
    if is_stream(media):
        return False
    if is_json(media.type) or not isinstance(given, str):
        return True
    return is_text(media.type) and not essence(media.type).endswith("xml")


def _faults(validator: Validator, value: Any) -> Iterator[tuple[Path, str]]:
    for error in validator.iter_errors(value):
        yield tuple(error.instance_path), error.message
