"""What a node of a schema is called in a message."""

from __future__ import annotations

from tenon.contract import pointer
from tenon.document.wording import shown

_INNER = {"items": "[]", "additionalProperties": ".*", "prefixItems": "[]"}
_NAMED = ("properties", "patternProperties")


def label(at: str, subject: str = "the body") -> str:
    """A name for the schema at a pointer: `Pet.owner.tags[]`, or `the body[].name`.

    `subject` is what a schema belongs to that is written where it is used.
    """
    name, rest = _start(pointer.tokens(at))
    path = ""
    index = 0
    while index < len(rest):
        token = rest[index]
        if token in _NAMED and index + 1 < len(rest):
            path += f".{rest[index + 1]}"
            index += 1
        else:
            path += _INNER.get(token, "")
        index += 1
    if name:
        return shown(name + path)
    plain = path.startswith(".") and not path.startswith(".*") and subject == "the body"
    return shown(path[1:] if plain else subject + path)


def _start(tokens: list[str]) -> tuple[str, list[str]]:
    if tokens[:2] == ["components", "schemas"] and len(tokens) > 2:
        return tokens[2], tokens[3:]
    if "schema" in tokens:
        return "", tokens[tokens.index("schema") + 1 :]
    return "", tokens
