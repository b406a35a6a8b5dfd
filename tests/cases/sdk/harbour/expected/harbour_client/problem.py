# Generated from the contract by `tenon sdk python`. Do not edit.
"""What an error reply holds."""

from harbour_client.models.schemas import Problem
from typing_extensions import TypeAliasType

problem = TypeAliasType("problem", Problem)
