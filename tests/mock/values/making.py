"""Values for tiny schemas: what is made, and whether the judge of the runtime admits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.mock.values import Made, Values
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge

Json = Any
KEYS = [f"key{number}" for number in range(12)]


class Making:
    """One schema, with others that it may refer to as `#/components/schemas/<name>`."""

    def __init__(
        self,
        schema: Json,
        schemas: Mapping[str, Json] | None = None,
        *,
        formats: Mapping[str, Format] | None = None,
        direction: Direction | None = Direction.REPLY,
        **settings: Any,
    ) -> None:
        document = {"components": {"schemas": dict(schemas or {})}, "tried": schema}
        found = Schemas(document)
        self.schema = Schema("/tried", schema)
        self.judge = Judge(found, formats)
        self.values = Values(found, self.judge, formats, **settings)
        self.direction = direction

    def made(self, key: str = "key", **how: Any) -> Made:
        return self.values.made(self.schema, key, direction=self.direction, **how)

    def fitted(self, given: Json, key: str = "key", **how: Any) -> Made:
        return self.values.fitted(self.schema, given, key, direction=self.direction, **how)

    def valid(self, value: Json) -> bool:
        return self.judge.validator(self.schema, self.direction).is_valid(value)

    def faults(self) -> list[Json]:
        """What is not valid, or said to be faulty, of many values, plain and varied."""
        every = [self.made(key, varied=varied) for key in KEYS for varied in (False, True)]
        return [one for one in every if one.fault or not self.valid(one.value)]


def made(schema: Json, schemas: Mapping[str, Json] | None = None, **how: Any) -> Json:
    """A value that was made without a fault."""
    found = Making(schema, schemas).made(**how)
    assert found.fault == ""
    return found.value


def every(schema: Json, schemas: Mapping[str, Json] | None = None) -> list[Json]:
    """Many values, plain and varied."""
    making = Making(schema, schemas)
    return [making.made(key, varied=varied).value for key in KEYS for varied in (False, True)]
