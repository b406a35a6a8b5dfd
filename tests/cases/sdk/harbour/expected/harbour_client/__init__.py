# Generated from the contract by `tenon sdk python`. Do not edit.
"""A client of Harbour."""

from harbour_client.client import AsyncClient, Client
from harbour_client.core import File, Retries
from harbour_client.errors import ApiError

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "File",
    "Retries",
]
