# Generated from openapi/schemas/pages.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: pages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

SortOrder = TypeAliasType("SortOrder", Literal["asc", "desc"])
"""From the lowest to the highest (asc), or from the highest to the lowest (desc)."""


PageNumber = TypeAliasType("PageNumber", Annotated[int, Field(ge=1, le=1000000)])
"""The number of a page, counted from 1."""


PageSize = TypeAliasType("PageSize", Annotated[int, Field(ge=1, le=100)])
"""How many items make a page."""


Total = TypeAliasType("Total", Annotated[int, Field(ge=0, le=9007199254740991)])
"""How many there are."""


Cursor = TypeAliasType("Cursor", Annotated[str, Field(max_length=500, min_length=1)])
"""A place in a list, opaque and signed by the service; only one it gave is taken."""
