"""Prices: decimals outside, whole cents inside, never a binary float."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


def cents(price: Decimal) -> int:
    """The price in cents. Raises ValueError when it has more than two decimals."""
    scaled = price * 100
    if scaled != (whole := int(scaled)):
        raise ValueError(f"{price} has more than two decimals")
    return whole


def cents_at_least(price: Decimal) -> int:
    """The least number of whole cents that is not below the price."""
    return int((price * 100).to_integral_value(ROUND_CEILING))


def cents_at_most(price: Decimal) -> int:
    """The greatest number of whole cents that is not above the price."""
    return int((price * 100).to_integral_value(ROUND_FLOOR))


def price(whole: int) -> Decimal:
    """The price of so many cents, with two decimals."""
    return Decimal(whole).scaleb(-2)
