"""What a type checker says of generated code, and of handlers written against it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tenon.codegen import generate
from tenon.codegen.files import write
from tenon.contract import Contract
from tenon.document import read

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared/corpus"
CONTRACTS = (
    "museum.yaml",
    "petstore3.yaml",
    "learn-tictactoe.yaml",
    "learn-uspto.yaml",
    "redocly-cafe.yaml",
    "opc-e2e-31.yaml",
    "ogen-firecracker.json",
    "pokeapi.yaml",
)
CACHE = Path(tempfile.gettempdir()) / "tenon-mypy-cache"

HANDLER = """
from collections.abc import AsyncIterator

from tenon.runtime.problem import NotFound
from expected.models.schemas import Line, UploadBody
from expected.routers.streams import streams_router
from expected.stubs.streams import ReadEventsOk


async def ticks() -> AsyncIterator[str]:
    yield "tick"


class Streams:
    async def read_lines(self) -> AsyncIterator[Line]:
        yield Line(text="one")

    async def read_events(self) -> ReadEventsOk:
        if not Line(text="x").text:
            raise NotFound("No events")
        return ReadEventsOk(ticks(), x_source="clock")


streams_router(Streams())
"""
HARBOUR = """
from uuid import UUID

from expected.models.boats import Boat, BoatChanges, BoatDraft, ListBoatsOkBody, ListBoatsQuery
from expected.routers.boats import boats_router
from expected.stubs.boats import AddBoatCreated, GetBoatNotModified, GetBoatOk, ListBoatsOk


class Boats:
    async def list_boats(self, query: ListBoatsQuery) -> ListBoatsOk:
        return ListBoatsOk(ListBoatsOkBody(items=[]), link="", x_total_count=query.limit)

    async def add_boat(
        self, body: BoatDraft, *, x_berth: int, idempotency_key: str | None = None
    ) -> AddBoatCreated:
        raise NotImplementedError

    async def get_boat(
        self, boat_id: UUID, *, if_none_match: str | None = None
    ) -> GetBoatOk | GetBoatNotModified:
        return GetBoatNotModified()

    async def change_boat(self, boat_id: UUID, body: BoatChanges | None = None) -> Boat:
        raise NotImplementedError

    async def remove_boat(self, boat_id: UUID) -> None:
        return None


boats_router(Boats())
"""

LOCKS = """
from expected.models.schemas import FillQuery, Principal_ as Content
from expected.routers.vault import vault_router
from tenon.runtime.security import Principal


class Vault:
    async def look_inside(self, *, principal: Principal) -> Content:
        return Content(amount=len(principal.scopes))

    async def fill(
        self,
        query: FillQuery,
        body: Content | None = None,
        *,
        principal: Principal,
        principal_3: str,
    ) -> None:
        return None

    async def principal(self, *, principal: Principal | None = None) -> Content:
        return Content(amount=0 if principal is None else 1)

    async def see_door(self) -> Content:
        return Content(amount=2)

    async def remove_door(self) -> None:
        return None


vault_router(Vault())
"""


def checked(folder: Path, *targets: str) -> dict[str, list[str]]:
    """The errors that `mypy --strict` finds with the project's settings, by file."""
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [*command, "--cache-dir", str(CACHE), "--no-error-summary", *targets],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        name, _, rest = line.partition(":")
        if ": error: " in line:
            found.setdefault(name, []).append(rest.partition(" error: ")[2])
    return found


def case(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "tests/cases/codegen" / name)
    bundle = read(Path("openapi.yaml"))
    contract = Contract.from_bundle(bundle.document, bundle.places)
    write(folder / "expected", generate(contract, bundle, "expected"))


def test_a_handler_that_does_what_its_stub_says_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case("bodies", tmp_path, monkeypatch)
    (tmp_path / "streams.py").write_text(HANDLER)
    assert checked(tmp_path, "streams.py", "expected") == {}


def test_a_handler_that_does_not_is_told_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case("harbour", tmp_path, monkeypatch)
    wrong = {
        "right.py": HARBOUR,
        "misspelt_parameter.py": HARBOUR.replace("if_none_match", "if_not_match"),
        "missing_operation.py": HARBOUR.replace("def remove_boat", "def remove_bat"),
        "wrong_return.py": HARBOUR.replace("-> Boat:", "-> BoatDraft:"),
        "wrong_parameter_type.py": HARBOUR.replace("boat_id: UUID", "boat_id: int"),
        "undeclared_header.py": HARBOUR.replace("x_total_count=", "x_count="),
        "missing_header.py": HARBOUR.replace('link="", ', ""),
        "undeclared_query.py": HARBOUR.replace("query.limit", "query.limits"),
        "wrong_body.py": HARBOUR.replace("items=[]", "items=[1]"),
        "undeclared_reply.py": HARBOUR.replace("return GetBoatNotModified()", "return None"),
    }
    for name, text in wrong.items():
        (tmp_path / name).write_text(text)
    found = checked(tmp_path, *wrong, "expected")
    assert {name: sorted(_code(error) for error in errors) for name, errors in found.items()} == {
        "misspelt_parameter.py": ["arg-type"],
        "missing_operation.py": ["arg-type"],
        "wrong_return.py": ["arg-type"],
        "wrong_parameter_type.py": ["arg-type"],
        "undeclared_header.py": ["call-arg"],
        "missing_header.py": ["call-arg"],
        "undeclared_query.py": ["attr-defined"],
        "wrong_body.py": ["list-item"],
        "undeclared_reply.py": ["return-value"],
    }


def test_a_handler_of_a_secured_operation_takes_its_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case("locks", tmp_path, monkeypatch)
    wrong = {
        "right.py": LOCKS,
        "without_caller.py": LOCKS.replace("(self, *, principal: Principal)", "(self)").replace(
            "len(principal.scopes)", "0"
        ),
        "always_a_caller.py": LOCKS.replace("Principal | None = None", "Principal"),
        "caller_of_an_open_one.py": LOCKS.replace(
            "see_door(self)", "see_door(self, *, principal: Principal)"
        ),
    }
    for name, text in wrong.items():
        (tmp_path / name).write_text(text)
    found = checked(tmp_path, *wrong, "expected")
    assert {name: sorted(_code(error) for error in errors) for name, errors in found.items()} == {
        "without_caller.py": ["arg-type"],
        "always_a_caller.py": ["arg-type"],
        "caller_of_an_open_one.py": ["arg-type"],
    }


def _code(error: str) -> str:
    return error.rpartition("[")[2].rstrip("]")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real contracts is not at hand")
def test_what_is_generated_from_real_contracts_passes(tmp_path: Path) -> None:
    packages = [f"from_{Path(name).stem.replace('-', '_')}" for name in CONTRACTS]
    imports = []
    for name, package in zip(CONTRACTS, packages, strict=True):
        bundle = read(CORPUS / name)
        contract = Contract.from_bundle(bundle.document, bundle.places)
        files = generate(contract, bundle, package)
        write(tmp_path / package, files)
        imports += [_module(package, path) for path in files if path.endswith(".py")]
    assert checked(tmp_path, *packages) == {}
    code = "\n".join(f"import {module}" for module in imports)
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )


def _module(package: str, path: str) -> str:
    return f"{package}.{path.removesuffix('.py').replace('/', '.').removesuffix('.__init__')}"
