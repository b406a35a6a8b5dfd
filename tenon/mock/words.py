"""A problem in the words of a contract: its facts in the declared error schema, always valid.

What the schema has no place for is left out, and what it requires beside the facts is taken from
the declared example of that status, or made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import from_json

from tenon.contract import Media, Operation, Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.contract.types import json_types, properties
from tenon.mock.examples import Examples
from tenon.mock.media import is_text, json
from tenon.mock.outcome import ABSENT
from tenon.runtime.judge import Judge, Validator
from tenon.runtime.negotiation import is_json
from tenon.runtime.shape import laid_into

Document = Mapping[str, Any]


class Words:
    """Lays problems into the error schemas of a contract."""

    def __init__(self, schemas: Schemas, judge: Judge, examples: Examples) -> None:
        self._schemas = schemas
        self._judge = judge
        self._examples = examples

    def told(self, document: Document, operation: Operation, status: str, media: Media) -> Any:
        """The body that tells of a problem (a problem document of RFC 9457) in a media type.

        ABSENT where its schema cannot be used.
        """
        shown = self._examples.of(operation, status, media)
        example = shown[0].value if shown else ABSENT
        schema = media.schema
        if schema is None:
            plain = document if is_json(media.type) else _sentence(document)
            return plain if example is ABSENT else example
        try:
            validator = self._judge.validator(schema, Direction.REPLY)
        except (KeyError, ValueError):
            return example
        if is_text(media.type) and validator.is_valid(_sentence(document)):
            return _sentence(document)
        return self._laid(document, operation, schema, validator, example)

    def _laid(
        self,
        document: Document,
        operation: Operation,
        schema: Schema,
        validator: Validator,
        example: Any,
    ) -> Any:
        if self._is_problem(schema):
            told = _mended(document, validator)
            if told is not None and ("detail" not in document or "detail" in told):
                return told
        laid = laid_into(self._schemas, schema.value, document)
        tells = _tells(laid, _sentence(document))
        if laid and (tells or example is ABSENT) and (told := _mended(laid, validator)):
            return told
        if example is not ABSENT:
            told = _overlaid(example, laid) if tells else example
            return told if validator.is_valid(told) else example
        if not laid:
            return self._examples.sample(operation, schema, Direction.REPLY)
        words = _without_null(laid)
        fitted = self._examples.fitted(operation, schema, words)
        made = from_json(json(fitted))  # its own: a value may hold parts of the contract
        return _bare(made, words, lambda: validator.is_valid(made))

    def _is_problem(self, schema: Schema) -> bool:
        if "object" not in json_types(self._schemas, schema.value):
            return False
        named = properties(self._schemas, schema.value)
        return "title" in named or "detail" in named


def _bare(made: Any, words: Any, valid: Callable[[], bool]) -> Any:
    """What was made, in place, without those members beside the words that need not be there."""
    if isinstance(made, dict) and isinstance(words, dict):
        for name in list(made):
            if name in words:
                _bare(made[name], words[name], valid)
                continue
            member = made.pop(name)
            if not valid():
                made[name] = member
    return made


def _mended(told: Any, validator: Validator) -> Any:
    """What is valid of an object's members: all, or those that are; None where that is not."""
    if validator.is_valid(told):
        return told
    if not isinstance(told, Mapping):
        return None
    wrong = {error.instance_path[0] for error in validator.iter_errors(told) if error.instance_path}
    kept = {name: member for name, member in told.items() if name not in wrong}
    return kept if kept and validator.is_valid(kept) else None


def _sentence(document: Document) -> str:
    return str(document.get("detail") or document["title"])


def _tells(laid: Any, sentence: str) -> bool:
    """Whether what was laid into a schema says what is wrong, and not only that something is."""
    if isinstance(laid, dict):
        return any(_tells(value, sentence) for value in laid.values())
    if isinstance(laid, list):
        return bool(laid)
    return bool(laid == sentence)


def _overlaid(example: Any, laid: Any) -> Any:
    """An example with a problem's words in the place of its own."""
    if not isinstance(example, dict) or not isinstance(laid, dict):
        return example if laid is None else laid
    told = {k: _overlaid(example.get(k), v) for k, v in laid.items() if v is not None}
    return {**example, **told}


def _without_null(laid: Any) -> Any:
    """What was laid, without the members for which there was no word."""
    if isinstance(laid, dict):
        return {key: _without_null(value) for key, value in laid.items() if value is not None}
    return [_without_null(item) for item in laid] if isinstance(laid, list) else laid
