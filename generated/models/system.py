# Generated from openapi/schemas/system.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: system."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .problems import Problem


class Health(Model):
    """That the service is alive."""

    status: Literal["ok"]
    """Always ok; a service that is not alive does not answer."""


class Version(Model):
    """What is running."""

    name: Annotated[str, Field(max_length=100)]
    """The name of the API."""
    version: Annotated[str, Field(max_length=50)]
    """The version of its contract."""


class Docs(Model):
    """Where to read the contract, and pages made from it."""

    openapi: Annotated[str, Field(max_length=2000)]
    """The contract itself, as JSON."""
    swagger_ui: Annotated[str, Field(max_length=2000)]
    """A page to read the operations and try them."""
    reference: Annotated[str, Field(max_length=2000)]
    """A page to read the contract from start to end."""


class Check(Model):
    """One thing that the service needs."""

    name: Literal["database", "queue", "broker"]
    """What it is."""
    state: Literal["up", "down"]
    """Whether it answers."""
    ms: float
    """How many milliseconds it took to answer, or to be given up."""


class Root(Model):
    """What this service is and where to read about it."""

    name: Annotated[str, Field(max_length=100)]
    """The name of the API."""
    version: Annotated[str, Field(max_length=50)]
    """The version of its contract."""
    docs: Docs


Checks = TypeAliasType("Checks", list[Check])
"""What the service needs, each with its state."""


class Readiness(Model):
    """That the service is ready, and how long each thing that it needs took to answer."""

    status: Literal["ready"]
    """Always ready; a service that is not answers 503."""
    checks: Checks


class NotReady(Problem):
    """Why the service is not ready (RFC 9457)."""

    checks: Checks
