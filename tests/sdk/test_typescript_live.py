"""The TypeScript SDK of our contract, driven against the service and against the mock."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tenon.document import read
from tenon.sdk.npm.installation import program, run
from tenon.sdk.npm.tools import TOOLS
from tenon.sdk.typescript.build import make
from tests.meaning import servers
from tests.sdk import node
from tests.sdk.typescript.examples import examples
from tests.tiny import ROOT

TESTS = Path(__file__).parent / "typescript/books.test.ts"
KEY = servers.key_of("keeper")["x-api-key"]
KINDS = ("service", "mock")
_EXAMPLE_S = 60
# Objects are open, but of what is written down TypeScript takes no more than was named.
_MORE_THAN_NAMED = "TS2353"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    node.tools()
    bundle = read(ROOT / "openapi/openapi.yaml")
    project, archive = make(bundle, tmp_path_factory.mktemp("books"))
    return project, archive


@pytest.fixture(scope="module")
def site(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application with the tests, and the first example of the README for each server."""
    folder = node.site(tmp_path_factory.mktemp("site"), made[1])
    readme = (made[0] / "README.md").read_text("utf-8")
    example = readme.split("```ts\n", 1)[1].split("```", 1)[0]
    node.sources(folder, TESTS)
    (folder / "example.ts").write_text(example, "utf-8")
    node.compiled(folder)
    return folder


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        yield {
            kind: stack.enter_context(getattr(servers, kind)(tmp_path_factory.mktemp(kind)))
            for kind in KINDS
        }


@pytest.fixture(scope="module")
def said(site: Path, urls: dict[str, str]) -> dict[str, node.Node]:
    """What the tests said, by the server that they drove."""
    return {
        kind: node.tested(site, TESTS.name, {"SERVER": url, "KEY": KEY, "KIND": kind})
        for kind, url in urls.items()
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", node.titles(TESTS))
def test_in_node(title: str, kind: str, said: dict[str, node.Node]) -> None:
    said[kind].passed(title)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_example_of_the_readme_runs(site: Path, urls: dict[str, str], kind: str) -> None:
    compiled = (site / "out/example.js").read_text("utf-8")
    example = site / "out" / f"{kind}.js"
    example.write_text(compiled.replace("http://127.0.0.1:8000", urls[kind]), "utf-8")

    done = subprocess.run(
        [program("node"), str(example)],
        cwd=site, capture_output=True, text=True, check=False, timeout=_EXAMPLE_S,
    )  # fmt: skip

    assert done.stderr == ""
    assert "title:" in done.stdout


def test_the_examples_of_the_contract_are_of_its_types(site: Path) -> None:
    contract = read(ROOT / "openapi/openapi.yaml").contract
    source = examples(contract, "book-management-api-client")
    (site / "examples.ts").write_text(source, "utf-8")
    flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"]
    tsc = [program("node"), str(TOOLS.modules / "typescript/bin/tsc"), "--pretty", "false", *flags]

    said = run([*tsc, "examples.ts"], site, _EXAMPLE_S).stdout.splitlines()

    assert source.count("export const") > 500
    wrong = [line for line in said if "error TS" in line]
    assert [line for line in wrong if _MORE_THAN_NAMED not in line] == []
