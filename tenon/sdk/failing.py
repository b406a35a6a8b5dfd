"""What is said when a package cannot be made."""

from __future__ import annotations

from tenon.finding import ContractError, Finding
from tenon.imports import ARGUMENTS


def failure(rule: str, message: str, remedy: str) -> ContractError:
    """An error that is nobody's line in a contract: a tool is missing, or fails."""
    return ContractError([Finding(ARGUMENTS, rule, message, remedy)])
