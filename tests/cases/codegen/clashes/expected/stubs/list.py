# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What a handler of the List operations must do."""

import builtins
from typing import Protocol

from expected.models.schemas import ClassQuery_2, ListQuery


class ListStub_2(Protocol):
    """Answers the List operations."""

    async def class_(self, query: ClassQuery_2, *, self_: str | None = None) -> builtins.list[str]:
        """class: GET /class"""

    async def list(
        self, list: str, query_2: int, query: ListQuery
    ) -> dict[str, builtins.list[int]]:
        """list: GET /list/{list}/{query}"""

    async def router(self) -> None:
        """router: GET /router"""
