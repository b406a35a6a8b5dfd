"""Make the fuzzer known to the service: `python -m handlers.fuzzing tenon fuzz …`.

The command is run with an environment in which the service takes a key that is made up for it, and
in which logging in is cheap and never made to wait. The fuzzer then calls `credentials`.

What is fuzzed may delete or bar anybody, the fuzzer's own user too. So each call makes a new admin,
with the key, which belongs to no user and cannot be lost.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping

from handlers.callers import key_hash

KEY = "FUZZ_API_KEY"
_USERS, _LOGIN = "/api/v1/users", "/api/v1/auth/login"
# She of the contract's examples, so that its example of a login succeeds.
_MEI = {
    "username": "meilin",
    "email": "mei.lin@readers.example",
    "password": "Blue7Lantern",  # published with the contract
}
_TIMEOUT_S = 30.0


def environment() -> dict[str, str]:
    """The variables of a service that can be fuzzed, and of the fuzzer."""
    key = secrets.token_urlsafe(32)
    entry = {"name": "fuzz", "role": "admin", "sha256": key_hash(key)}
    return {
        KEY: key,
        "API_KEYS": json.dumps([entry]),
        "PASSWORD_TIME_COST": "1",
        "PASSWORD_MEMORY_KIB": "32",
        "LOGIN_FREE_FAILURES": "1000000",
        "LOGIN_FREE_FAILURES_BY_ADDRESS": "1000000",
    }


def credentials(url: str) -> Mapping[str, str]:
    """What makes one an admin of the service at a URL, by security scheme.

    Raises KeyError without the variable FUZZ_API_KEY, httpx.HTTPError when the service refuses.
    """
    import httpx

    key = os.environ[KEY]
    name, password = f"fuzz{secrets.token_hex(8)}", f"A1{secrets.token_urlsafe(16)}"
    draft = {"username": name, "email": f"{name}@books.example", "password": password}
    with httpx.Client(base_url=url, timeout=_TIMEOUT_S) as client:
        client.post(_USERS, json=_MEI)  # 409 where she is there already
        user = client.post(_USERS, json=draft).raise_for_status().json()
        promoted = client.patch(
            f"{_USERS}/{user['id']}", json={"role": "admin"}, headers={"X-API-Key": key}
        )
        promoted.raise_for_status()
        login = {"username": name, "password": password}
        tokens = client.post(_LOGIN, json=login).raise_for_status().json()
    return {"bearer": tokens["access_token"], "apiKey": key}


def main() -> None:
    """Become the command that the arguments are, in that environment."""
    command = sys.argv[1:]
    os.execvpe(command[0], command, {**os.environ, **environment()})  # noqa: S606 - as asked


if __name__ == "__main__":
    main()
