"""Which handlers an application has, and where they are found."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenon.finding import Place
from tenon.health.handling import handled
from tenon.health.model import Handled, Unknown
from tenon.runtime.app import contract_app
from tenon.runtime.router import ContractRouter
from tests.health.made import PATHS
from tests.tiny import ROOT, contract, operation

TINY = contract(PATHS)
FILE = Path(__file__).relative_to(ROOT).as_posix()


def watched(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def around(*given: Any) -> Any:
        return method(*given)

    return around


class Pets:
    async def get_pet(self, pet_id: int) -> None: ...

    @watched
    def drop_pet(self, pet_id: int) -> None: ...


def pets_router(pets: Any) -> ContractRouter:
    """A router as it is generated."""
    router = ContractRouter(pets)

    @router.get("/pets/{pet_id}", operation_id="getPet")
    async def get_pet(pet_id: int) -> None:
        await pets.get_pet(pet_id)

    @router.delete("/pets/{pet_id}", operation_id="dropPet")
    async def drop_pet(pet_id: int) -> None:
        await pets.drop_pet(pet_id)

    @router.post("/pets", operation_id="createPet")
    async def create_pet() -> None:
        await pets.create_pet()

    return router


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def line(function: Any) -> int:
    number: int = inspect.unwrap(function).__code__.co_firstlineno
    return number


def test_handlers_are_found_where_a_person_wrote_them() -> None:
    found = handled(contract_app(TINY, [pets_router(Pets())]), TINY.operations)

    assert isinstance(found, dict)
    assert found["getPet"] == Handled(True, Place(FILE, line(Pets.get_pet)))
    assert found["dropPet"] == Handled(True, Place(FILE, line(Pets.drop_pet)))
    assert found["createPet"] == found["listPets"] == Handled(False)


def test_what_the_application_does_not_know_is_missing() -> None:
    newer = contract({**PATHS, "/dogs": {"get": operation("listDogs")}})
    found = handled(contract_app(TINY, [pets_router(Pets())]), newer.operations)

    assert isinstance(found, dict)
    assert found["listDogs"] == Handled(False)


def test_a_handler_outside_the_project_has_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = handled(contract_app(TINY, [pets_router(Pets())]), TINY.operations)

    assert isinstance(found, dict)
    assert found["getPet"] == Handled(True)


def test_another_application_is_not_known() -> None:
    found = handled(object(), TINY.operations)

    assert isinstance(found, Unknown)
    assert str(found) == "object is no application of contract_app; name one in [tool.tenon] app"
