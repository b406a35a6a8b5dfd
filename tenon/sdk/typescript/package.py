"""All files of the package, as text."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tenon.sdk import npm
from tenon.sdk.folder import write
from tenon.sdk.npm.document import document
from tenon.sdk.npm.identity import identity
from tenon.sdk.npm.operations import operations
from tenon.sdk.npm.tools import TOOLS, script
from tenon.sdk.typescript.groups import groups
from tenon.sdk.typescript.members import members
from tenon.sdk.typescript.plan import TAKEN, Plan, plan
from tenon.sdk.typescript.project import TSCONFIG, package, text
from tenon.sdk.typescript.readme import readme
from tenon.sdk.typescript.types import problem, types

if TYPE_CHECKING:
    from tenon.document import Bundle

_HERE = Path(__file__).parent
_NPM = Path(npm.__file__).parent
_HEAD = "// Generated from the contract by openapi-typescript. Do not edit.\n"


def generate(bundle: Bundle) -> dict[str, str]:
    """The text of every file by its path in the folder of the project, in a fixed order.

    The result depends on the bundle alone. Raises ContractError when the generator of types is
    missing or fails, or when generated source holds what it never should.
    """
    made = plan(bundle.contract)
    known = identity(bundle.contract, "client")
    files = {**_generated(made), **_copied()}
    return {
        "README.md": readme(made, known),
        "package.json": text(package(bundle.contract, known)),
        "tsconfig.json": text(TSCONFIG),
        **{f"src/{path}": source for path, source in sorted(files.items())},
    }


def _copied() -> dict[str, str]:
    """The modules that are the same for all contracts."""
    core = {f"core/{path.name}": path for path in (_NPM / "core").glob("*.ts")}
    own = {path.name: path for path in (_HERE / "client").glob("*.ts")}
    return {name: path.read_text("utf-8") for name, path in {**core, **own}.items()}


def _generated(made: Plan) -> dict[str, str]:
    described = document(made.contract, made.methods, TAKEN)
    files = {
        "groups.ts": groups(made, described),
        "members.ts": members(made),
        "operations.ts": operations(made.contract, made.methods),
        "problem.ts": problem(described),
        "types.ts": types(described),
    }
    with tempfile.TemporaryDirectory(prefix="tenon-sdk-") as place:
        folder = Path(place)
        (folder / "node_modules").symlink_to(TOOLS.modules)
        write({**files, "document.json": text(described)}, folder)
        for path in (_HERE / "generate.mjs", _NPM / "audit.mjs"):
            shutil.copy(path, folder)
        schema = script(str(folder / "generate.mjs"), "document.json", folder=folder)
        files["schema.ts"] = _HEAD + schema
        write({"schema.ts": files["schema.ts"]}, folder)
        script(str(folder / "audit.mjs"), *files, folder=folder)
    return files
