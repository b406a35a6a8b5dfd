"""Which operation a finding belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenon.document import Bundle, read
from tenon.finding import Finding, Place
from tenon.health.remarks import divided
from tests.health.made import PATHS
from tests.tiny import document

TREE = {
    "pets.yaml": """\
openapi: 3.1.0
info: {title: Tiny, version: '1'}
paths:
  /pets: {$ref: 'paths.yaml#/pets'}
  /health:
    get:
      operationId: getHealth
      responses:
        '204':
          description: Fine.
components:
  schemas:
    Pet: {type: object}
""",
    "paths.yaml": """\
pets:
  summary: All pets.
  get:
    operationId: listPets
    responses:
      '200': {description: Pets.}
  post:
    operationId: createPet
    responses:
      '201':
        description: A pet.
""",
}


def owners(bundle: Bundle, *places: Place) -> list[str | None]:
    """The operation of each place."""
    findings = [Finding(place, "rule", str(place)) for place in places]
    by_operation, apart = divided(bundle, findings)
    named = {f: name for name, several in by_operation.items() for f in several}
    assert len(named) + len(apart) == len(findings)
    return [named.get(finding) for finding in findings]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """A contract of several files, in the folder where we stand."""
    monkeypatch.chdir(tmp_path)
    for name, text in TREE.items():
        Path(name).write_text(text)
    return read(Path("pets.yaml"))


def test_lines_belong_to_the_operation_that_holds_them(tree: Bundle) -> None:
    lines = [owners(tree, Place("paths.yaml", n, 5))[0] for n in range(1, 12)]
    assert lines == [None, None, *["listPets"] * 4, *["createPet"] * 5]


def test_an_operation_ends_where_what_is_shared_begins(tree: Bundle) -> None:
    lines = [owners(tree, Place("pets.yaml", n, 7))[0] for n in range(1, 14)]
    assert lines == [*[None] * 5, *["getHealth"] * 5, None, None, None]


def test_the_place_of_the_operation_itself_is_its_own(tree: Bundle) -> None:
    places = [operation.place or Place("none") for operation in tree.contract.operations]
    assert owners(tree, *places) == ["listPets", "createPet", "getHealth"]


def test_other_files_belong_to_none(tree: Bundle) -> None:
    assert owners(tree, Place("other.yaml", 5, 5)) == [None]


def test_on_one_line_columns_tell_operations_apart(tmp_path: Path) -> None:
    file = tmp_path / "pets.json"
    text = json.dumps(document(PATHS, {"Pet": {"type": "object"}}))
    file.write_text(text)
    said = ('"listPets"', '"createPet"', '"getPet"', '"dropPet"', '"getHealth"', '"Pet"')
    places = [Place(str(file), 1, text.index(name) + 1) for name in said]
    assert owners(read(file), *places) == [
        "listPets", "createPet", "getPet", "dropPet", "getHealth", None,
    ]  # fmt: skip
