"""The `pyproject.toml` of an SDK."""

from __future__ import annotations

import json

from tenon.codegen import literal
from tenon.contract import Contract
from tenon.sdk.python.identity import Identity

_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = {distribution}
version = {version}
description = {description}
readme = "README.md"
requires-python = ">=3.11"
dependencies = [
    "httpx>=0.28,<1",
    "pydantic>=2.14,<3",
    "typing-extensions>=4.16",
]

[tool.setuptools.packages.find]
include = [{module}, {below}]

[tool.setuptools.package-data]
{module} = ["py.typed"]
"""


def project(contract: Contract, known: Identity) -> str:
    """The text of the file."""
    title = " ".join(literal.prose(contract.title).split()) or "an API"
    return _PROJECT.format(
        distribution=_string(known.distribution),
        version=_string(known.version),
        description=_string(f"A typed client of {title}."),
        module=_string(known.module),
        below=_string(f"{known.module}.*"),
    )


def _string(text: str) -> str:
    """A string of TOML: one of JSON without surrogates is."""
    return json.dumps(text, ensure_ascii=False)
