"""No text of a contract becomes code, and every name of one becomes a harmless name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.document import Bundle
from tenon.finding import ContractError
from tenon.sdk.npm.installation import program
from tenon.sdk.npm.tools import TOOLS, script
from tenon.sdk.typescript.build import make
from tests.codegen.test_hostile import TEXTS, hostile
from tests.sdk import node
from tests.tiny import ROOT, body, operation, parameter, reply

AUDIT = ROOT / "tenon/sdk/npm/audit.mjs"
MORE = [
    "*/ process.exit(7); /*", "`${process.exit(7)}`", "${process.exit(7)}", '"+process.exit(7)+"',
    "</script>", "@deprecated", "{@link x}", "*/", "{id}", "1e21", "-1", "Infinity", "100%",
    "\\u002a/process.exit(7)",
]  # fmt: skip
WORDS = [
    "delete", "class", "default", "import", "new", "this", "await", "yield", "enum", "package",
    "constructor", "__proto__", "prototype", "then", "toJSON", "hasOwnProperty", "arguments",
    "eval", "undefined", "any", "unknown", "never", "object", "string", "Promise", "Blob",
    "Record", "ApiError", "Client", "raw", "core", "errors", "components", "paths", "operations",
]  # fmt: skip
CHECK = """\
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createClient } from "%(name)s";
import { OPERATIONS } from "./node_modules/%(name)s/dist/operations.js";

const expected = JSON.parse(readFileSync("expected.json", "utf8"));
const said = Object.values(OPERATIONS).map(({ id, path }) => `${id} ${path}`.toWellFormed());
assert.deepEqual([...new Set(said)].sort(), expected.sort());
const api = await createClient({ baseUrl: "http://tiny.test" });
assert.equal(typeof api.raw.GET, "function");
assert.equal(Object.getPrototypeOf(api), Object.prototype);
console.log("harmless");
"""


REFUSED = [
    "process.exit(7);",
    "import fs from 'node:fs';",
    "import 'x';",
    "export * from 'x';",
    "export const x = f();",
    "export const x = `a${1}`;",
    "export const x = `a`;",
    "export let x = 1;",
    "export const x = { __proto__: {} };",
    "export const x = { ['a']: 1 };",
    "export const x = { ...y };",
    "export const x = { f() {} };",
    "export const x = [() => 1];",
    "export const x = 1 + 1;",
    "export const x = /a/;",
    "export enum A { B }",
    "export class A {}",
    "declare global { interface X {} }",
    "export default 1;",
    "function f() {}",
    "export const x;",
]
HARMLESS = """\
import type { A } from "a";
export interface B { readonly a: A }
export type C = "x" | `y`;
export const d: number[] = [1, -2];
export const e = { f: null, "g h": [true, undefined, { i: "`${j}`" }] };
export {};
"""


def bundle(given: dict[str, Any]) -> Bundle:
    made = Contract.from_bundle(given)
    return Bundle(document=given, places={}, findings=(), files=(), contract=made)


def worst() -> dict[str, Any]:
    """A document that says everything hostile wherever a document may say anything."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    schemes: dict[str, Any] = {}
    for at, text in enumerate([*TEXTS, *MORE]):
        said = json.dumps(hostile(text)).replace("schemas/Hostile", f"schemas/Hostile{at}")
        given = json.loads(said)
        for path, item in given["paths"].items():
            paths[f"/{at}{path}"] = item
        schemas |= {f"Hostile{at}": given["components"]["schemas"]["Hostile"]}
        schemas[text] = {"enum": [text, 1, None], "title": text}
        schemes[text] = {"type": "apiKey", "in": "header", "name": text, "description": text}
    for word in WORDS:
        named = {"$ref": f"#/components/schemas/{word}"}
        schemas[word] = {"type": "object", "properties": {word: named}}
        paths[f"/words/{word}/{{{word}}}"] = {
            "post": operation(
                word,
                parameter(word, "path", {"type": "string"}),
                parameter(word, "query", {"type": "string"}),
                body=body(named),
                replies={"200": reply(named)},
                tags=[word],
            )
        }
    title = "*/ `${process.exit(7)}` \u2028\nprocess.exit(7)"
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1.0\nx", "license": {"identifier": '"; exit'}},
        "servers": [{"url": "https://tiny.test/`${process.exit(7)}`"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": schemes},
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    node.tools()
    project, archive = make(bundle(worst()), tmp_path_factory.mktemp("hostile"))
    return project, archive


def test_hostile_text_stays_text(made: tuple[Path, Path], tmp_path: Path) -> None:
    folder = node.site(tmp_path, made[1])
    name = json.loads((made[0] / "package.json").read_text())["name"]
    operations = Contract.from_bundle(worst()).operations
    expected = [_well_formed(f"{o.id} {o.path}") for o in operations]
    (folder / "expected.json").write_text(json.dumps(expected))
    (folder / "check.mjs").write_text(CHECK % {"name": name})

    done = subprocess.run(
        [program("node"), "check.mjs"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.returncode, done.stderr, done.stdout) == (0, "", "harmless\n")


def test_types_leave_nothing_that_runs(made: tuple[Path, Path], tmp_path: Path) -> None:
    modules = node.site(tmp_path, made[1]) / "node_modules"
    name = json.loads((made[0] / "package.json").read_text())["name"]
    for module in ("schema", "types", "groups", "problem"):
        text = (modules / name / "dist" / f"{module}.js").read_text()
        lines = [line for line in text.splitlines() if not line.startswith("//")]
        assert "\n".join(lines).endswith("export {};")
        assert lines[-1] == "export {};"
        assert not any("process" in line for line in lines)


def test_names_are_harmless(made: tuple[Path, Path]) -> None:
    said = json.loads((made[0] / "package.json").read_text())

    assert said["name"] == "process-exit-7-process-exit-7-client"
    assert said["version"] == "1.0.0"
    assert "license" not in said


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the audit says of all these sources, and of one that is harmless."""
    node.tools()
    folder = tmp_path_factory.mktemp("audit")
    (folder / "node_modules").symlink_to(TOOLS.modules)
    (folder / "audit.mjs").write_text(AUDIT.read_text())
    (folder / "harmless.ts").write_text(HARMLESS)
    for at, source in enumerate(REFUSED):
        (folder / f"{at}.ts").write_text(f"// A comment.\n{source}\n")
    names = [f"{at}.ts" for at in range(len(REFUSED))]
    with pytest.raises(ContractError) as told:
        script(str(folder / "audit.mjs"), "harmless.ts", *names, folder=folder)
    return told.value.findings[0].message


@pytest.mark.parametrize("at", range(len(REFUSED)), ids=lambda at: REFUSED[at])
def test_the_audit_refuses_what_is_never_generated(at: int, audited: str) -> None:
    assert f"{at}.ts:2: a " in audited


def test_the_audit_lets_types_and_data_pass(audited: str) -> None:
    assert "harmless.ts" not in audited


def _well_formed(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
