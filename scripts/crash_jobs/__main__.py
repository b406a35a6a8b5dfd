"""Jobs whose workers are killed with SIGKILL at random: each must end, its effect done once.

python -m scripts.crash_jobs                    # 1,000 jobs, 20 kills, on SQLite and PostgreSQL
python -m scripts.crash_jobs --jobs 100 --kills 3 --url sqlite:////tmp/crash.db
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import tempfile

import asyncpg  # type: ignore[import-untyped]

from scripts.crash_jobs.trial import Outcome, trial

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


async def _on_postgres(count: int, kills: int, seed: int) -> Outcome:
    name = f"tenon_crash_{secrets.token_hex(6)}"
    await _execute(f"CREATE DATABASE {name}")
    try:
        return await trial(f"{SERVER.rpartition('/')[0]}/{name}", count, kills, seed)
    finally:
        await _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(SERVER, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _run(asked: argparse.Namespace) -> list[Outcome]:
    given = (asked.jobs, asked.kills, asked.seed)
    if asked.url is not None:
        return [await trial(asked.url, *given)]
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        outcomes = [await trial(f"sqlite:///{folder}/books.db", *given)]
    print(f"SQLite: {outcomes[0]}", flush=True)
    outcomes.append(await _on_postgres(*given))
    return outcomes


def main() -> int:
    """The command; 0 when every trial was sound."""
    parser = argparse.ArgumentParser(prog="crash_jobs", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="a database without jobs; else a new SQLite and PostgreSQL")
    outcomes = asyncio.run(_run(parser.parse_args()))
    print(outcomes[-1] if len(outcomes) == 1 else f"PostgreSQL: {outcomes[-1]}")
    return 0 if all(outcome.sound for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
