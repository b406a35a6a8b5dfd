"""Make keys: `python -m handlers.keys api NAME ROLE`, `python -m handlers.keys signing`."""

from __future__ import annotations

import argparse
import json
import secrets

from handlers.callers import key_hash
from handlers.roles import ROLES
from handlers.signing import new_key_set


def main(arguments: list[str] | None = None) -> None:
    """Print a new key, and what to put into the settings."""
    parser = argparse.ArgumentParser(prog="python -m handlers.keys", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    api = kinds.add_parser("api", help="a key for a program")
    api.add_argument("name")
    api.add_argument("role", choices=sorted(ROLES))
    kinds.add_parser("signing", help="a key that signs access tokens")
    given = parser.parse_args(arguments)
    if given.kind == "signing":
        print(f"AUTH_KEYS={new_key_set().decode()}")
        return
    key = secrets.token_urlsafe(32)
    entry = {"name": given.name, "role": given.role, "sha256": key_hash(key)}
    print(f"The key, for the program; it is shown only now:\n{key}")
    print(f"One entry of the list API_KEYS, for the service:\n{json.dumps(entry)}")


if __name__ == "__main__":
    main()
