"""A generated package on disk, made from a document and importable."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tenon.codegen import generate
from tenon.codegen.files import write
from tenon.contract import Contract

_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Made:
    """What was generated: the texts, and the package they were written to."""

    files: dict[str, str]
    package: str

    def module(self, name: str) -> ModuleType:
        """An imported module of the package, such as `models.schemas`."""
        return importlib.import_module(f"{self.package}.{name}")


Make = Callable[[dict[str, Any]], Made]


def document(**parts: Any) -> dict[str, Any]:
    """An OpenAPI document with the given parts."""
    return {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}, "paths": {}, **parts}


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """A function that generates a package from a document, writes it and lets it be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made_names: list[str] = []

    def factory(given: dict[str, Any]) -> Made:
        package = f"made_{next(_NUMBERS)}"
        files = generate(Contract.from_bundle(given), package=package)
        write(tmp_path / package, files)
        made_names.append(package)
        return Made(files, package)

    yield factory
    for name in [n for n in sys.modules if n.split(".")[0] in made_names]:
        del sys.modules[name]


@pytest.fixture
def schemas(make: Make) -> Callable[[dict[str, Any]], ModuleType]:
    """A function from component schemas to the module of their models."""
    return lambda given: make(document(components={"schemas": given})).module("models.schemas")
