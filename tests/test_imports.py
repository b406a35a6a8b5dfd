"""Imports point only downwards: the floors of the house."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TENON = ROOT / "tenon"
# What each floor may stand on, besides itself. The rest of the tool may stand on all of these.
FLOORS = {
    "tenon.finding": (),
    "tenon.contract": ("tenon.finding",),
    "tenon.document": ("tenon.contract", "tenon.finding"),
    "tenon.runtime": ("tenon.contract", "tenon.finding"),
}
# Where the runtime meets a framework or a server; its core is plain ASGI.
FRAMEWORK = {"tenon.runtime.app", "tenon.runtime.router"}
SERVER = {"tenon.runtime.lean"}
# What the package needs at request time, and what only its tools need.
AT_REQUEST_TIME = {
    "fastapi", "starlette", "pydantic", "pydantic_core", "jsonschema_rs", "uvicorn",
    "python_multipart", "yaml", "typing_extensions",
}  # fmt: skip
SERVICE = ("generated", "handlers")


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, also within functions and for types only."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) + 1 - node.level]
            module = ".".join([*base, node.module or ""]) if node.level else str(node.module)
            # `from tenon import contract` imports a module, `from tenon.x import Name` from one.
            yield from (f"{module}.{alias.name}" for alias in node.names)


MODULES = {module_of(path): path for path in sorted(TENON.rglob("*.py"))}


def below(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def importing(*packages: str) -> Iterator[tuple[str, str]]:
    """Which module of Tenon imports what of some packages."""
    for module, path in MODULES.items():
        yield from ((module, name) for name in imported(path) if below(name, *packages))


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_stands_only_on_those_below_it(floor: str) -> None:
    wrong = [
        (module, name)
        for module, name in importing("tenon")
        if below(module, floor) and not below(name, floor, *FLOORS[floor])
    ]
    assert wrong == []


def test_the_service_is_never_imported_by_the_tool() -> None:
    assert list(importing(*SERVICE)) == []


def test_the_core_of_the_runtime_knows_no_framework() -> None:
    met = {m for m, _ in importing("fastapi", "starlette") if below(m, "tenon.runtime")}
    assert met == FRAMEWORK


def test_the_core_of_the_runtime_knows_no_server() -> None:
    assert {m for m, _ in importing("uvicorn", "uvloop") if below(m, "tenon.runtime")} == SERVER


def test_request_time_needs_little() -> None:
    needed = {
        name.partition(".")[0]
        for module, path in MODULES.items()
        if below(module, "tenon.runtime", "tenon.contract", "tenon.finding")
        for name in imported(path)
    }
    assert needed - sys.stdlib_module_names - {"tenon"} <= AT_REQUEST_TIME


def test_the_service_never_imports_the_tools() -> None:
    allowed = ("tenon.runtime", "tenon.contract", "tenon.finding")
    wrong = [
        (module_of(path), name)
        for folder in SERVICE
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in imported(path)
        if below(name, "tenon") and not below(name, *allowed)
    ]
    assert wrong == []


def said(path: Path) -> Iterator[str]:
    """The names and texts of a module, its docstrings (where examples stand) left out."""
    tree = ast.parse(path.read_bytes())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield node.value
        elif isinstance(node, (ast.Name, ast.Attribute, ast.arg, *documented[1:], ast.keyword)):
            yield from (getattr(node, key, None) or "" for key in ("id", "attr", "arg", "name"))


def test_nothing_in_the_tool_knows_of_books() -> None:
    wrong = [(m, text) for m, path in MODULES.items() for text in said(path)
             if re.search("book", text, re.IGNORECASE)]  # fmt: skip
    assert wrong == []
