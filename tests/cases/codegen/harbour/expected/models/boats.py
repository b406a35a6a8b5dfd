# Generated from paths/boats.yaml, schemas/boats.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: boats."""

from __future__ import annotations

from ._internal import (
    Boat,
    BoatChanges,
    BoatDraft,
    BoatEngine,
    Kind,
    ListBoatsOkBody,
    ListBoatsQuery,
)

__all__ = [
    "Boat",
    "BoatChanges",
    "BoatDraft",
    "BoatEngine",
    "Kind",
    "ListBoatsOkBody",
    "ListBoatsQuery",
]
