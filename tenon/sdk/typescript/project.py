"""The `package.json` and `tsconfig.json` of the package."""

from __future__ import annotations

import json
import re
from typing import Any

from tenon.codegen import literal
from tenon.contract import Contract
from tenon.sdk.npm.identity import Identity
from tenon.sdk.npm.tools import TOOLS

_SPDX = re.compile(r"[A-Za-z0-9.+-]{1,60}(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]{1,60})*")

TSCONFIG: dict[str, Any] = {
    "compilerOptions": {
        "target": "ES2022",
        "lib": ["ES2024", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        "module": "NodeNext",
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noImplicitOverride": True,
        "noImplicitReturns": True,
        "noPropertyAccessFromIndexSignature": True,
        "noUncheckedIndexedAccess": True,
        "isolatedModules": True,
        "verbatimModuleSyntax": True,
        "skipLibCheck": True,
        "declaration": True,
        "rootDir": "src",
        "outDir": "dist",
        "types": [],
    },
    "include": ["src"],
}


def package(contract: Contract, known: Identity) -> dict[str, Any]:
    """What `package.json` says."""
    title = " ".join(literal.prose(contract.title).split()) or "an API"
    license_ = (contract.document.get("info") or {}).get("license") or {}
    spdx = str(license_.get("identifier", ""))
    return {
        "name": known.name,
        "version": known.version,
        "description": f"A typed client of {title}.",
        **({"license": spdx} if _SPDX.fullmatch(spdx) else {}),
        "type": "module",
        "exports": {".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"}},
        "files": ["dist", "src"],
        "sideEffects": False,
        "engines": {"node": ">=20.19"},
        "dependencies": {"openapi-fetch": _version("openapi-fetch")},
    }


def text(value: Any) -> str:
    """A value as a file of JSON."""
    return json.dumps(value, indent=2) + "\n"


def _version(name: str) -> str:
    said = json.loads((TOOLS.source / "package.json").read_text("utf-8"))
    return str(said["dependencies"][name])
