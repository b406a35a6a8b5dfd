"""Schemas cut out of a contract mean what they mean in it."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas

Json = Any


def cut(
    schema: Json, direction: Direction | None = None, document: Json = None, **schemas: Json
) -> Json:
    """The schema, standing alone, of a document with some components."""
    document = document or {"components": {"schemas": schemas}}
    return Schemas(document).standalone(Schema("/schema", schema), direction)


def verdicts(standalone: Json, *instances: Json) -> list[bool]:
    validator = jsonschema_rs.Draft202012Validator(standalone, offline=True)
    return [validator.is_valid(instance) for instance in instances]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_schema_without_references_stays_as_it_is() -> None:
    assert cut({"type": "integer", "x-note": 1}) == {"type": "integer", "x-note": 1}


@pytest.mark.parametrize(("schema", "valid"), [(True, True), (False, False)])
def test_boolean_schemas_become_objects(schema: bool, valid: bool) -> None:
    assert verdicts(cut(schema), 1) == [valid]


def test_only_what_a_schema_reaches_comes_with_it() -> None:
    found = cut(ref("A"), A={"items": ref("B")}, B={"type": "string"}, C={"type": "null"})
    assert len(found["$defs"]) == 2
    assert verdicts(found, ["x"], [1]) == [True, False]


def test_the_document_is_not_changed() -> None:
    document = {"components": {"schemas": {"A": {"properties": {"b": {"readOnly": True}}}}}}
    cut(ref("A"), Direction.REQUEST, document)
    assert document == {"components": {"schemas": {"A": {"properties": {"b": {"readOnly": True}}}}}}


def test_a_recursive_schema_refers_to_itself() -> None:
    tree = {"type": "object", "properties": {"kids": {"items": ref("T")}}, "required": ["kids"]}
    leaf: Json = {"kids": []}
    assert verdicts(cut(ref("T"), T=tree), {"kids": [leaf]}, {"kids": [{}]}) == [True, False]


def test_schemas_may_refer_to_each_other_in_turn() -> None:
    found = cut(
        ref("A"), A={"items": ref("B")}, B={"type": "object", "properties": {"a": ref("A")}}
    )
    assert verdicts(found, [{"a": [{}]}], [{"a": [1]}]) == [True, False]


@pytest.mark.parametrize("name", ["a b", "a/b", "a~b", "50%", "ü", 'a"b', "a.b"])
def test_names_of_any_text_are_reached(name: str) -> None:
    fragment = name.replace("~", "~0").replace("/", "~1").replace("%", "%25").replace(" ", "%20")
    named: dict[str, Json] = {name: {"type": "integer"}}
    found = cut({"$ref": f"#/components/schemas/{fragment}"}, **named)
    assert verdicts(found, 1, "x") == [True, False]


def test_a_pointer_may_lead_anywhere_in_the_document() -> None:
    document = {"paths": {"/a": {"get": {"responses": {"200": {"schema": {"type": "null"}}}}}}}
    found = cut({"$ref": "#/paths/~1a/get/responses/200/schema"}, None, document)
    assert verdicts(found, None, 1) == [True, False]


def test_words_that_look_like_references_are_left_alone() -> None:
    schema = {"properties": {"$ref": {"type": "string"}}, "const": {"$ref": "#/nope"},
              "enum": [{"$ref": "#/nope"}], "examples": [{"$ref": "#/nope"}]}  # fmt: skip
    assert cut(schema) == schema


def test_what_stands_beside_a_reference_counts() -> None:
    found = cut({**ref("A"), "maximum": 5}, A={"type": "integer"})
    assert verdicts(found, 5, 6, "x") == [True, False, False]


@pytest.mark.parametrize("reference", ["#/components/schemas/Nope", "#nope"])
def test_a_reference_into_nowhere_is_a_key_error(reference: str) -> None:
    with pytest.raises(KeyError):
        cut({"properties": {"a": {"$ref": reference}}})


def test_anchors_of_the_document_are_found() -> None:
    found = cut({"items": {"$ref": "#node"}}, A={"$anchor": "node", "type": "integer"})
    assert verdicts(found, [1], ["x"]) == [True, False]


def test_a_schema_may_be_its_own_anchor() -> None:
    node = {"$anchor": "node", "type": "object", "properties": {"next": {"$ref": "#node"}}}
    assert verdicts(cut(ref("N"), N=node), {"next": {}}, {"next": 1}) == [True, False]


def test_an_embedded_resource_keeps_its_own_references() -> None:
    inner = {"$id": "https://a.test/s", "$defs": {"n": {"type": "integer"}},
             "items": {"$ref": "#/$defs/n"}}  # fmt: skip
    found = cut({"properties": {"a": {"$ref": "https://a.test/s"}}}, Inner=inner)
    assert verdicts(found, {"a": [1]}, {"a": ["x"]}) == [True, False]


def test_an_embedded_resource_may_itself_be_the_schema() -> None:
    inner = {"$id": "https://a.test/s", "items": {"$ref": "t"}}
    other = {"$id": "https://a.test/t", "type": "integer"}
    assert verdicts(cut(ref("I"), I=inner, O=other), [1], ["x"]) == [True, False]


def test_dynamic_references_reach_the_outermost_anchor() -> None:
    tree = {"$id": "https://a.test/tree", "$dynamicAnchor": "node", "type": "object",
            "properties": {"kids": {"items": {"$dynamicRef": "#node"}}}}  # fmt: skip
    strict = {"$id": "https://a.test/strict", "$dynamicAnchor": "node", "$ref": "tree",
              "unevaluatedProperties": False}  # fmt: skip
    found = cut(ref("Strict"), Tree=tree, Strict=strict)
    assert verdicts(found, {"kids": [{}]}, {"kids": [{"x": 1}]}) == [True, False]
    assert verdicts(cut(ref("Tree"), Tree=tree, Strict=strict), {"kids": [{"x": 1}]}) == [True]


USER = {
    "type": "object",
    "required": ["id", "name", "secret"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
    },
}
SENT, SHOWN = {"name": "a", "secret": "b"}, {"id": 1, "name": "a"}


def test_read_only_properties_neither_need_nor_may_be_sent() -> None:
    found = cut(ref("U"), Direction.REQUEST, U=USER)
    assert verdicts(found, SENT, SHOWN, {**SENT, "id": 1}, {"secret": "b"}) == [
        True, False, False, False,
    ]  # fmt: skip


def test_write_only_properties_neither_need_nor_may_be_answered() -> None:
    found = cut(ref("U"), Direction.REPLY, U=USER)
    assert verdicts(found, SHOWN, SENT, {**SHOWN, "secret": "b"}) == [True, False, False]


def test_a_schema_without_direction_asks_for_both() -> None:
    assert verdicts(cut(ref("U"), U=USER), {**SENT, **SHOWN}, SENT, SHOWN) == [True, False, False]


def test_direction_holds_in_lists_and_in_recursion() -> None:
    node = {"properties": {"id": {"readOnly": True}, "kids": {"items": ref("N")}}}
    found = cut({"items": ref("N")}, Direction.REQUEST, N=node)
    assert verdicts(found, [{"kids": [{}]}], [{"kids": [{"id": 1}]}]) == [True, False]


def test_read_only_may_stand_behind_a_reference_or_beside_it() -> None:
    text = {**ref("Text"), "readOnly": True}
    schema = {"required": ["a", "b"], "properties": {"a": ref("Id"), "b": text}}
    found = cut(schema, Direction.REQUEST, Id={"readOnly": True}, Text={"type": "string"})
    assert verdicts(found, {}, {"a": 1}, {"b": ""}) == [True, False, False]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [ref("Base"), {"required": ["id"]}]},
        {"allOf": [{"required": ["id"]}, {"allOf": [ref("Base")]}]},
        {**ref("Base"), "required": ["id"]},
        {"allOf": [ref("Needs"), {"properties": {"id": {"readOnly": True}}}]},
        {**ref("Needs"), "properties": {"id": {"readOnly": True}}},
        {"allOf": [ref("Base")], "anyOf": [ref("Needs"), {"required": ["id"]}]},
        {"allOf": [ref("Base")], "if": {"required": ["name"]}, "then": ref("Needs")},
        {"allOf": [ref("Base")], "dependentSchemas": {"name": {"required": ["id"]}}},
        {"allOf": [ref("Base")], "dependentRequired": {"name": ["id"]}},
    ],
)
def test_read_only_holds_across_everything_a_schema_is_composed_of(schema: Json) -> None:
    base = {"properties": {"id": {"readOnly": True}}, "required": ["id"]}
    needs = {"required": ["id"], "type": "object"}
    found = cut(schema, Direction.REQUEST, Base=base, Needs=needs)
    assert verdicts(found, {"name": ""}, {"name": "", "id": 1}) == [True, False]


def test_a_shared_schema_still_asks_where_nothing_is_hidden() -> None:
    needs = {"required": ["id"]}
    hides = {"allOf": [ref("Needs"), {"properties": {"id": {"readOnly": True}}}]}
    both = {"properties": {"a": ref("Hides"), "b": ref("Needs")}}
    found = cut(both, Direction.REQUEST, Needs=needs, Hides=hides)
    assert verdicts(found, {"a": {}, "b": {"id": 1}}, {"b": {}}, {"a": {"id": 1}}) == [
        True, False, False,
    ]  # fmt: skip


def test_a_condition_keeps_its_meaning() -> None:
    schema = {"properties": {"id": {"readOnly": True}}, "not": {"required": ["id", "x"]}}
    assert cut(schema, Direction.REQUEST)["not"] == {"required": ["id", "x"]}


def test_compositions_that_come_back_to_themselves_end() -> None:
    circle = {"allOf": [ref("A"), {"properties": {"id": {"readOnly": True}}}]}
    assert cut(ref("A"), Direction.REQUEST, A=circle)["$defs"]
