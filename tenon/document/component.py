"""Names for the components that a bundle makes of parts of other files."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tenon.contract import pointer
from tenon.document.grammar import KINDS
from tenon.document.reference import Target

_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9._-]+")  # OpenAPI 3.1, Components Object
_ENDING = re.compile(r"(?:\.schema)?\.(?:json|ya?ml)$", re.IGNORECASE)
_SAFE = "/!$&'()*+,;=:@?-._~"  # what a URI fragment may hold (RFC 3986, section 3.5)


class Names:
    """Hands out component names, none twice in its section."""

    def __init__(self, components: Any) -> None:
        self._taken: dict[str, set[str]] = {}
        for section, members in components.items() if isinstance(components, dict) else ():
            self._taken[section] = set(members) if isinstance(members, dict) else set()

    def place(self, kind: str, hint: str, target: Target, uri: str = "") -> str:
        """The JSON Pointer of a new component for a node.

        It is named by the last token of the node's pointer, or by its file when that is all of
        it; where the name is taken, the name of the file comes before it.
        """
        section = KINDS[kind].section
        taken = self._taken.setdefault(section, set())
        file = allowed(stem(uri or target.source.uri))
        last = pointer.tokens(target.pointer)[-1:]
        name = allowed(hint) or (allowed(last[0]) if last else file) or file or kind
        for found in (name, f"{file}_{name}"):
            if found not in taken:
                break
        else:
            count = 2
            while f"{file}_{name}_{count}" in taken:
                count += 1
            found = f"{file}_{name}_{count}"
        taken.add(found)
        return pointer.join("/components", section, found)


def fragment(at: str) -> str:
    """A local reference to a JSON Pointer (RFC 6901, section 6)."""
    return "#" + quote(at, safe=_SAFE)


def stem(uri: str) -> str:
    """The name of the file in a URI without its ending: `book` of `schemas/book.schema.json`."""
    parts = urlsplit(uri)
    name = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return _ENDING.sub("", name) or parts.netloc or parts.path.rpartition(":")[2]


def allowed(text: str) -> str:
    """A text without what no component may be named by (OpenAPI 3.1, Components Object)."""
    return _NOT_ALLOWED.sub("_", text).strip("_")
