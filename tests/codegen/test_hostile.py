"""No text of a contract becomes code."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tenon.codegen import generate
from tenon.codegen.audit import AuditError, audit
from tenon.contract import Contract

TEXTS = [
    '"""\nimport os; os.system("false")\n"""',
    "'''\nraise SystemExit\n'''",
    "\\",
    '\\"""',
    'ends in a quote"',
    "\n\n\nraise SystemExit",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "'; import os; x = '",
    "\u2028raise SystemExit\u2029\x85\x0b\x0c\x1c",
    "\x00\x01\x7f",
    "\ud800",
    "f'{__import__(\"os\")}'",
    "# type: ignore\nraise SystemExit",
    "$ref",
    "customTypePath",
    "名前 \N{GRINNING FACE}",
    "",
]


def hostile(text: str) -> dict[str, Any]:
    """A document that says the text wherever a document may say anything."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "properties": {
            text: {"type": "string", "description": text, "default": text, "pattern": text},
            "choice": {"enum": [text, "b"], "default": text},
            "constant": {"const": text},
            "map": {"type": "object", "additionalProperties": {"enum": [text]}},
            "list": {"type": "array", "items": {"enum": [text]}, "default": [text]},
            "inline": {"type": "object", "title": text, "properties": {text: {"format": text}}},
            "path": {"type": "string", "customTypePath": "os.system", "x-python-type": text},
        },
        "customBasePath": "os.path",
        "discriminator": {"propertyName": text, "mapping": {text: text}},
    }
    reference = {"$ref": "#/components/schemas/Hostile"}
    content = {"application/json": {"schema": reference}, text: {"schema": {"type": "string"}}}
    operation = {
        "operationId": text,
        "summary": text,
        "description": text,
        "tags": [text],
        "parameters": [
            {"name": text, "in": "query", "description": text, "schema": {"default": text}},
            {"name": text, "in": "header", "schema": {"enum": [text]}},
            {"name": text, "in": "path", "required": True, "schema": {"const": text}},
        ],
        "requestBody": {"description": text, "content": content},
        "responses": {
            "200": {
                "description": text,
                "headers": {text: {"description": text}},
                "content": content,
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "paths": {f"/{{{text}}}": {"post": operation}},
        "components": {"schemas": {"Hostile": schema, text: {"enum": [text], "description": text}}},
    }


@pytest.mark.parametrize("text", TEXTS, ids=itertools.count())
def test_hostile_text_stays_text(text: str, make: Callable[[dict[str, Any]], Any]) -> None:
    made = make(hostile(text))
    for path, source in made.files.items():
        if path.endswith(".py"):
            made.module(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
            ast.parse(source)
    type_ = made.module("models.schemas").Hostile
    if text != "\ud800":
        given = {text: text, "choice": text, "constant": text, "list": [text]}
        assert type_.model_validate(given, by_alias=True, by_name=False).choice == text


def test_the_file_names_of_a_contract_stay_on_the_first_line() -> None:
    from tenon.codegen.package import header

    line = header(['a\nimport os\n".yaml'])
    assert line == '# Generated from a import os ".yaml by `tenon generate`. Do not edit.'


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import system",
        "from pydantic import BaseModel\nBaseModel.__subclasses__()",
        "x = __import__('os')",
        "x = eval('1')",
        "print('x')",
        "Model.model_rebuild()",
        "Field('x')",
        "x = lambda: 1",
        "x = [y for y in ()]",
        "x = f'{1}'",
        "if True: pass",
        "class A(metaclass=type('B', (), {})): pass",
        "raise SystemExit",
        "for x in (): pass",
        "x = 1 + 1",
        "def f(:",
        "x = 'a\x00'",
    ],
)
def test_the_audit_refuses_what_is_never_generated(source: str) -> None:
    with pytest.raises(AuditError):
        audit("models/x.py", source, "generated")


def test_the_audit_names_the_file_and_the_line() -> None:
    with pytest.raises(AuditError, match=r"^stubs/a\.py:2: Import is never generated$"):
        audit("stubs/a.py", '"""A."""\nimport os\n', "generated")


def test_the_second_belt_is_worn(monkeypatch: pytest.MonkeyPatch) -> None:
    from tenon.codegen import literal

    monkeypatch.setattr(literal, "string", lambda text: text)
    with pytest.raises(AuditError):
        generate(Contract.from_bundle(hostile("'; import os; x = '")))
