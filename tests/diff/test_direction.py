"""Whom a change breaks: those who send, those who receive, or nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..tiny import body, document, operation, parameter, reply
from .pairs import answered, changes, sent, told

NAME = {"type": "string"}
CLOSED = {"type": "object", "properties": {"name": NAME}, "additionalProperties": False}
CAT = {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["tricks"], "properties": {"tricks": {"type": "array"}}}


def named(*names: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/components/schemas/{name}"} for name in names]


def test_a_wider_request_is_safe_and_a_narrower_one_breaks(tmp_path: Path) -> None:
    wide, narrow = sent({"type": ["string", "integer"]}), sent({"type": "string"})

    assert told(changes(tmp_path, narrow, wide)) == ["sending safe type-widened"]
    assert told(changes(tmp_path, wide, narrow)) == ["sending breaking type-narrowed"]


def test_a_wider_reply_breaks_and_a_narrower_one_is_safe(tmp_path: Path) -> None:
    wide, narrow = answered({"type": ["string", "integer"]}), answered({"type": "string"})

    assert told(changes(tmp_path, narrow, wide)) == ["receiving breaking type-widened"]
    assert told(changes(tmp_path, wide, narrow)) == ["receiving safe type-narrowed"]


def test_what_a_webhook_sends_is_received(tmp_path: Path) -> None:
    def hook(schema: Any) -> Any:
        born = operation("petBorn", body=body(schema), replies={"200": reply(schema)})
        return document({}, webhooks={"petBorn": {"post": born}})

    found = changes(tmp_path, hook({"type": "string"}), hook({"type": ["string", "null"]}))

    assert told(found) == ["sending safe became-nullable", "receiving breaking became-nullable"]


def test_a_property_that_only_the_service_writes_is_no_part_of_requests(tmp_path: Path) -> None:
    def pet(**id_: Any) -> Any:
        properties = {"name": NAME, **id_}
        return {"type": "object", "required": ["name", *id_], "properties": properties}

    without, with_id = pet(), pet(id={"type": "integer", "readOnly": True})

    assert changes(tmp_path, sent(without), sent(with_id)) == ()
    assert told(changes(tmp_path, answered(without), answered(with_id))) == [
        "receiving safe required-property-added"
    ]


def test_a_required_property_that_clients_have_to_write_now_breaks_requests(
    tmp_path: Path,
) -> None:
    def pet(**marks: bool) -> Any:
        owner = {"type": "string", **marks}
        return {"type": "object", "required": ["owner"], "properties": {"owner": owner}}

    assert told(changes(tmp_path, sent(pet(readOnly=True)), sent(pet()))) == [
        "sending breaking became-not-read-only"
    ]


def test_a_property_that_is_gone_is_refused_where_objects_are_closed(tmp_path: Path) -> None:
    opened = {key: value for key, value in CLOSED.items() if key != "additionalProperties"}
    more = {"properties": {"name": NAME, "age": {"type": "integer"}}}

    assert told(changes(tmp_path, sent({**CLOSED, **more}), sent(CLOSED))) == [
        "sending breaking property-removed"
    ]
    assert told(changes(tmp_path, sent({**opened, **more}), sent(opened))) == [
        "sending dangerous property-removed"
    ]


def test_an_alternative_that_another_covers_may_go(tmp_path: Path) -> None:
    base = sent({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "string"}]})
    head = sent({"anyOf": [{"type": "number"}, {"type": "string"}]})

    assert changes(tmp_path, base, head) == ()


def test_a_kind_of_object_that_is_gone_breaks_though_another_lets_it_through(
    tmp_path: Path,
) -> None:
    kinds = {"Cat": CAT, "Kitten": CAT}
    both, one = ({"anyOf": named(*names)} for names in (("Cat", "Kitten"), ("Cat",)))

    assert told(changes(tmp_path, sent(both, **kinds), sent(one, **kinds))) == [
        "sending breaking alternative-removed"
    ]
    assert told(changes(tmp_path, answered(one, **kinds), answered(both, **kinds))) == [
        "receiving safe alternative-added"
    ]


def test_a_new_kind_of_object_breaks_those_who_receive_it(tmp_path: Path) -> None:
    kinds = {"Cat": CAT, "Dog": DOG}
    one, both = ({"oneOf": named(*names)} for names in (("Cat",), ("Cat", "Dog")))

    assert told(changes(tmp_path, answered(one, **kinds), answered(both, **kinds))) == [
        "receiving breaking alternative-added"
    ]
    assert told(changes(tmp_path, sent(one, **kinds), sent(both, **kinds))) == [
        "sending safe alternative-added"
    ]


def test_alternatives_that_overlap_break_what_oneof_let_through(tmp_path: Path) -> None:
    base = sent({"oneOf": [{"type": "integer"}, {"type": "string"}]})
    head = sent({"oneOf": [{"type": "integer"}, {"type": "string"}, {"minimum": 5}]})

    assert told(changes(tmp_path, base, head)) == [
        "sending breaking schema-narrowed",
        "sending safe alternative-added",
    ]


def test_a_text_may_be_what_a_number_was(tmp_path: Path) -> None:
    def listed(schema: Any) -> Any:
        return document({"/pets": {"get": operation("list", parameter("id", "query", schema))}})

    number, text = listed({"type": "integer"}), listed({"type": "string"})

    assert told(changes(tmp_path, number, text)) == ["sending safe type-widened"]
    assert told(changes(tmp_path, text, number)) == ["sending breaking type-narrowed"]


@pytest.mark.parametrize(
    ("base", "head", "verdict"),
    [
        ({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": []}}, "safe"),
        ({"not": {"required": ["a"]}}, {"not": {"required": ["a", "b"]}}, "safe"),
        ({"minProperties": 1}, {"minProperties": 1, "not": {"required": ["a"]}}, "breaking"),
        (
            {"propertyNames": {"pattern": "^a"}},
            {"propertyNames": {"pattern": "^ab"}},
            "undecided",
        ),
    ],
)
def test_conditions_are_judged_by_proof(base: Any, head: Any, verdict: str, tmp_path: Path) -> None:
    typed = {"type": "object"}

    (change,) = changes(tmp_path, sent({**typed, **base}), sent({**typed, **head}))

    assert change.verdict == verdict


def listed(**described: Any) -> dict[str, Any]:
    """A contract with one query parameter."""
    written = {**parameter("ids", "query", True), **described}
    return document({"/pets": {"get": operation("list", written)}})


def test_a_choice_of_kinds_that_may_be_null_breaks_those_who_receive_it(tmp_path: Path) -> None:
    kinds = {"Cat": CAT, "Dog": DOG, "Pet": {"oneOf": named("Cat", "Dog")}}
    (pet,) = named("Pet")
    base, head = answered(pet, **kinds), answered({"anyOf": [pet, {"type": "null"}]}, **kinds)

    (change,) = changes(tmp_path, base, head)

    assert told((change,)) == ["receiving breaking alternative-added"]
    assert change.message == "the body may be null"


def test_null_is_refused_by_oneof_where_the_other_kind_takes_it_too(tmp_path: Path) -> None:
    maybe = {"type": ["string", "null"]}

    found = changes(tmp_path, sent(maybe), sent({"oneOf": [maybe, {"type": "null"}]}))

    assert told(found) == ["sending breaking became-not-nullable"]


def test_a_property_of_a_map_is_compared_with_what_the_map_holds(tmp_path: Path) -> None:
    words = {"type": "object", "additionalProperties": {"type": "string"}}
    count = {**words, "properties": {"count": {"type": "integer"}}}

    assert told(changes(tmp_path, sent(words), sent(count))) == [
        "sending safe optional-property-added",
        "sending breaking type-changed",
    ]


def test_what_is_described_where_anything_could_be_said_is_dangerous_to_senders(
    tmp_path: Path,
) -> None:
    anything, name = {"type": "object"}, {"type": "object", "properties": {"name": NAME}}
    asked = {"type": "object", "properties": {"id": {}}, "required": ["name"]}
    both = {**asked, "properties": {"id": {}, "name": NAME}}

    for base, head in ((anything, name), (asked, both)):
        assert told(changes(tmp_path, sent(base), sent(head))) == [
            "sending dangerous optional-property-added"
        ]
        assert told(changes(tmp_path, answered(base), answered(head))) == [
            "receiving safe optional-property-added"
        ]


def test_a_closed_object_that_becomes_a_map_is_dangerous_to_receivers(tmp_path: Path) -> None:
    opened = {**CLOSED, "additionalProperties": NAME}
    free = {"type": "object", "properties": {"name": NAME}}

    assert told(changes(tmp_path, answered(CLOSED), answered(opened))) == [
        "receiving dangerous additional-properties-opened"
    ]
    assert told(changes(tmp_path, answered(CLOSED), answered(free))) == [
        "receiving safe additional-properties-opened"
    ]


def test_what_is_described_may_come_less_often_than_it_was_promised(tmp_path: Path) -> None:
    base = answered({"type": "object", "required": ["name"]})
    head = answered({"type": "object", "properties": {"name": NAME}})

    assert told(changes(tmp_path, base, head)) == [
        "receiving safe optional-property-added",
        "receiving breaking property-became-optional",
    ]


def test_what_another_part_names_is_one_of_the_others_to_a_part(tmp_path: Path) -> None:
    ref, kinds = named("Cat")[0], {"Cat": CAT}
    narrowed = {**ref, "additionalProperties": {"type": "string"}}

    (change,) = changes(tmp_path, sent(ref, **kinds), sent(narrowed, **kinds))

    assert (change.verdict, change.message) == ("breaking", "Cat.lives is nothing, was integer")


def test_what_oneof_refused_as_two_kinds_may_be_received_as_one(tmp_path: Path) -> None:
    both = {"oneOf": [{"type": "integer"}, {"minimum": 5}]}
    one = {"oneOf": [{"type": "integer"}, {"type": "string", "minimum": 5}]}

    found = changes(tmp_path, answered(both), answered(one))

    assert "receiving breaking schema-widened" in told(found)


def test_a_pattern_makes_an_exception_in_a_closed_object(tmp_path: Path) -> None:
    closed = {"type": "object", "additionalProperties": False}
    some = {**closed, "patternProperties": {"^x": {"type": "string"}}}

    assert told(changes(tmp_path, answered(closed), answered(some))) == [
        "receiving breaking schema-widened"
    ]


def test_a_list_that_may_be_a_text_is_read_in_another_way(tmp_path: Path) -> None:
    numbers: dict[str, Any] = {"type": "array", "items": {"type": "integer"}}
    base = listed(schema=numbers, explode=False)
    head = listed(schema={"anyOf": [numbers, {"type": "string"}]}, explode=False)

    found = changes(tmp_path, base, head)

    assert told(found) == [
        "sending breaking parameter-style-changed",
        "sending safe alternative-added",
    ]
    assert found[0].message == "the query parameter ids is read as one text, was a list"


def test_a_plain_value_has_no_members_to_send(tmp_path: Path) -> None:
    plain = {"type": "integer"}
    base, head = listed(schema=plain), listed(schema=plain, style="deepObject", explode=True)

    assert told(changes(tmp_path, base, head)) == ["sending breaking parameter-style-changed"]


def test_a_change_of_a_shared_schema_is_told_once_with_all_operations(tmp_path: Path) -> None:
    def pets(name: Any) -> Any:
        ref = {"$ref": "#/components/schemas/Pet"}
        paths = {f"/{p}": {"get": operation(p, replies={"200": reply(ref)})} for p in "abc"}
        return document(paths, {"Pet": {"type": "object", "properties": {"name": name}}})

    (change,) = changes(tmp_path, pets({"type": "string"}), pets({"type": "integer"}))

    assert change.operations == ("GET /a", "GET /b", "GET /c")
    assert change.operation == "GET /a"
