# Generated from openapi/schemas/problems.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: problems."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

ErrorStatus = TypeAliasType("ErrorStatus", Annotated[int, Field(ge=400, le=599)])
"""The HTTP status code."""


class Existing(Model):
    """What is there already."""

    id: Annotated[int, Field(ge=1, le=9007199254740991)]
    """Its id."""
    href: Annotated[str, Field(max_length=2000)]
    """Where to find it."""


ErrorCode = TypeAliasType("ErrorCode", Annotated[str, Field(max_length=100)])
"""What is wrong, as one word for programs."""


ErrorMessage = TypeAliasType("ErrorMessage", Annotated[str, Field(max_length=2000)])
"""What is wrong, in words for people."""


class FieldError(Model):
    """One place where a request breaks the contract."""

    in_: Annotated[Literal["body", "path", "query", "header", "cookie"], Field(alias="in")]
    """The part of the request it is in."""
    pointer: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    """Where in the body it is (JSON Pointer, RFC 6901)."""
    name: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    """Which parameter it is."""
    message: ErrorMessage
    code: ErrorCode


class Problem(Model):
    """Why a request failed (RFC 9457)."""

    type: Annotated[str, Field(max_length=2000)]
    """What kind of problem it is; about:blank says no more than the status."""
    title: Annotated[str, Field(max_length=200)]
    """The kind of problem in words."""
    status: ErrorStatus
    detail: Annotated[str | MISSING, Field(max_length=2000)] = MISSING
    """What happened this time."""
    instance: Annotated[str | MISSING, Field(max_length=10000)] = MISSING
    """The path that was asked."""
    request_id: Annotated[str | MISSING, Field(max_length=200)] = MISSING
    """The id of the request, to quote when asking for help."""
    errors: list[FieldError] | MISSING = MISSING
    """Each place where the request breaks the contract."""
    existing: Existing | MISSING = MISSING
