# Generated from schemas/people.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: people."""

from __future__ import annotations

from ._internal import Person, Sailor

__all__ = ["Person", "Sailor"]
