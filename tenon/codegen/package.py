"""All files of a generated package, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tenon.codegen import literal
from tenon.codegen.audit import audit
from tenon.codegen.files import header_line
from tenon.codegen.models import models
from tenon.codegen.plan import Plan, plan
from tenon.codegen.router import router
from tenon.codegen.settle import by_module
from tenon.codegen.stub import stub
from tenon.codegen.templates import render
from tenon.contract import Contract
from tenon.finding import Place

if TYPE_CHECKING:
    from tenon.document import Bundle

_NAMED_FILES = 3  # more files than these are counted, not named


def generate(
    contract: Contract, bundle: Bundle | None = None, package: str = "generated"
) -> dict[str, str]:
    """The text of every generated file by its path in the package's folder.

    `package` is what the generated modules import each other from. The result depends on the
    arguments alone and comes in a fixed order.
    """
    places: Mapping[str, Place] = bundle.places if bundle is not None else {}
    made = plan(contract, places)
    root = [str(bundle.files[0])] if bundle is not None and bundle.files else []
    files = {
        "contract.json": _json(contract.document),
        **_packages(contract, root),
        **dict(_models(made, root)),
        **dict(_groups(made, package, root)),
    }
    for path, text in files.items():
        if path.endswith(".py"):
            audit(path, text, package)
    return files


def _models(made: Plan, root: list[str]) -> Iterator[tuple[str, str]]:
    sources = {
        module: [definition.file for definition in members if definition.file]
        for module, members in by_module(made.definitions.values())
    }
    everything = [file for files in sources.values() for file in files]
    for module, text in models(made.definitions).items():
        about = f"What travels in bodies and queries: {module.strip('_').replace('_', ' ')}."
        if module not in sources:
            about = "Models of modules that refer to each other."
        files = sources.get(module, everything) or root
        first = f"{header(files)}\n{literal.docstring(about, '')}"
        yield f"models/{module}.py", f"{first}\n\n{text}"


def _groups(made: Plan, package: str, root: list[str]) -> Iterator[tuple[str, str]]:
    for group in made.groups:
        first = {"header": header(group.files or root)}
        for kind, filled in (("router", router), ("stub", stub)):
            context = {**first, **filled(group, made.definitions, package)}
            yield f"{kind}s/{group.name}.py", render(f"{kind}.py.jinja", context)


def header(files: Iterable[str]) -> str:
    """The first line of a file generated from the author's files."""
    named = sorted({_portable(file) for file in files})
    shown = ", ".join(named[:_NAMED_FILES]) or "the contract"
    more = f" and {len(named) - _NAMED_FILES} more" if len(named) > _NAMED_FILES else ""
    return header_line(f"{literal.comment(shown)}{more}")


def _portable(file: str) -> str:
    """The file as it reads on any machine: absolute paths come down to their name."""
    path = PurePath(file)
    return path.name if path.is_absolute() else path.as_posix()


def _packages(contract: Contract, root: list[str]) -> dict[str, str]:
    title = literal.prose(contract.title) or "an API"
    described = {
        "": f"What `tenon generate` makes of the contract of {title}.",
        "models/": "The DTOs of the contract.",
        "routers/": "FastAPI routers, one for each group of operations.",
        "stubs/": "What handlers must do, one Protocol for each group of operations.",
    }
    return {
        f"{folder}__init__.py": render(
            "package.py.jinja",
            {"header": header(root), "docstring": literal.docstring(text, "")},
        )
        for folder, text in described.items()
    }


def _json(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    if all(not "\ud800" <= character <= "\udfff" for character in text):
        return text + "\n"
    return json.dumps(document, indent=2) + "\n"
