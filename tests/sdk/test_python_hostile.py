"""No text of a contract becomes code, and every name of one becomes a harmless name."""

from __future__ import annotations

import ast
import json
import keyword
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tenon.codegen.audit import AuditError, audit
from tenon.contract import Contract
from tenon.document import Bundle
from tenon.sdk.python.identity import identity, version
from tenon.sdk.python.package import generate
from tests.codegen.test_hostile import TEXTS, hostile
from tests.sdk import python_sdk
from tests.tiny import body, contract, document, operation, parameter, reply


def bundle(given: dict[str, Any]) -> Bundle:
    made = Contract.from_bundle(given)
    return Bundle(document=given, places={}, findings=(), files=(), contract=made)


def secured(text: str) -> dict[str, Any]:
    given = hostile(text)
    schemes = {text: {"type": "http", "scheme": "bearer"}, "k": {
        "type": "apiKey", "in": "header", "name": text}}  # fmt: skip
    given["components"] = {**given.get("components", {}), "securitySchemes": schemes}
    given["servers"] = [{"url": f"https://tiny.test/{text}"}]
    return given


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_stays_text(text: str) -> None:
    files = generate(bundle(secured(text)))

    for path, source in files.items():
        source.encode()
        if path.endswith(".py"):
            calls = {ast.unparse(n.func) for n in ast.walk(ast.parse(source))
                     if isinstance(n, ast.Call)}  # fmt: skip
            assert "/core/" in path or not calls & {"os.system", "__import__", "eval", "exec"}
    said = tomllib.loads(files["pyproject.toml"])["project"]
    assert said["name"].isascii()


def test_names_that_python_keeps_for_itself_are_changed(tmp_path: Path) -> None:
    words = [*keyword.kwlist, "self", "list", "core", "close"]
    schema = {"type": "object", "properties": {word: {"type": "string"} for word in words}}
    paths = {
        f"/{word}/{{id}}": {
            "post": operation(
                word,
                parameter("id", "path", {"type": "string"}),
                parameter(word, "query", {"type": "array", "items": {"type": "string"}}),
                body=body({"$ref": f"#/components/schemas/{word}"}),
                replies={"200": reply({"$ref": f"#/components/schemas/{word}"})},
                tags=[word],
            )
        }
        for word in words
    }
    files = generate(bundle(document(paths, dict.fromkeys([*words, "Client", "Call"], schema))))

    with python_sdk.written(files, tmp_path) as module:
        client = module.Client("http://tiny.test")
        assert client.import_.import_.__name__ == "import_"
        assert client.list.list.__name__ == "list"
        assert client.close_2.close.__name__ == "close"
        client.close()
    assert python_sdk.type_checked(tmp_path) == ""


def test_what_is_never_generated_is_refused() -> None:
    with pytest.raises(AuditError, match="Call"):
        audit("x.py", "x = Books()", "tiny", frozenset({"Shops"}))
    audit("x.py", "x = Books()", "tiny", frozenset({"Books"}))


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("1.0.0", "1.0.0"),
        ("v2", "v2"),
        ("1.0.0-rc.1", "1.0.0-rc.1"),
        ("2024-01-15-preview", "2024.1.15"),
        ("final", "0"),
        ("1.0\n[x]", "1.0"),
    ],
)
def test_the_version_is_that_of_the_contract_as_packages_write_it(said: str, made: str) -> None:
    assert version(said) == made


def test_a_package_is_named_after_its_contract() -> None:
    given = contract({}, info={"title": "Ünder the Séa: Fish & Co.", "version": "1"})

    known = identity(given)

    assert known.module == "under_the_sea_fish_co_client"
    assert known.distribution == "under-the-sea-fish-co-client"


def test_a_bundle_is_read_as_json_is() -> None:
    given = secured("plain")
    again = json.loads(json.dumps(given))
    assert generate(bundle(given)) == generate(bundle(again))
    assert Contract.from_bundle(again).title == "plain"
