# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the Unsaid operations must do."""

from typing import Any, Protocol


class UnsaidStub(Protocol):
    """Answers the Unsaid operations."""

    async def get_unsaid(self) -> Any:
        """An operation without an id or tags. get_unsaid: GET /unsaid"""
