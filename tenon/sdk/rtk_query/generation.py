"""The generator of endpoints, run under Node.js; what it writes is looked at before it is taken."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tenon.sdk.npm.tools import TOOLS, script
from tenon.sdk.rtk_query.document import document
from tenon.sdk.rtk_query.plan import Plan

_SCRIPT = Path(__file__).parent / "generator" / "generate.mjs"


def generated(plan: Plan) -> str:
    """The text of `api.ts`, without its header.

    Raises ContractError when the generator fails, or writes what it never should.
    """
    with tempfile.TemporaryDirectory(prefix="tenon-sdk-") as place:
        folder = Path(place)
        paths = [folder / name for name in ("document.json", "names.json", "api.ts")]
        paths[0].write_text(json.dumps(document(plan)), "ascii")
        paths[1].write_text(json.dumps([endpoint.name for endpoint in plan.endpoints]), "ascii")
        script(str(_SCRIPT), str(TOOLS.modules), *map(str, paths), folder=folder)
        return paths[2].read_text("utf-8")
