"""Decimals as they are stored: whole numbers of their smallest part, never a binary float."""

from __future__ import annotations

from decimal import Decimal


def whole(value: Decimal, places: int) -> int:
    """The value in units of its last decimal. Raises ValueError when it has more decimals."""
    scaled = value.scaleb(places)
    if scaled != (units := int(scaled)):
        raise ValueError(f"{value} has more than {places} decimals")
    return units


def decimal(units: int, places: int) -> Decimal:
    """The value of so many units of its last decimal."""
    return Decimal(units).scaleb(-places)
