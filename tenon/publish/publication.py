"""The bundle of a contract as others are to have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tenon.document import Bundle
from tenon.document.validity import Fault
from tenon.finding import ContractError, Finding, errors
from tenon.publish.draft import Draft


@dataclass(frozen=True)
class Publication:
    """A document, and what had to be left unsaid in it."""

    document: dict[str, Any]
    findings: tuple[Finding, ...]


def publish(
    bundle: Bundle, *, public: bool = False, dereference: bool = False, openapi: str = "3.1"
) -> Publication:
    """A document made from a bundle, which stays as it is.

    `public` leaves out what is `x-internal` and what only it uses; `dereference` replaces each
    `$ref` by what it refers to, where that does not lead back to itself; `openapi` "3.0" says all
    that in OpenAPI 3.0.4. Raises ContractError where that cannot be done.
    """
    draft = Draft(bundle.document)
    try:
        document = _rewritten(draft, public, dereference, openapi)
    except RecursionError:
        draft.say("", "too-deep", "references and nesting together go too deep", "nest less")
        raise ContractError(_findings(bundle, draft.faults)) from None
    findings = _findings(bundle, draft.faults)
    if wrong := errors(findings):
        raise ContractError(wrong)
    return Publication(document, findings)


def _rewritten(draft: Draft, public: bool, dereference: bool, openapi: str) -> dict[str, Any]:
    if public:
        from tenon.publish.public import keep_public

        keep_public(draft)
    if dereference or openapi == "3.0":
        from tenon.publish.settling import settle

        settle(draft)
    if dereference:
        from tenon.publish.dereference import dereferenced

        draft.document = dereferenced(draft)
    if openapi == "3.0":
        from tenon.publish.lower_30 import lower_30

        return lower_30(draft)
    return draft.document


def _findings(bundle: Bundle, faults: Iterable[Fault]) -> tuple[Finding, ...]:
    """Findings by the places of the author's files, each once, in the order of the files."""
    order = {str(path): index for index, path in enumerate(bundle.files)}
    found = [
        Finding(bundle.places[f.pointer], f.rule, f.message, f.remedy, f.severity) for f in faults
    ]
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda f: (order.get(f.place.file, len(order)), f.place, f.rule, f.message),
        )
    )
