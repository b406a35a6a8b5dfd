# Generated from openapi/schemas/system.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: system."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from tenon.runtime.model import BoundedDecimal, DateTime, Model


class Health(Model):
    """How the service is."""

    status: Literal["ok"]
    """Always ok; a service that is not well answers 503."""


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


class Root(Model):
    """What this service is and where to read about it."""

    name: Annotated[str, Field(max_length=100)]
    """The name of the API."""
    version: Annotated[str, Field(max_length=50)]
    """The version of its contract."""
    docs: Docs
