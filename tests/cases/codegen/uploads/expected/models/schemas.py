# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from tenon.runtime.model import Model


class PartStream_(Model):
    """A schema of a name that generated code uses."""

    id: int
