"""Run a command with `DATABASE_URL` set to a new PostgreSQL database, which is dropped afterwards.

    python -m scripts.fresh_postgres tenon fuzz --env DATABASE_URL --env VAR_DIR

`VAR_DIR` is a new folder, so that rows and the files that they name come and go together.

The server is that of `TEST_POSTGRES_URL`. Where none answers the command is left out, which is
a failure only when `CI=true`.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile

import asyncpg  # type: ignore[import-untyped]

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def main(command: list[str]) -> int:
    """Run the command; its exit code."""
    name = f"tenon_{secrets.token_hex(6)}"
    try:
        asyncio.run(_execute(f"CREATE DATABASE {name}"))
    except (OSError, TimeoutError) as error:
        print(f"no PostgreSQL at {SERVER} ({error}): left out", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    url = f"{SERVER.rpartition('/')[0]}/{name}"
    try:
        with tempfile.TemporaryDirectory(prefix="fresh-") as folder:
            variables = {**os.environ, "DATABASE_URL": url, "VAR_DIR": folder}
            return subprocess.run(command, env=variables, check=False).returncode
    finally:
        asyncio.run(_execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(SERVER, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
