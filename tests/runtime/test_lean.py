"""uvicorn as the runtime imports it: whole, but for a command line that nobody asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest


def printed(code: str) -> str:
    """What a program prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_a_server_is_imported_without_the_command_line() -> None:
    code = "import tenon.runtime.server, sys; print({'click', 'uvicorn.main'} & set(sys.modules))"

    assert printed(code) == "set()\n"


@pytest.mark.parametrize(
    "asked",
    [
        "uvicorn.Server is __import__('uvicorn.server').server.Server",
        "uvicorn.Config.__module__ == 'uvicorn.config'",
        "__import__('importlib').import_module('uvicorn.main').Server is uvicorn.Server",
    ],
)
def test_what_uvicorn_offers_is_there(asked: str) -> None:
    assert printed(f"import tenon.runtime.server, uvicorn; print({asked})") == "True\n"


def test_the_command_line_works_when_it_is_asked_for() -> None:
    code = (
        "import tenon.runtime.server, uvicorn\n"
        "try: uvicorn.main(['--version'])\n"
        "except SystemExit as end: print(end.code)"
    )

    said = printed(code).splitlines()

    assert said[0].startswith("Running uvicorn ")
    assert said[1:] == ["0"]


def test_a_uvicorn_that_is_imported_already_is_left_alone() -> None:
    code = (
        "import uvicorn; run = uvicorn.run; import tenon.runtime.server; print(uvicorn.run is run)"
    )

    assert printed(code) == "True\n"
