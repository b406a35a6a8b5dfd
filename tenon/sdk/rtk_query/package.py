"""All files of an RTK Query SDK, as text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import tenon.sdk.npm
from tenon.sdk.npm.identity import Identity, identity
from tenon.sdk.npm.operations import operations
from tenon.sdk.rtk_query.endpoints import HEADER, endpoints, lists
from tenon.sdk.rtk_query.generation import generated
from tenon.sdk.rtk_query.plan import PROBLEM, Plan, plan
from tenon.sdk.rtk_query.project import package_json, tsconfig
from tenon.sdk.rtk_query.readme import readme
from tenon.sdk.rtk_query.tags import Tagging

if TYPE_CHECKING:
    from tenon.document import Bundle

_CLIENT = Path(__file__).parent / "client"
_CORE = Path(tenon.sdk.npm.__file__).parent / "core"


def generate(bundle: Bundle) -> dict[str, str]:
    """The text of every file by its path in the folder of the project, in a fixed order.

    The result depends on the bundle alone. Raises ContractError when a tool is missing or fails.
    """
    known = named(bundle)
    made = plan(bundle.contract)
    tagging = Tagging(made.contract)
    sources = {**_generated(made, tagging), **_copied(_CLIENT), **_copied(_CORE, "core/")}
    return {
        "README.md": readme(made, tagging, known),
        "package.json": package_json(made.contract, known),
        "tsconfig.json": tsconfig(),
        **{f"src/{path}": text for path, text in sorted(sources.items())},
    }


def named(bundle: Bundle) -> Identity:
    """What the package of a bundle is called."""
    return identity(bundle.contract, "rtk-query")


def _generated(made: Plan, tagging: Tagging) -> Mapping[str, str]:
    api = generated(made)
    return {
        "api.ts": HEADER + api,
        "endpoints.ts": endpoints(made, tagging),
        "lists.ts": lists(made),
        "operations.ts": operations(made.contract, [each.method for each in made.endpoints]),
        "problem.ts": _problem(api),
    }


def _problem(api: str) -> str:
    """The module of what an error reply may hold: as it is read, where that is another type."""
    found = [name for name in (f"{PROBLEM}Read", PROBLEM) if f"export type {name} =" in api]
    said = f'export type {{ {found[0]} as Problem }} from "./api.js";' if found else _NONE
    return f"{HEADER}/** The error documents that the contract declares. */\n{said}\n"


_NONE = "export type Problem = unknown;"


def _copied(folder: Path, below: str = "") -> dict[str, str]:
    """The modules that are the same for all contracts."""
    return {f"{below}{path.name}": path.read_text("utf-8") for path in sorted(folder.glob("*.ts"))}
