"""What a `$ref` leads to, across files (RFC 3986, RFC 6901; JSON Schema 2020-12 core, section 8).

Relative references are resolved against the file they stand in, or against the `$id` of the
schema around them. Absolute paths and `file:` URLs are refused: a contract that carries the
paths of one machine works on no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from tenon.contract import pointer
from tenon.document.identity import Identities, absolute, identities, own_id
from tenon.document.library import Library, Unavailable, local_path
from tenon.document.source import Source
from tenon.document.wording import did_you_mean, shown

# Meta-schemas that every JSON Schema implementation knows.
KNOWN = re.compile(r"https?://json-schema\.org/draft[-/][0-9a-z-]+/(?:schema|meta/[a-z-]+)#?")
_DEFINE = "define it, or correct the reference"
_MOST_HOPS = 50


class Target(NamedTuple):
    """A node of a source, by JSON Pointer."""

    source: Source
    pointer: str

    @property
    def value(self) -> Any:
        """The node itself."""
        return pointer.resolve(self.source.value, self.pointer)


@dataclass(frozen=True, slots=True)
class _Resource:
    """A schema resource: where it stands, and the URI it is known by."""

    target: Target
    uri: str


class Unresolved(Exception):
    """A reference that leads nowhere; without a rule when that was already said elsewhere."""

    def __init__(self, rule: str, message: str = "", remedy: str = "") -> None:
        self.rule, self.message, self.remedy = rule, message, remedy
        super().__init__(message)


class Resolver:
    """Finds the targets of references in the sources of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._identities: dict[Source, Identities] = {}
        self._resources: dict[str, _Resource] = {}
        self._found: dict[tuple[str, str, str], Target | Unresolved] = {}
        self._ends: dict[Target, Target] = {}
        own = library.root.value.get("$self") if isinstance(library.root.value, dict) else None
        if isinstance(own, str) and urlsplit(own).scheme:
            library.also(urldefrag(own)[0], library.root)
        self.identities(library.root)

    def identities(self, source: Source) -> Identities:
        """The resources and anchors of a source, made known by their URIs."""
        if source not in self._identities:
            has_any = self._library.minor(source) > 0  # OpenAPI 3.0 knows neither
            found = identities(source) if has_any else Identities()
            self._identities[source] = found
            for uri, at in found.resources.items():
                self._resources.setdefault(uri, _Resource(Target(source, at), uri))
        return self._identities[source]

    def locate(self, reference: str, source: Source, base: str = "") -> Target:
        """The node that a reference in a source leads to; `base` where an `$id` sets it.

        Reference Objects on the way are followed, one at the end is not. Raises Unresolved.
        """
        key = (reference, source.uri, base)
        if key not in self._found:
            try:
                self._found[key] = self._locate(reference, source, base, 0)
            except Unresolved as error:
                self._found[key] = error
        found = self._found[key]
        if isinstance(found, Unresolved):
            raise found
        return found

    def final(self, target: Target) -> Target:
        """The end of a chain of nodes that are nothing but a reference.

        Raises Unresolved, also when `$ref` alone leads from the node back to itself.
        """
        if target not in self._ends:
            self._ends[target] = self._end(target)
        return self._ends[target]

    def _end(self, start: Target) -> Target:
        target, end, alone, seen = start, start, True, {start}
        while reference := _reference_of(value := target.value):
            if KNOWN.fullmatch(urldefrag(reference)[0]) or own_id(value):
                break
            alone = alone and self._is_bare(value, target.source)
            target = self.locate(reference, target.source)
            if target in seen:
                raise Unresolved(
                    "ref-cycle",
                    f"{shown(reference)} leads back to itself through $ref alone",
                    "let one of them say what it is",
                )
            seen.add(target)
            end = target if alone else end
        return end

    def _is_bare(self, value: dict[str, Any], source: Source) -> bool:
        """Whether nothing counts beside the `$ref` of an object; 3.0 ignores what stands there.

        `nullable` is meant all the same by those who write it.
        """
        if self._library.minor(source) == 0:
            return value.get("nullable") is not True
        return len(value) == 1

    def _locate(self, reference: str, source: Source, base: str, hops: int) -> Target:
        if hops > _MOST_HOPS:
            message = f"{shown(reference)} leads through too many references"
            raise Unresolved("ref-cycle", message, "refer to its end directly")
        fragment, resource = self._resource(reference, source, base)
        if fragment and not fragment.startswith("/"):
            return self._anchor(reference, fragment, resource)
        return self._walk(reference, fragment, resource.target, hops)

    def _resource(self, reference: str, source: Source, base: str) -> tuple[str, _Resource]:
        try:
            parts = urlsplit(reference)
            uri, fragment = urldefrag(absolute(base or source.uri, reference))
            fragment = unquote(fragment, errors="strict")
        except ValueError:
            message = f"{shown(reference)} is no URI reference"
            raise Unresolved("unresolved-ref", message, "write file#/pointer") from None
        if uri == source.uri and not (base and reference.startswith("#")):
            return fragment, _Resource(Target(source, ""), uri)
        if uri in self._resources:
            return fragment, self._resources[uri]
        rooted = not parts.scheme and (parts.netloc or parts.path.startswith("/"))
        if parts.scheme == "file" or (rooted and local_path(base or source.uri)):
            message = f"{shown(reference)} is bound to one machine"
            raise Unresolved("absolute-ref", message, "write a path relative to this file")
        found = self._load(reference, uri, source, relative=not parts.scheme)
        return fragment, self._resources.get(uri) or _Resource(Target(found, ""), uri)

    def _load(self, reference: str, uri: str, source: Source, relative: bool) -> Source:
        try:
            found = self._library.source(uri)
        except Unavailable as error:
            beside = self._beside(reference, uri, source) if relative and error.rule else None
            if beside is None:
                raise self._missing(reference, error) from None
            found = beside
        self.identities(found)
        return found

    def _beside(self, reference: str, uri: str, source: Source) -> Source | None:
        """The file that a reference relative to an `$id` names beside its own file.

        Schemas that call themselves by a web address are most often read from a folder.
        """
        local = urldefrag(absolute(source.uri, reference))[0]
        path = local_path(local)
        if local == uri or path is None or not path.is_file():
            return None
        try:
            found = self._library.source(local)
        except Unavailable:
            return None
        called = {u for u, at in self.identities(found).resources.items() if at == ""}
        if called - {uri}:
            message = f"{shown(reference)} calls itself {shown(min(called))}, not {shown(uri)}"
            raise Unresolved("id-mismatch", message, "let the two agree")
        self._resources.setdefault(uri, _Resource(Target(found, ""), uri))
        return found

    def _missing(self, reference: str, error: Unavailable) -> Unresolved:
        remedy = error.remedy
        try:
            schemas = pointer.resolve(self._library.root.value, "/components/schemas")
        except KeyError:
            schemas = None
        if not remedy and isinstance(schemas, dict) and reference in schemas:
            remedy = f"did you mean #/components/schemas/{shown(reference)}?"
        return Unresolved(error.rule, f"{shown(reference)} {error.message}", remedy or _DEFINE)

    def _anchor(self, reference: str, name: str, resource: _Resource) -> Target:
        source, at = resource.target
        anchors = self.identities(source).anchors
        if (at, name) in anchors:
            return Target(source, anchors[at, name])
        known = (known for inside, known in anchors if inside == at)
        remedy = did_you_mean(name, known) or _DEFINE
        if "/" in name:
            remedy = f"did you mean #/{shown(name)}?"
        raise Unresolved("unresolved-ref", f"{shown(reference)} does not exist", remedy)

    def _walk(self, reference: str, fragment: str, start: Target, hops: int) -> Target:
        source, at = start
        value = start.value
        for token in pointer.tokens(fragment):
            while _lacks(value, token) and (onwards := _reference_of(value)):
                hops += 1
                source, at = self._locate(onwards, source, "", hops)
                value = Target(source, at).value
            if _lacks(value, token):
                raise Unresolved(
                    "unresolved-ref",
                    f"{shown(reference)} does not exist",
                    did_you_mean(token, value if isinstance(value, dict) else ()) or _DEFINE,
                )
            value = value[token] if isinstance(value, dict) else value[int(token)]
            at = pointer.join(at, token)
        return Target(source, at)


def _reference_of(value: Any) -> str:
    found = value.get("$ref") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _lacks(value: Any, token: str) -> bool:
    if isinstance(value, dict):
        return token not in value
    if isinstance(value, list):
        return not (token.isdecimal() and token.isascii() and int(token) < len(value))
    return True
