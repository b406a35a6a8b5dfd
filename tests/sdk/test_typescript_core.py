"""The TypeScript SDK of a tiny contract, its requests answered by a function, under Node.js."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tenon.document import read
from tenon.sdk.npm.tools import script
from tenon.sdk.typescript.build import make
from tenon.sdk.typescript.package import generate
from tenon.sdk.typescript.project import TSCONFIG
from tests.sdk import node
from tests.sdk.typescript.wide import wide
from tests.tiny import ROOT

HERE = Path(__file__).parent / "typescript"
SOURCES = [HERE / f"{name}.test.ts" for name in ("requests", "replies", "retries", "streams")]
TITLES = [(path.name, title) for path in SOURCES for title in node.titles(path)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    node.tools()
    folder = tmp_path_factory.mktemp("wide")
    (folder / "openapi.json").write_text(json.dumps(wide()))
    project, archive = make(read(folder / "openapi.json"), folder / "made")
    return project, archive


@pytest.fixture(scope="module")
def site(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = node.site(tmp_path_factory.mktemp("site"), made[1])
    node.sources(folder, HERE / "wire.ts", HERE / "types.ts", *SOURCES)
    node.compiled(folder)
    return folder


@pytest.fixture(scope="module")
def outcome(site: Path) -> Callable[[str], node.Node]:
    known: dict[str, node.Node] = {}

    def of(name: str) -> node.Node:
        if name not in known:
            known[name] = node.tested(site, name, {})
        return known[name]

    return of


@pytest.mark.parametrize(("source", "title"), TITLES)
def test_in_node(source: str, title: str, outcome: Callable[[str], node.Node]) -> None:
    outcome(source).passed(title)


def test_the_package_says_what_it_is(made: tuple[Path, Path]) -> None:
    said = json.loads((made[0] / "package.json").read_text())

    assert (said["name"], said["version"], said["type"]) == ("tiny-client", "1.0.0", "module")
    assert said["dependencies"] == {"openapi-fetch": "0.17.0"}
    assert "license" not in said


def test_wrong_calls_do_not_compile(site: Path) -> None:
    # The compiler refuses a mark `@ts-expect-error` that stands before a line without an error.
    marks = (HERE / "types.ts").read_text().count("// @ts-expect-error ")

    assert marks == 15
    assert (site / "out/types.js").exists()


def test_a_second_run_gives_the_same_bytes(made: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(wide()))

    files = generate(read(tmp_path / "openapi.json"))

    on_disk = {
        path.relative_to(made[0]).as_posix(): path.read_text("utf-8")
        for path in made[0].rglob("*.*")
    }
    assert on_disk == files


def test_the_core_is_compiled_without_leniency(tmp_path: Path) -> None:
    npm = ROOT / "tenon/sdk/npm"
    flags = {"noUnusedLocals": True, "noUnusedParameters": True, "noEmit": True,
             "skipLibCheck": False, "outDir": None, "declaration": False}  # fmt: skip
    options = {**TSCONFIG["compilerOptions"], **flags}
    (tmp_path / "src/core").mkdir(parents=True)
    for path in (npm / "core").glob("*.ts"):
        (tmp_path / "src/core" / path.name).write_text(path.read_text())
    (tmp_path / "src/problem.ts").write_text((npm / "problem.ts").read_text())
    (tmp_path / "package.json").write_text('{"type": "module"}')
    kept = {key: value for key, value in options.items() if value is not None}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": kept}))

    assert script("typescript/bin/tsc", "--pretty", "false", folder=tmp_path) == ""
