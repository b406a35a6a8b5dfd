"""One thing in which a request or a reply breaks the contract, and the fields that tell of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tenon.contract import pointer as pointers
from tenon.finding import Severity
from tenon.runtime.headers import RawHeaders
from tenon.runtime.problem import FieldError

OWN, PRISM = b"tenon-violations", b"sl-violations"
_UNJUDGED = "not-judged"
_LONGEST = 4_096  # bytes of one field; servers and clients refuse much more than twice that


class Side(StrEnum):
    """Who broke the contract: whoever asked, or whoever answered."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, and where: `location` is body, path, query, header, cookie, security,
    status, media-type, method or length; `code` is the keyword that failed, or a word.

    `pointer` (RFC 6901) leads into the value, `name` is that of a parameter or header. Only an
    error stands in the way of what is judged; a warning is told and passed on. `status` is the
    one that a request is refused with, where there is one.
    """

    side: Side
    location: str
    code: str
    message: str
    pointer: str | None = None
    name: str | None = None
    severity: Severity = Severity.ERROR
    status: int | None = None

    @classmethod
    def of(cls, side: Side, fault: FieldError, status: int | None = None) -> Violation:
        """A fault that the gate or the judge found."""
        told = fault.document()
        return cls(
            side,
            fault.location,
            fault.code,
            told["message"],
            told.get("pointer"),
            told.get("name"),
            status=status,
        )

    @property
    def fault(self) -> FieldError:
        """As a member of a problem's `errors`."""
        return FieldError(self.location, self.message, self.code, self.pointer, self.name)

    def document(self) -> dict[str, str]:
        """As `tenon-violations` and the reports have it."""
        return {"side": self.side.value, **self.fault.document(), "severity": self.severity.value}

    def prism(self) -> dict[str, Any]:
        """As Prism's `sl-violations` has it, in which an absent member is told by its holder."""
        place = [self.side.value]
        if self.location not in ("security", "status", "media-type", "method", "length"):
            place.append(self.location)
        if self.name is not None and self.code != "required":
            place.append(self.name.lower() if self.location == "header" else self.name)
        path = pointers.tokens(self.pointer or "")
        place += path[:-1] if self.code == "required" else path
        code = self.status if self.location == "security" else self.code
        said = self.severity.value.capitalize()
        return {"location": place, "severity": said, "code": code, "message": self.message}

    def __str__(self) -> str:
        where = " ".join(filter(None, (self.name, self.pointer)))
        place = f"{self.side} {self.location}{' ' if where else ''}{where}"
        label = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{place}: {label}{self.code}: {self.message}"


def unjudged(side: Side, why: str, status: int | None = None) -> Violation:
    """The warning that a body was not judged, which is no verdict on it."""
    told = f"the body {why} and was not judged"
    return Violation(side, "body", _UNJUDGED, told, severity=Severity.WARNING, status=status)


def refused(violations: Iterable[Violation]) -> list[Violation]:
    """Those for which a proxy that fails closed refuses: errors, and what it could not judge."""
    return [v for v in violations if v.severity is Severity.ERROR or v.code == _UNJUDGED]


def fields(violations: Sequence[Violation]) -> RawHeaders:
    """The header fields that tell of violations: as many as fit, and none where there is none."""
    if not violations:
        return []
    own = _fitting(violation.document() for violation in violations)
    return [(OWN, own), (PRISM, _fitting(violation.prism() for violation in violations))]


def _fitting(documents: Iterable[Any]) -> bytes:
    """A JSON array of as many documents as fit, in ASCII: JSON escapes all else."""
    texts, size = [], 2
    for document in documents:
        text = json.dumps(document, separators=(",", ":"))
        size += len(text) + 1
        if size > _LONGEST:
            break
        texts.append(text)
    return f"[{','.join(texts)}]".encode("ascii")
