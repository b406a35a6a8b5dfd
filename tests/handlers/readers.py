"""Programs with keys of their own, so that many can read and review at no cost of logging in."""

from __future__ import annotations

from typing import Any

from handlers.callers import key_hash
from handlers.roles import Role
from tests.handlers.auth_api import auth_keys

NAMES: dict[str, Role] = {
    "keeper": "admin",
    "clerk": "editor",
    "mei": "viewer",
    "tomasz": "viewer",
    **{f"reader{number}": "viewer" for number in range(20)},
}

# Settings of a service that knows them.
READERS: dict[str, Any] = {
    "auth_enabled": True,
    "auth_keys": auth_keys(),
    "api_keys": [
        {"name": name, "role": role, "sha256": key_hash(f"key of {name}")}
        for name, role in NAMES.items()
    ],
}


def key_of(name: str) -> dict[str, str]:
    """The header that makes one of them known; none for the empty name."""
    return {"x-api-key": f"key of {name}"} if name else {}
