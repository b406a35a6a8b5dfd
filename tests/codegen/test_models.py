"""What generated DTOs take and give back: nothing valid is refused, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from pydantic import MISSING, TypeAdapter, ValidationError

Schemas = Callable[[dict[str, Any]], ModuleType]


def built(type_: Any, value: Any) -> Any:
    return TypeAdapter(type_).validate_json(json.dumps(value), by_alias=True, by_name=False)


def dumped(type_: Any, value: Any) -> Any:
    return json.loads(TypeAdapter(type_).dump_json(value, by_alias=True, exclude_unset=True))


def there_and_back(type_: Any, value: Any) -> Any:
    return dumped(type_, built(type_, value))


def thing(**properties: Any) -> dict[str, Any]:
    return {"Thing": {"type": "object", "properties": properties}}


def test_absent_is_not_null(schemas: Schemas) -> None:
    type_ = schemas(thing(note={"type": ["string", "null"]})).Thing
    assert built(type_, {}).note is MISSING
    assert built(type_, {"note": None}).note is None
    assert there_and_back(type_, {}) == {}
    assert there_and_back(type_, {"note": None}) == {"note": None}


def test_a_default_is_given_to_who_reads_and_not_sent_back(schemas: Schemas) -> None:
    type_ = schemas(thing(status={"type": "string", "enum": ["on", "off"], "default": "on"})).Thing
    assert built(type_, {}).status == "on"
    assert there_and_back(type_, {}) == {}


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"type": "integer"}, "three"),
        ({"type": "string"}, None),
        ({"type": "string", "format": "date"}, "2020-01-01"),
        ({"enum": ["a"]}, "b"),
        ({"type": "object", "properties": {"a": {}}}, {"a": 1}),
    ],
)
def test_a_default_that_python_cannot_say_exactly_is_left_out(
    schemas: Schemas, schema: dict[str, Any], default: Any
) -> None:
    type_ = schemas(thing(value={**schema, "default": default})).Thing
    assert built(type_, {}).value is MISSING


def test_hundredths_are_decimals_in_python_and_numbers_in_json(schemas: Schemas) -> None:
    type_ = schemas(thing(price={"type": "number", "multipleOf": 0.01})).Thing
    assert built(type_, {"price": 19.99}).price == Decimal("19.99")
    assert type_(price=Decimal("0.10") + Decimal("0.20")).model_dump_json() == '{"price":0.3}'
    assert dumped(type_, type_(price=Decimal("5.00"))) == {"price": 5}
    assert type_(price=Decimal(2**60)).model_dump_json() == f'{{"price":{2**60}}}'


def test_bounded_hundredths_are_decimals_that_are_written_as_doubles(schemas: Schemas) -> None:
    price = {"type": "number", "multipleOf": 0.01, "minimum": 0, "exclusiveMaximum": 99999.99}
    type_ = schemas(thing(price=price)).Thing
    assert built(type_, {"price": 19.99}).price == Decimal("19.99")
    assert type_(price=Decimal("0.10") + Decimal("0.20")).model_dump_json() == '{"price":0.3}'
    assert dumped(type_, type_(price=Decimal("5.00"))) == {"price": 5}


def test_other_steps_stay_floats(schemas: Schemas) -> None:
    type_ = schemas(thing(half={"type": "number", "multipleOf": 0.5})).Thing
    assert built(type_, {"half": 1.5}).half == 1.5
    assert isinstance(built(type_, {"half": 1.5}).half, float)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("1998-12-31T23:59:60Z", datetime(1998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("1998-12-31t23:59:60.5z", datetime(1998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("0000-01-01T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_every_date_time_of_rfc_3339_can_be_read(
    schemas: Schemas, text: str, moment: datetime
) -> None:
    type_ = schemas(thing(at={"type": "string", "format": "date-time"})).Thing
    assert built(type_, {"at": text}).at == moment


def test_a_moment_without_an_offset_cannot_be_sent(schemas: Schemas) -> None:
    type_ = schemas(thing(at={"type": "string", "format": "date-time"})).Thing
    with pytest.raises(ValidationError):
        type_(at=datetime(2020, 1, 2))  # noqa: DTZ001
    with pytest.raises(ValidationError):
        type_(at="yesterday")


def test_days_and_uuids_are_converted(schemas: Schemas) -> None:
    type_ = schemas(
        thing(day={"type": "string", "format": "date"}, id={"type": "string", "format": "uuid"})
    ).Thing
    given = {"day": "2020-02-29", "id": "2eb8aa08-aa98-11ea-b4aa-73b441d16380"}
    made = built(type_, given)
    assert (made.day, made.id) == (date(2020, 2, 29), UUID(given["id"]))
    assert dumped(type_, made) == given
    assert built(type_, {"day": "0000-01-01"}).day == date.min


def test_what_an_open_schema_does_not_name_is_kept(schemas: Schemas) -> None:
    type_ = schemas(thing(a={"type": "string"})).Thing
    given = {"a": "x", "model_dump": 1, "b": {"c": [None]}}
    assert there_and_back(type_, given) == given


def test_a_property_is_read_by_its_own_name_only(schemas: Schemas) -> None:
    type_ = schemas(thing(**{"class": {"type": "string"}})).Thing
    given = {"class_": 5}
    assert there_and_back(type_, given) == given
    assert type_(class_="first").model_dump_json() == '{"class":"first"}'


def test_a_closed_schema_refuses_what_it_does_not_name(schemas: Schemas) -> None:
    type_ = schemas(
        {"Thing": {"type": "object", "properties": {"a": {}}, "additionalProperties": False}}
    ).Thing
    with pytest.raises(ValidationError):
        type_(b=1)


def test_pattern_properties_keep_a_closed_schema_open_enough(schemas: Schemas) -> None:
    closed = {"additionalProperties": False, "patternProperties": {"^x-": {}}}
    type_ = schemas({"Thing": {"type": "object", "properties": {"a": {}}, **closed}}).Thing
    assert there_and_back(type_, {"x-b": 1}) == {"x-b": 1}


def test_true_and_one_stay_apart(schemas: Schemas) -> None:
    type_ = schemas(thing(value={"enum": [1, True]})).Thing
    assert built(type_, {"value": 1}).value is not True
    assert built(type_, {"value": True}).value is True
    assert there_and_back(type_, {"value": 1.0}) == {"value": 1}


def test_a_whole_number_may_be_written_as_a_float(schemas: Schemas) -> None:
    type_ = schemas(thing(n={"type": "integer"})).Thing
    assert built(type_, {"n": 3.0}).n == 3


def test_a_schema_that_names_no_type_takes_what_is_no_object(schemas: Schemas) -> None:
    made = schemas(
        {
            "Loose": {"properties": {"a": {"type": "string"}}},
            "Holder": {
                "type": "object",
                "properties": {"held": {"$ref": "#/components/schemas/Loose"}},
            },
        }
    )
    assert isinstance(built(made.Holder, {"held": {"a": "x"}}).held, made.Loose)
    assert there_and_back(made.Holder, {"held": [1]}) == {"held": [1]}


def test_a_value_can_hold_itself(schemas: Schemas) -> None:
    tree = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        ]
    }
    assert there_and_back(schemas({"Tree": tree}).Tree, [["a"], "b"]) == [["a"], "b"]


def test_all_of_one_open_class_makes_a_subclass(schemas: Schemas) -> None:
    made = schemas(
        {
            "Animal": {"type": "object", "properties": {"name": {"type": "string"}}},
            "Dog": {
                "allOf": [
                    {"$ref": "#/components/schemas/Animal"},
                    {"type": "object", "properties": {"tricks": {"type": "integer"}}},
                ]
            },
        }
    )
    assert issubclass(made.Dog, made.Animal)
    assert there_and_back(made.Dog, {"name": "Rex", "tricks": 2}) == {"name": "Rex", "tricks": 2}


def test_a_one_of_is_built_as_the_alternative_that_fits(schemas: Schemas) -> None:
    kinds = {
        name: {"type": "object", "required": [side], "properties": {side: {"type": "number"}}}
        for name, side in (("Circle", "radius"), ("Square", "side"))
    }
    shape = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in kinds]}
    made = schemas({**kinds, "Shape": shape})
    assert isinstance(built(made.Shape, {"side": 2}), made.Square)
    assert isinstance(built(made.Shape, {"radius": 2}), made.Circle)


def test_what_only_travels_one_way_is_not_required_by_a_class_used_both_ways(make: Any) -> None:
    secret = {
        "type": "object",
        "required": ["id", "password"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
        },
    }
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Secret"}}}}
    operation = {
        "operationId": "swap",
        "requestBody": content,
        "responses": {"200": {"description": "", **content}},
    }
    made = make(
        {
            "openapi": "3.1.0",
            "info": {"title": "", "version": ""},
            "paths": {"/": {"post": operation}},
            "components": {"schemas": {"Secret": secret}},
        }
    )
    type_ = made.module("models.schemas").Secret
    assert there_and_back(type_, {"password": "x"}) == {"password": "x"}
    assert there_and_back(type_, {"id": 1}) == {"id": 1}
