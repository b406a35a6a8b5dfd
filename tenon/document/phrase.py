"""What the keywords of the official schemas complain of, put into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from jsonschema_rs import ValidationError

from tenon.document.wording import did_you_mean, shown

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_WITH_ARTICLE = {name: f"{'an' if name[0] in 'aio' else 'a'} {name}" for name in _TYPES} | {
    "null": "null"
}
_PLAIN = {"document": "the document", "info": "info", "paths": "paths", "responses": "responses"}
_NAMES = {
    "mediaType": "media type",
    "pathItem": "path item",
    "requestBody": "request body",
    "securityScheme": "security scheme",
}


class Phrase(NamedTuple):
    """The rule that a fault breaks, what is wrong, and what to do."""

    rule: str
    message: str
    remedy: str


class Culprit(NamedTuple):
    """An error of an official schema, the kind of object it is in, and the tokens below that."""

    error: ValidationError
    kind: str
    below: list[str]

    @property
    def what(self) -> str:
        """The culprit by name."""
        return shown(self.below[-1]) if self.below else with_article(self.kind)

    @property
    def value(self) -> str:
        """The culprit's own value."""
        return _value(self.error.instance)

    def detail(self, name: str, default: Any = None) -> Any:
        """What the error tells beside its message."""
        return getattr(self.error.kind, name, default)


def phrase(culprit: Culprit) -> Phrase:
    """The words for an error."""
    keyword = culprit.error.kind.name
    return _PHRASES.get(keyword, _other)(culprit)


def lacking(error: ValidationError) -> str:
    """The field that an error of the keyword `required` misses."""
    return str(getattr(error.kind, "property", ""))


def with_article(kind: str) -> str:
    """A kind of object in running text: `an operation`."""
    name = _NAMES.get(kind, kind)
    return _PLAIN.get(kind, f"{'an' if name[0] in 'aeiou' else 'a'} {name}")


def _required(culprit: Culprit) -> Phrase:
    name = shown(lacking(culprit.error))
    return Phrase("missing-field", f"{name} is missing in {culprit.what}", f"add {name}")


def _type(culprit: Culprit) -> Phrase:
    types = [_WITH_ARTICLE.get(name, name) for name in culprit.detail("types", ())]
    remedy = f"make it {_any(types)}"
    return Phrase("wrong-type", f"{culprit.what} is {_type_of(culprit.error.instance)}", remedy)


def _enum(culprit: Culprit) -> Phrase:
    options = culprit.detail("options", ())
    guess = did_you_mean(str(culprit.error.instance), options)
    message = f"{culprit.what} cannot be {culprit.value}"
    return Phrase("wrong-value", message, guess or f"use {_any(options)}")


def _const(culprit: Culprit) -> Phrase:
    expected = _value(culprit.detail("expected_value"))
    message = f"{culprit.what} cannot be {culprit.value}"
    return Phrase("wrong-value", message, f"make it {expected}")


def _format(culprit: Culprit) -> Phrase:
    form = shown(culprit.detail("format", ""))
    return Phrase("wrong-value", f"{culprit.value} is no {form}", "correct it")


def _pattern(culprit: Culprit) -> Phrase:
    return Phrase("wrong-value", f"{culprit.what} cannot be {culprit.value}", "correct it")


def _name(culprit: Culprit) -> Phrase:
    inner = culprit.detail("error")
    name = shown(inner.instance) if inner is not None else "a name"
    return Phrase("wrong-name", f"{name} cannot be a name in {culprit.what}", "use another one")


def _together(culprit: Culprit) -> Phrase:
    schema = culprit.detail("schema")
    names = schema.get("required") if isinstance(schema, dict) else None
    message = f"{culprit.what} holds what exclude each other"
    if names:
        message = f"{' and '.join(map(shown, names))} exclude each other"
    return Phrase("wrong-combination", message, "keep one of them")


def _forbidden(culprit: Culprit) -> Phrase:
    last = shown((culprit.error.instance_path or ["this"])[-1])
    return Phrase("wrong-combination", f"{last} may not stand here", "leave it out")


def _contains(_: Culprit) -> Phrase:
    message = "only one querystring parameter may be here"
    return Phrase("wrong-combination", message, "keep one of them")


def _empty(culprit: Culprit) -> Phrase:
    return Phrase("wrong-value", f"{culprit.what} is empty", "leave it out, or fill it")


def _minimum(culprit: Culprit) -> Phrase:
    limit = _value(culprit.detail("limit"))
    return Phrase("wrong-value", f"{culprit.what} is less than {limit}", f"make it {limit} or more")


def _choice(culprit: Culprit) -> Phrase:
    """No alternative fits: the root of the document, the type of a schema, a pair of fields."""
    error = culprit.error
    if not error.instance_path:
        message = "the document has none of paths, components and webhooks"
        return Phrase("missing-field", message, "add one of them")
    if culprit.kind == "schema" and culprit.below == ["type"]:
        guess = did_you_mean(str(error.instance), _TYPES)
        message = f"type cannot be {culprit.value}"
        return Phrase("wrong-value", message, guess or f"use {_any(_TYPES)}")
    branches = culprit.detail("context") or []
    names = {lacking(e): None for b in branches for e in b if e.kind.name == "required"}
    return _choice_of_fields(culprit, [name for name in names if name != "$ref"])


def _choice_of_fields(culprit: Culprit, names: list[str]) -> Phrase:
    if len(names) == 1:
        message = f"{names[0]} is missing in {culprit.what}"
        return Phrase("missing-field", message, f"add {names[0]}")
    if names:
        value = culprit.error.instance
        has_some = isinstance(value, dict) and any(name in value for name in names)
        message = f"{culprit.what} needs exactly one of {' and '.join(names)}"
        remedy = "keep one of them" if has_some else "add one of them"
        return Phrase("missing-field", message, remedy)
    message = f"{culprit.what} is none of what may stand here"
    return Phrase("wrong-value", message, "correct it")


def _other(culprit: Culprit) -> Phrase:
    keyword = shown(culprit.error.kind.name)
    return Phrase("wrong-value", f"{culprit.what} breaks the rule {keyword}", "correct it")


_PHRASES: dict[str, Callable[[Culprit], Phrase]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "format": _format,
    "pattern": _pattern,
    "propertyNames": _name,
    "not": _together,
    "falseSchema": _forbidden,
    "contains": _contains,
    "minItems": _empty,
    "minProperties": _empty,
    "minimum": _minimum,
    "anyOf": _choice,
    "oneOf": _choice,
}


def _type_of(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")


def _value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return _type_of(value)
    return shown(repr(value) if isinstance(value, str) else str(value).lower())


def _any(options: Any) -> str:
    return " or ".join(shown(option) for option in options)
