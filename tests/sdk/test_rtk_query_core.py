"""The RTK Query SDK of a tiny contract, its requests answered by a function, under Node.js."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tenon.document import read
from tenon.sdk.rtk_query.build import make
from tests.sdk import node
from tests.sdk.rtk_query.things import things
from tests.tiny import document

HERE = Path(__file__).parent / "rtk_query"
SOURCES = [HERE / f"{name}.test.ts" for name in ("requests", "replies", "cache")]
TITLES = [(path.name, title) for path in SOURCES for title in node.titles(path)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node.tools()
    folder = tmp_path_factory.mktemp("things")
    (folder / "openapi.json").write_text(json.dumps(things()))
    return make(read(folder / "openapi.json"), folder / "made")[1]


@pytest.fixture(scope="module")
def site(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = node.site(tmp_path_factory.mktemp("site"), archive)
    node.sources(folder, HERE / "shop.ts", *SOURCES)
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


def test_a_contract_without_operations_makes_a_package(tmp_path: Path) -> None:
    node.tools()
    (tmp_path / "openapi.json").write_text(json.dumps(document({})))

    made = make(read(tmp_path / "openapi.json"), tmp_path / "made")

    assert made[1].name == "tiny-rtk-query-1.0.0.tgz"
