"""Names as the generator leaves them: it spells others anew, or falls over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# How lodash finds the words of a name (`camelCase`), for ASCII.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]|[0-9]+")
# Words of TypeScript, and what every object has: a property of such a name is not one's own.
_KEPT = frozenset({
    "abstract", "any", "arguments", "as", "async", "await", "boolean", "break", "case", "catch",
    "class", "const", "continue", "debugger", "declare", "default", "delete", "do", "else",
    "enum", "eval", "export", "extends", "false", "finally", "for", "from", "function", "get",
    "if", "implements", "import", "in", "infer", "instanceof", "interface", "is", "keyof",
    "let", "module", "namespace", "never", "new", "null", "number", "object", "of", "package",
    "private", "protected", "public", "readonly", "require", "return", "set", "static",
    "string", "super", "switch", "symbol", "this", "throw", "true", "try", "type", "typeof",
    "undefined", "unknown", "var", "void", "while", "with", "yield", "api", "build", "then",
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
    "toString", "valueOf", "toJson", "prototype", "name", "length",
})  # fmt: skip
# Types that generated source names, and the endings of those that the generator adds.
_TYPES = frozenset({
    "Array", "Blob", "Boolean", "Date", "Error", "File", "Function", "JSON", "Number", "Object",
    "Promise", "Record", "String", "Symbol",
})  # fmt: skip
_ADDED = re.compile(r"(?:ApiArg|ApiResponse|Read|Write)[0-9]*$")


def words(text: str) -> list[str]:
    """The words of a name, in lower case and ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return [word.lower() for word in _WORDS.findall(plain)]


def camel(text: str, ending: str) -> str:
    """A name such as `listBooks`; `ending` is added to one that cannot be a name as it is."""
    first, *rest = words(text) or [ending]
    name = first + "".join(word.capitalize() for word in rest)
    if name[0].isdigit():
        return ending + name
    return name + ending.capitalize() if name in _KEPT else name


def pascal(text: str, ending: str) -> str:
    """A name such as `BookPage`; `ending` is added to one that cannot name a type."""
    name = "".join(word.capitalize() for word in words(text)) or ending
    if name[0].isdigit():
        return ending + name
    return name + ending if name in _TYPES or _ADDED.search(name) else name


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names in order, each clash numbered, also one by the case of letters."""
    return list(_numbered(names, {name.lower() for name in taken}))


def _numbered(names: Iterable[str], seen: set[str]) -> Iterator[str]:
    for name in names:
        fresh, count = name, 1
        while fresh.lower() in seen:
            count += 1
            # After a digit a number would be read as more of the same.
            fresh = f"{name}N{count}" if name[-1].isdigit() else f"{name}{count}"
        seen.add(fresh.lower())
        yield fresh
