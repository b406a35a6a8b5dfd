"""A Python SDK of the tiny contract, and a client whose requests a function answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest

from tenon.document import read
from tenon.sdk.python.package import generate
from tests.sdk import python_sdk
from tests.sdk.pets import PAGE, PATHS, PET, PROBLEM, SCHEMES, Answer
from tests.tiny import document


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("core")
    schemas = {"Pet": PET, "Page": PAGE, "Problem": PROBLEM}
    given = document(PATHS, schemas, components={"securitySchemes": SCHEMES})
    (folder / "openapi.json").write_text(json.dumps(given))
    files = generate(read(folder / "openapi.json"))
    with python_sdk.written(files, folder / "made") as module:
        yield module


@pytest.fixture
def ask(sdk: ModuleType) -> Callable[..., Any]:
    """A client whose requests a function answers."""

    def make(answer: Answer, **more: Any) -> Any:
        http = httpx.Client(transport=httpx.MockTransport(answer))
        retries = sdk.Retries(first_s=0.0)
        return sdk.Client("http://tiny.test/v1/", http=http, **{"retries": retries, **more})

    return make
