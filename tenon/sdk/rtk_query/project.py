"""The `package.json` and the `tsconfig.json` of a package."""

from __future__ import annotations

import json
import re
from typing import Any

from tenon.contract import Contract
from tenon.sdk.npm.identity import Identity
from tenon.sdk.rtk_query.words import comment

_SPDX = re.compile(r"[A-Za-z0-9.+() :-]{1,200}")
_PEERS = {"@reduxjs/toolkit": "^2.6.0", "react": ">=18", "react-redux": "^9.0.0"}
TSCONFIG: dict[str, Any] = {
    "compilerOptions": {
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noUncheckedIndexedAccess": True,
        "noImplicitOverride": True,
        "verbatimModuleSyntax": True,
        "skipLibCheck": True,
        "target": "es2022",
        "module": "nodenext",
        "lib": ["es2024", "dom", "dom.iterable", "dom.asynciterable"],
        "types": [],
        "declaration": True,
        "rootDir": "src",
        "outDir": "dist",
    },
    "include": ["src"],
}


def package_json(contract: Contract, known: Identity) -> str:
    """The text of `package.json`."""
    info = contract.document.get("info") or {}
    license_ = str((info.get("license") or {}).get("identifier", ""))
    said = {
        "name": known.name,
        "version": known.version,
        "description": f"{comment(contract.title) or 'An API'}: endpoints and hooks of RTK Query.",
        **({"license": license_} if _SPDX.fullmatch(license_) else {}),
        "type": "module",
        "exports": {".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"}},
        "types": "./dist/index.d.ts",
        "files": ["dist", "src"],
        "engines": {"node": ">=20"},
        "peerDependencies": _PEERS,
    }
    return json.dumps(said, indent=2) + "\n"


def tsconfig() -> str:
    """The text of `tsconfig.json`."""
    return json.dumps(TSCONFIG, indent=2) + "\n"
