"""Schemas that name their parts: they are kept as they are, with all that they refer to.

JSON Schema 2020-12 core, section 9.3 (compound documents).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urlsplit

from tenon.document.bundle import Bundler
from tenon.document.identity import absolute, own_id, references
from tenon.document.reference import KNOWN, Target, Unresolved
from tenon.document.unit import Unit
from tenon.document.wording import shown

# The dialects of OpenAPI are JSON Schema 2020-12 with words that judge nothing.
OPENAPI_DIALECT = "https://spec.openapis.org/oas/3."


def keep(bundler: Bundler, unit: Unit, at: Target, value: Any, given: str = "") -> Any:
    """A schema with an `$id`, or one that is `given` one, as it stands in a source.

    What it refers to is embedded too, so that its references need no change.
    """
    library = bundler.library
    if not isinstance(value, dict):
        value = {} if value is True else {"not": {}}
    base = given if given and library.public(at.source.uri) != given else at.source.uri
    if str(value.get("$schema")).startswith(OPENAPI_DIALECT):
        value = {key: item for key, item in value.items() if key != "$schema"}
    for reference, inside, where in references(value, base, at.pointer):
        if not KNOWN.fullmatch(urldefrag(absolute(inside, reference))[0]):
            embed(bundler, unit, reference, inside, Target(at.source, where))
    if at.source is library.root:
        return value
    own = own_id(value)
    written = absolute(base, own)
    identifier = (own if urlsplit(own).scheme else library.public(written)) if own else given
    return {"$id": identifier, **value, **({"$id": identifier} if own else {})}


def embed(bundler: Bundler, unit: Unit, reference: str, base: str, at: Target) -> None:
    """Makes sure that what a resource refers to is in the bundle, by its URI."""
    try:
        target = bundler.resolver.locate(reference, at.source, base)
    except Unresolved as error:
        if error.rule:
            bundler.note(at, error.rule, error.message, error.remedy)
        return
    if bundler.holds(target, unit) or target.source is bundler.library.root:
        return
    uri = bundler.library.public(urldefrag(absolute(base, reference))[0])
    known = bundler.want_resource(target, uri)
    if known != uri:
        message = f"{shown(uri)} calls itself {shown(known)}"
        bundler.note(at, "id-mismatch", message, "refer to it by the name it has")
