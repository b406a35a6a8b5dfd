"""JSON Pointers (RFC 6901) and the references of a bundle that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote


def escape(token: str) -> str:
    """One reference token as it stands in a pointer: `/` is `~1`, `~` is `~0`."""
    return token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """A pointer below another one."""
    for token in tokens:
        text = str(token)
        pointer += f"/{escape(text) if '~' in text or '/' in text else text}"
    return pointer


def tokens(pointer: str) -> list[str]:
    """The reference tokens of a pointer, unescaped; the empty pointer has none.

    Raises ValueError when the text is neither empty nor begins with `/`.
    """
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is not a JSON Pointer")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def resolve(document: Any, pointer: str) -> Any:
    """The value a pointer leads to.

    Raises KeyError, with the pointer, when nothing stands there.
    """
    value = document
    for token in tokens(pointer):
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyError(pointer) from None
    return value


def from_reference(reference: str) -> str | None:
    """The pointer in a local reference such as `#/components/schemas/Book`; None for others."""
    if reference == "#":
        return ""
    return unquote(reference[1:]) if reference.startswith("#/") else None


def follow(document: Any, value: Any, pointer: str) -> tuple[Any, str]:
    """The value behind Reference Objects, and its own pointer (OpenAPI 3.1, Reference Object).

    A value that is no local reference, or one that only leads in circles, is returned as it is.
    """
    seen = set()
    while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
        target = from_reference(value["$ref"])
        if target is None or target in seen:
            break
        seen.add(target)
        value, pointer = resolve(document, target), target
    return value, pointer
