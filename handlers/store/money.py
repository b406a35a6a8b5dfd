"""Prices: decimals outside, whole cents inside, never a binary float."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from handlers.store.decimals import decimal, whole


def cents(price: Decimal) -> int:
    """The price in cents. Raises ValueError when it has more than two decimals."""
    return whole(price, 2)


def cents_at_least(price: Decimal) -> int:
    """The least number of whole cents that is not below the price."""
    return int((price * 100).to_integral_value(ROUND_CEILING))


def cents_at_most(price: Decimal) -> int:
    """The greatest number of whole cents that is not above the price."""
    return int((price * 100).to_integral_value(ROUND_FLOOR))


def percent(part: int, whole: int) -> float | None:
    """The part as a share of the whole in per cent, to two decimals, half away from zero.

    None where the whole is zero.
    """
    if whole == 0:
        return None
    share = Decimal(100 * part) / Decimal(whole)
    return float(share.quantize(Decimal("0.01"), ROUND_HALF_UP))


def price(units: int) -> Decimal:
    """The price of so many cents, with two decimals."""
    return decimal(units, 2)
