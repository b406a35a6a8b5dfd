"""No text of a contract becomes code, and what is never generated is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenon.contract import Contract
from tenon.finding import ContractError
from tenon.sdk.npm.installation import program, run
from tenon.sdk.npm.methods import methods
from tenon.sdk.npm.tools import TOOLS
from tenon.sdk.rtk_query import generation
from tenon.sdk.rtk_query.build import make
from tenon.sdk.rtk_query.package import generate
from tests.sdk import node
from tests.sdk.rtk_query.things import things
from tests.sdk.test_typescript_hostile import bundle, worst
from tests.tiny import ROOT

GENERATOR = ROOT / "tenon/sdk/rtk_query/generator"
CHECK = """\
import { api } from "%(name)s";
console.log(JSON.stringify(Object.keys(api.endpoints).length));
"""
AUDIT = """\
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { audit } from %(audit)s;

const ts = createRequire(%(modules)s)("typescript");
const sources = JSON.parse(readFileSync("sources.json", "utf8"));
console.log(JSON.stringify(sources.map((source) => audit(ts, source, ["getA"]))));
"""
HARMLESS = """\
import { emptyApi as api } from "./emptyApi.js";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    getA: build.query<GetAApiResponse, GetAApiArg>({
      query: (queryArg) => ({ url: `/getA`, params: { id: queryArg.id } }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as api };
export type GetAApiResponse = /** status 200 */ { a?: "b" | 1 | -1 | null; [key: string]: unknown };
export type GetAApiArg = { id: string };
export const { useGetAQuery } = injectedRtkApi;
"""
NEVER, NO_TYPE = "is never generated", "is no type that is generated"
# What replaces what, and what is said of it.
FAULTS = {
    "a call": ("`/getA`", "exit(`/getA`)", NEVER),
    "a call of a member": ("queryArg.id", "queryArg.id.then()", NEVER),
    "a template": ("`/getA`", "`/getA${queryArg.id}`", NEVER),
    "another address": ("`/getA`", "`https://a.test`", NEVER),
    "a string": ("`/getA`", '"x"', NEVER),
    "a global": ("queryArg.id", "process.env", NEVER),
    "a value": ("queryArg.id", "exit", NEVER),
    "a computed name": ("id: queryArg", "[id]: queryArg", NEVER),
    "a name of every object": ("id: queryArg", "__proto__: queryArg", NEVER),
    "a default": ("(queryArg)", "(queryArg = exit)", NEVER),
    "an enum": ("export const", "export enum X { A }\nexport const", NEVER),
    "a statement": ("export const", "alert(1);\nexport const", NEVER),
    "another import": ("./emptyApi.js", "./other.js", NEVER),
    "an export of another": ("as api };", 'as api } from "fs";', NEVER),
    "a variable": ("const injected", "let injected", NEVER),
    "an import type": ("{ id: string }", 'import("fs").Stats', NO_TYPE),
    "a type of a value": ("{ id: string }", "typeof api", NO_TYPE),
    "a method": ("id: string", "id(): string", NO_TYPE),
    "another endpoint": ("getA: build", "getB: build", "not asked for: getB"),
    "what is no TypeScript": ("{ id: string }", "{ id: ", "cannot be parsed"),
}


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    node.tools()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    project, archive = make(bundle(worst()), tmp_path / "made")
    folder = node.site(tmp_path / "site", archive)
    name = json.loads((project / "package.json").read_text())["name"]
    (folder / "check.mjs").write_text(CHECK % {"name": name})

    done = run([program("node"), "check.mjs"], folder, 60)

    expected = len(methods(Contract.from_bundle(worst())))
    assert (done.returncode, done.stdout) == (0, f"{expected}\n")


def test_the_same_contract_makes_the_same_text() -> None:
    given = things()

    first, again = generate(bundle(given)), generate(bundle(json.loads(json.dumps(given))))

    assert first == again
    assert [path for path, text in first.items() if not text.isprintable() and "\r" in text] == []


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is found in the harmless source, and in it with each of the faults."""
    folder = tmp_path_factory.mktemp("audit")
    made = {"none": HARMLESS}
    for name, (old, new, _) in FAULTS.items():
        assert old in HARMLESS
        made[name] = HARMLESS.replace(old, new, 1)
    (folder / "sources.json").write_text(json.dumps(list(made.values())))
    paths = {"audit": str(GENERATOR / "audit.mjs"), "modules": f"{TOOLS.modules}/"}
    said = {name: json.dumps(path) for name, path in paths.items()}
    (folder / "audit.mjs").write_text(AUDIT % said)
    done = run([program("node"), "audit.mjs"], folder, 60)
    assert done.returncode == 0, done.stdout
    return dict(zip(made, json.loads(done.stdout), strict=True))


def test_what_is_generated_passes(faults: dict[str, list[str]]) -> None:
    assert faults["none"] == []


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_never_generated_is_refused(name: str, faults: dict[str, list[str]]) -> None:
    assert FAULTS[name][2] in "\n".join(faults[name])


def test_a_generator_that_fails_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = tmp_path / "generate.mjs"
    failing.write_text('console.log("no such reference"); process.exit(1);')
    monkeypatch.setattr(generation, "_SCRIPT", failing)

    with pytest.raises(ContractError, match=r"generate\.mjs ended with 1: no such reference"):
        generate(bundle(things()))
