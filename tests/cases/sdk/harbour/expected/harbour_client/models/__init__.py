# Generated from the contract by `tenon sdk python`. Do not edit.
"""Every DTO of the contract, and every type that it names."""

from harbour_client.models.schemas import KeepLogBody, ListShipsOkBody, Problem, Ship

__all__ = [
    "KeepLogBody",
    "ListShipsOkBody",
    "Problem",
    "Ship",
]
