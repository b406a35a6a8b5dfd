"""Operations by resource."""

from __future__ import annotations

from tenon.health.groups import groups, roles
from tests.health.made import PATHS
from tests.tiny import contract, operation


def test_operations_stand_with_their_resource_or_their_tag() -> None:
    found = [(g.name, g.path, [o.id for o in g.operations]) for g in groups(contract(PATHS))]
    assert found == [
        ("pets", "/pets", ["listPets", "createPet", "getPet", "dropPet"]),
        ("system", "", ["getHealth"]),
    ]


def test_what_is_no_part_of_a_resource_stands_with_its_namesake() -> None:
    paths = {**PATHS, "/pets/census": {"get": operation("countPets", tags=["pets"])}}
    found = {g.name: [o.id for o in g.operations] for g in groups(contract(paths))}
    assert found["pets"] == ["listPets", "createPet", "getPet", "dropPet", "countPets"]


def test_every_operation_stands_once() -> None:
    tiny = contract(PATHS)
    told = [o.id for g in groups(tiny) for o in g.operations]
    assert sorted(told) == sorted(o.id for o in tiny.operations)


def test_roles_are_those_of_the_resource() -> None:
    assert roles(contract(PATHS)) == {
        "listPets": "list", "createPet": "create", "getPet": "read", "dropPet": "delete",
    }  # fmt: skip
