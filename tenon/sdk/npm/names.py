"""Names of the contract as names in TypeScript."""

from __future__ import annotations

from collections.abc import Iterable

from tenon.contract import Contract, SecurityScheme, naming

# What JavaScript itself looks up on an object: a promise, its JSON, what every object has. Words
# that the language reserves are no trouble as names of members.
_LOOKED_UP = ("then", "toJSON", "constructor", "prototype", "hasOwnProperty", "isPrototypeOf",
              "propertyIsEnumerable", "toLocaleString", "toString", "valueOf")  # fmt: skip


def camel(text: str) -> str:
    """A name in camelCase, ASCII only: `list_books` gives `listBooks`, `HTTPGet` `httpGet`."""
    first, *others = naming.words(text) or ["unnamed"]
    head = first if not first[0].isalpha() else _lowered(first)
    name = head + "".join(word[0].upper() + word[1:] for word in others)
    return f"n{name}" if name[0].isdigit() else name


def _lowered(word: str) -> str:
    """A first word: all in lower case where it is an abbreviation, else its first letter."""
    return word.lower() if word.isupper() else word[0].lower() + word[1:]


def members(texts: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Each text as the name of a member of an object, unique among them."""
    return naming.unique(map(camel, texts), (*_LOOKED_UP, *taken))


def types(texts: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Each text as the name of a type in PascalCase, unique among them."""
    return naming.unique((naming.pascal(text).rstrip("_") for text in texts), taken)


def credentials(contract: Contract) -> dict[str, tuple[str, SecurityScheme]]:
    """By the names of security schemes: the name of its credential for callers, and the scheme.

    Schemes that no client can send are left out.
    """
    schemes = [s for s in contract.security_schemes.values() if travels(s) is not None]
    named = members(scheme.name for scheme in schemes)
    return {s.name: (name, s) for s, name in zip(schemes, named, strict=True)}


def travels(scheme: SecurityScheme) -> tuple[str, str] | None:
    """How a credential travels, and under which name; None where a client cannot send it."""
    if scheme.type == "apiKey" and scheme.location is not None:
        return str(scheme.location.value), scheme.parameter
    if scheme.type in ("oauth2", "openIdConnect") or scheme.scheme == "bearer":
        return "bearer", ""
    if scheme.scheme == "basic":
        return "basic", ""
    return ("http", scheme.scheme) if scheme.type == "http" else None
