"""The RTK Query SDK of our contract, driven against the service and against the mock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenon.document import read
from tenon.sdk.npm.installation import program, run
from tenon.sdk.rtk_query.build import make
from tests.meaning import servers
from tests.sdk import node
from tests.tiny import ROOT

HERE = Path(__file__).parent / "rtk_query"
SOURCES = [HERE / "live.test.ts", HERE / "components.test.tsx"]
TITLES = [(path.name, title) for path in SOURCES for title in node.titles(path)]
README_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node.tools()
    return make(read(ROOT / "openapi/openapi.yaml"), tmp_path_factory.mktemp("made"))[1]


@pytest.fixture(scope="module")
def site(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = node.site(tmp_path_factory.mktemp("site"), archive)
    more = [HERE / name for name in ("place.ts", "page.ts", "jsdom.d.ts")]
    node.sources(folder, *more, *SOURCES)
    readme = (archive.parent / "project/README.md").read_text("utf-8")
    (folder / "first.ts").write_text(first_example(readme, "ts"))
    (folder / "first-component.tsx").write_text(first_example(readme, "tsx"))
    node.compiled(folder)
    return folder


def first_example(readme: str, language: str) -> str:
    """The first example of the README in a language; it asks the service of the tests."""
    example = readme.split(f"```{language}\n", 1)[1].split("```", 1)[0]
    return example.replace(f'"{README_URL}"', 'String(process.env["SERVICE_URL"])')


@pytest.fixture(scope="module", params=["service", "mock"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param)) as url:
        yield request.param, url


@pytest.fixture(scope="module")
def environment(served: tuple[str, str]) -> dict[str, str]:
    key = servers.key_of("keeper")["x-api-key"]
    return {
        "SERVICE_KIND": served[0],
        "SERVICE_URL": served[1],
        "SERVICE_KEY": key,
        # React must be one for all packages, though they come from two folders.
        "NODE_OPTIONS": "--preserve-symlinks",
    }


@pytest.fixture(scope="module")
def outcome(site: Path, environment: dict[str, str]) -> Callable[[str], node.Node]:
    known: dict[str, node.Node] = {}

    def of(name: str) -> node.Node:
        if name not in known:
            known[name] = node.tested(site, name, environment)
        return known[name]

    return of


@pytest.mark.parametrize(("source", "title"), TITLES)
def test_in_node(source: str, title: str, outcome: Callable[[str], node.Node]) -> None:
    outcome(source).passed(title)


def test_the_first_example_of_the_readme_runs(site: Path, environment: dict[str, str]) -> None:
    command = [program("node"), "out/first.js"]
    done = run(command, site, 60, {**os.environ, **environment})

    assert done.returncode == 0, done.stdout
    assert "title:" in done.stdout
