"""Parameters as two Go libraries write and read them, sent to a served operation.

`want` and `schema` in kin-openapi's rows are Go: a handful of forms, read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tenon.runtime.service import Service
from tests.tiny import SHARED, Answer, ask, contract, operation, reply

FOLDER = SHARED / "suites" / "parameters"
pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the suites stand beside the repository only"
)
Row = Mapping[str, Any]


def rows(name: str) -> list[Any]:
    path = FOLDER / name
    return json.loads(path.read_bytes()) if path.exists() else []


async def ask_with(
    name: str, location: str, schema: Any, sent: Mapping[str, str], **style: Any
) -> Answer:
    """The answer to a request with one parameter: its value, as the handler got it."""

    async def tell(accept: str, **values: Any) -> Any:
        return values.get("query", values)

    raw = {"name": name, "in": location, "schema": schema, "required": location == "path", **style}
    path = f"/{{{name}}}" if location == "path" else "/x"
    found = operation("op", raw, replies={"200": reply(True)})
    service = Service(contract({path: {"get": found}}), {"op": tell})
    target = sent.get("path", "/x") + ("?" + sent["query"] if sent.get("query") else "")
    headers = {key: sent[key] for key in sent.keys() - {"path", "query"}}
    return await ask(service, "GET", target.replace(" ", "%20"), headers=headers)


# kin-openapi: openapi3filter, TestDecodeParameter

OBJECT = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
SCALARS = {name: {"type": name} for name in ("string", "integer", "number", "boolean")}
SCHEMAS: dict[str, Any] = {
    **{f"{name}Schema": schema for name, schema in SCALARS.items()},
    **{f"arrayOf({name}Schema)": {"type": "array", "items": s} for name, s in SCALARS.items()},
    "stringArraySchema": {"type": "array", "items": {"type": "string"}},
    "objectSchema": OBJECT,
    "allofSchema": {"allOf": [SCALARS["integer"], SCALARS["number"]]},
    "anyofSchema": {"anyOf": [SCALARS["integer"], SCALARS["string"]]},
    "oneofSchema": {"oneOf": [SCALARS["boolean"], SCALARS["integer"]]},
}
KIN = rows("kin_decode_param.json")
# Rows whose schema was cut off after `objectOf(`: their names say what it was.
CUT_OFF = 14
# Rows that want nothing (`nil`) and an error at once: the parameter is absent, and optional.
ABSENT = ("no param, for arrays", "missing param, for arrays")


def schema_of(row: Row) -> Any:
    if not row["schema"].endswith("("):
        return SCHEMAS[row["schema"]]
    if row["name"].startswith("deepObject"):
        item = "string" if "missing" in row["name"] else "integer"
        return {"type": "object", "properties": {"items": SCHEMAS[f"arrayOf({item}Schema)"]}}
    _, kind, _ = row["name"].split()  # invalid integer prop
    return {"type": "object", "properties": {"foo": SCALARS[kind]}}


def value_of(go: str) -> Any:
    """The value of a Go expression: a literal, a conversion, a slice or a map."""
    if go in ("nil", "true", "false"):
        return {"nil": None, "true": True, "false": False}[go]
    text = re.sub(r"\b(?:int64|float64)\(([^()]*)\)", r"\1", go)
    text = re.sub(r"\[\]any\{([^{}]*)\}", r"[\1]", text)
    return json.loads(text.replace("map[string]any", ""))


def sent_by(row: Row) -> dict[str, str]:
    sent = {key: json.loads(row[key]) for key in ("path", "query") if row[key] is not None}
    for key in ("header", "cookie"):
        if row[key] is not None:
            name, _, value = json.loads(row[key]).partition(":")
            sent |= {name: value} if key == "header" else {"Cookie": f"{name}={value}"}
    return sent


def name_of(row: Row) -> str:
    return "X-Param" if row["in"] in ("header", "cookie") else "param"


def style_of(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("style", "explode") if row[key] is not None}


def test_the_kin_rows_are_all_here() -> None:
    assert len(KIN) == 129
    assert sum(row["schema"].endswith("(") for row in KIN) == CUT_OFF
    contradictory = [row["name"] for row in KIN if row["want"] is not None and row["err"]]
    assert contradictory == list(ABSENT)


@pytest.mark.parametrize("row", [r for r in KIN if r["err"] and r["name"] not in ABSENT],
                         ids=lambda row: f"{row['in']} {row['name']}")  # fmt: skip
async def test_what_kin_refuses_is_refused(row: Row) -> None:
    answer = await ask_with(name_of(row), row["in"], schema_of(row), sent_by(row), **style_of(row))
    assert answer.status in (400, 422)
    assert all(error["name"] == name_of(row) for error in answer.json["errors"])


@pytest.mark.parametrize("row", [r for r in KIN if r["want"] not in (None, "nil")],
                         ids=lambda row: f"{row['in']} {row['name']}")  # fmt: skip
async def test_what_kin_decodes_is_decoded(row: Row) -> None:
    answer = await ask_with(name_of(row), row["in"], schema_of(row), sent_by(row), **style_of(row))
    assert answer.status == 200, answer
    assert list(answer.json.values()) == [value_of(row["want"])]


@pytest.mark.parametrize("row", [r for r in KIN if r["want"] == "nil" and not r["err"]],
                         ids=lambda row: f"{row['in']} {row['name']}")  # fmt: skip
async def test_what_kin_leaves_without_a_value_the_schema_refuses(row: Row) -> None:
    """An empty number, or a text that is neither boolean nor integer: kin judges it later."""
    answer = await ask_with(name_of(row), row["in"], schema_of(row), sent_by(row))
    assert answer.status == 422


async def test_an_absent_array_is_absent_and_an_unknown_parameter_refused() -> None:
    absent, unknown = (row for row in KIN if row["name"] in ABSENT)
    answer = await ask_with("param", "query", schema_of(absent), sent_by(absent))
    assert (answer.status, answer.json) == (200, {})
    answer = await ask_with("param", "query", schema_of(unknown), sent_by(unknown))
    assert (answer.status, answer.codes) == (422, ["unknown"])


# oapi-codegen/runtime: StyleParam. Styled text, decoded back to the value it was made of.

STYLED = rows("runtime_style_param.json")
PERSON = {"firstName": "Alex", "role": "admin"}
TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"firstName": TEXT, "role": TEXT}}
FIELDS = ("date_field", "time_field", "uuid_field")
KINDS: dict[str, tuple[Any, Any]] = {
    "primitive": ({"type": "integer"}, 5),
    "primitiveString": (TEXT, "123"),
    "primitiveStringWithReservedChar": (TEXT, "123;456"),
    "array": ({"type": "array", "items": {"type": "integer"}}, [3, 4, 5]),
    "object": (NAMED, PERSON),
    "dict": ({"type": "object", "additionalProperties": TEXT}, PERSON),
    "timestamp": ({**TEXT, "format": "date-time"}, "2020-01-01T22:00:00+02:00"),
    "date": ({**TEXT, "format": "date"}, "2020-01-01"),
    "aUUID": ({**TEXT, "format": "uuid"}, "baa07328-452e-40bd-aa2e-fa823ec13605"),
    "object2": (NAMED, PERSON),
    "object3": (
        {"type": "object", "properties": dict.fromkeys(FIELDS, TEXT)},
        dict(
            zip(
                FIELDS,
                ("1996-03-19", "1996-03-19T00:00:00Z", "baa07328-452e-40bd-aa2e-fa823ec13605"),
                strict=True,
            )
        ),
    ),
    "timeVal": ({**TEXT, "format": "date-time"}, "1996-03-19T00:00:00Z"),
    "uuidD": ({**TEXT, "format": "uuid"}, "972beb41-e5ea-4b31-a79a-96f4999d8769"),
}
IN_PATH = ("simple", "label", "matrix")


def test_the_styled_rows_are_all_here() -> None:
    """Rows that say `Error` are styles that no such value can be written in: no text to read."""
    assert len(STYLED) == 106
    assert all((row[5] == "Error") == (row[6] == "") for row in STYLED)
    assert sum(row[5] == "Error" for row in STYLED) == 34


@pytest.mark.parametrize("row", [r for r in STYLED if r[5] == "NoError"],
                         ids=lambda row: f"{row[0]} {row[1]} {row[4]} {row[6]}")  # fmt: skip
async def test_styled_text_is_read_back(row: list[str]) -> None:
    style, explode, name, _, kind, _, text = row
    schema, value = KINDS[kind]
    if text == "firstName,Alex":  # the same object without its optional member
        value = {"firstName": "Alex"}
    sent = {"path": "/" + text} if style in IN_PATH else {"query": text}
    location = "path" if style in IN_PATH else "query"
    answer = await ask_with(name, location, schema, sent, style=style, explode=explode == "true")
    assert (answer.status, answer.json) == (200, {"id": value})
