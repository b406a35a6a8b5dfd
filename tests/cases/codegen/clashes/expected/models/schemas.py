# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import Model
from typing_extensions import TypeAliasType


class ClassQuery_2(Model):
    """Query parameters of class."""

    model_config = ConfigDict(
        extra="forbid",
    )
    import_: Annotated[str | MISSING, Field(alias="import")] = MISSING
    import__2: Annotated[list[str] | MISSING, Field(alias="Import")] = MISSING


class ListQuery(Model):
    """Query parameters of list."""

    model_config = ConfigDict(
        extra="forbid",
    )
    router: str | MISSING = MISSING


class Any_(Model):
    any: Annotated[str | MISSING, Field(alias="Any")] = MISSING


class Model_(Model):
    str_: Annotated[str | MISSING, Field(alias="str")] = MISSING
    int_: Annotated[int | MISSING, Field(alias="int")] = MISSING
    n: int | MISSING = MISSING


Literal_ = TypeAliasType("Literal_", Literal["a"])


class ListStub(Model):
    model: Model_ | MISSING = MISSING


class ClassQuery(Model):
    x: int | MISSING = MISSING


class PetName_2(Model):
    first: str | MISSING = MISSING


class Pet(Model):
    name: PetName_2 | MISSING = MISSING


class Pet_2(Model):
    owner: Pet | MISSING = MISSING


PetName = TypeAliasType("PetName", str)


class IoK8sPod(Model):
    kind: str | MISSING = MISSING


class Foreign(Model):
    unnamed: Annotated[str | MISSING, Field(alias="名")] = MISSING
    unnamed_2: Annotated[str | MISSING, Field(alias="前")] = MISSING


class Fields(Model):
    class_: Annotated[str, Field(alias="class")]
    model_dump_: Annotated[str, Field(alias="model_dump")]
    model_config_: Annotated[str | MISSING, Field(alias="model_config")] = MISSING
    copy_: Annotated[str | MISSING, Field(alias="copy")] = MISSING
    schema_: Annotated[str | MISSING, Field(alias="schema")] = MISSING
    foo_bar: Annotated[str | MISSING, Field(alias="fooBar")] = MISSING
    foo_bar_2: Annotated[str | MISSING, Field(alias="foo_bar")] = MISSING
    foo_bar_3: Annotated[str | MISSING, Field(alias="foo-bar")] = MISSING
    private: Annotated[str | MISSING, Field(alias="_private")] = MISSING
    init: Annotated[str | MISSING, Field(alias="__init__")] = MISSING
    unnamed: Annotated[str | MISSING, Field(alias="")] = MISSING
    n1st: Annotated[str | MISSING, Field(alias="1st")] = MISSING
    a_b: Annotated[str | MISSING, Field(alias="a.b")] = MISSING
    ref: Annotated[str | MISSING, Field(alias="$ref")] = MISSING
