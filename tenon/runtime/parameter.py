"""One declared parameter, compiled: its text read by style and judged by its schema."""

from __future__ import annotations

from typing import Any

from tenon.contract import Contract, Location, Media, Parameter
from tenon.contract.schemas import Direction
from tenon.runtime.body import strict_json
from tenon.runtime.judge import Judge, Validator, field_errors
from tenon.runtime.negotiation import is_json
from tenon.runtime.problem import FieldError
from tenon.runtime.styles import Malformed, Shape, percent_decode, shape_of, unpack

_DEPTH = 64  # of a parameter that is a JSON document

Faults = list[FieldError]
Values = dict[str, Any]


class ParameterReader:
    """Reads and judges one parameter that travels as one text."""

    __slots__ = ("_integer", "_parameter", "_plain", "_shape", "_validator", "argument")

    def __init__(self, contract: Contract, judge: Judge, parameter: Parameter) -> None:
        self.argument = parameter.argument
        self._parameter = parameter
        self._shape, self._validator = compiled(contract, judge, parameter)
        text = self._shape.kind == "scalar" and parameter.style in ("simple", "form")
        self._plain = text and parameter.content is None

    def read(self, text: str, values: Values, faults: Faults) -> None:
        """Put the value under its argument, or say what is wrong with it."""
        try:
            if self._plain and "%" not in text:
                value = self._shape.scalar(text)
            else:
                value = self._unpacked(text)
        except (Malformed, ValueError) as error:
            faults.append(malformed_parameter(self._parameter, error))
            return
        validator = self._validator
        if validator is not None and not validator.is_valid(value):
            texts = self._shape.as_text
            as_text = self._unpacked(text, texts) if texts else None
            value = meant(validator, self._parameter, value, as_text, faults)
        values[self.argument] = value

    def _unpacked(self, text: str, shape: Shape | None = None) -> Any:
        # Lists in headers may have spaces after their commas (RFC 9110, section 5.6.1); nothing
        # is percent-encoded there.
        decode = str.strip if self._parameter.location is Location.HEADER else percent_decode
        if self._parameter.content is not None:
            return content_value(self._parameter.content, decode(text))
        return unpack(self._parameter, shape or self._shape, text, decode)


def compiled(
    contract: Contract, judge: Judge, parameter: Parameter
) -> tuple[Shape, Validator | None]:
    """The shape and the validator of a parameter."""
    schema = parameter.content.schema if parameter.content else parameter.schema
    if schema is None:
        return Shape("scalar"), None
    # What is a whole document is not read by style.
    shape = Shape("scalar") if parameter.content else shape_of(contract.schemas, schema.value)
    return shape, judge.validator(schema, Direction.REQUEST)


def content_value(media: Media, text: str) -> Any:
    """A parameter that is a whole document (OpenAPI 3.1, Parameter Object, `content`)."""
    if not is_json(media.type):
        return text
    try:
        return strict_json(text.encode(), _DEPTH)
    except ValueError as error:
        raise Malformed(str(error)) from None


def meant(
    validator: Validator, parameter: Parameter, value: Any, text: str | None, faults: Faults
) -> Any:
    """What is meant by a value that is not valid: its text, where that is, else it is a fault.

    `12` is read as a number, but where the schema takes numbers up to 9 and any text, it is text.
    """
    if text is not None and validator.is_valid(text):
        return text
    faults.extend(field_errors(validator, value, parameter.location.value, parameter.name))
    return value


def malformed_parameter(parameter: Parameter, error: ValueError) -> FieldError:
    """The fault of a parameter whose text does not have the form of its style."""
    told = str(error) if isinstance(error, Malformed) else "must be percent-encoded UTF-8"
    return FieldError(parameter.location.value, told, "malformed", name=parameter.name)


def missing(parameter: Parameter) -> FieldError:
    """The fault of a required parameter that was not sent."""
    return FieldError(parameter.location.value, "is required", "required", name=parameter.name)
