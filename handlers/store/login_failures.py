"""Failed logins, counted for each name and each address, by all processes together.

Whoever fails often waits before the next attempt, twice as long each time, up to a bound: guessing
becomes slow, and nobody is locked out for good. What was tried is known by its hash only, for
people type passwords where names belong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, case, delete, select, update

from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.people_tables import login_failures

_SECOND = 1_000_000
_LONGEST_S = 300
_QUIET = 3600 * _SECOND  # after this long without one, failures are forgotten

_COUNTS = (
    select(login_failures.c.key, login_failures.c.count, login_failures.c.last_at)
    .where(login_failures.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(login_failures.c.key)  # locked in one order, so that nobody waits in a circle
    .with_for_update()
)
_COUNTED = (
    update(login_failures)
    .where(login_failures.c.key == bindparam("counted"))
    .values(count=login_failures.c.count + 1, last_at=bindparam("moment"))
)
_UNCOUNTED = (
    update(login_failures)
    .where(login_failures.c.key == bindparam("counted"))
    .values(count=case((login_failures.c.count > 0, login_failures.c.count - 1), else_=0))
)
_DROP = delete(login_failures).where(login_failures.c.key == bindparam("counted"))
_DROP_OLD = delete(login_failures).where(login_failures.c.last_at <= bindparam("moment"))


class LoginFailures:
    """Attempts to log in, by what they are counted under: `name meilin`, `address 192.0.2.1`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def attempt(self, free: Mapping[str, int]) -> int:
        """Count an attempt before it is made, so that many at once are counted too.

        `free` says how many each may fail before they wait. Returns 0 when it may be made, else
        the seconds to wait: then it is not counted.
        """
        hashed = {_hash(key): count for key, count in free.items()}
        return await self._database.transact(_attempt, hashed)

    async def succeed(self, name: str, address: str) -> None:
        """The attempt was right: the name begins anew, and the address has one failure less."""
        await self._database.transact(_succeed, _hash(name), _hash(address))


def wait_s(failures: int, free: int) -> int:
    """The seconds between the last of so many failures and the next attempt."""
    beyond = failures - free
    return 0 if beyond < 0 else min(_LONGEST_S, 2 ** min(beyond, 20))


def _attempt(connection: Connection, free: Mapping[str, int]) -> int:
    connection.execute(_DROP_OLD, {"moment": now() - _QUIET})
    found = connection.execute(_COUNTS, {"keys": list(free)}).all()
    moment = now()  # rows may have been waited for
    ends = [last_at + wait_s(count, free[key]) * _SECOND for key, count, last_at in found]
    if (left := max(ends, default=0) - moment) > 0:
        return -(-left // _SECOND)
    if known := [{"counted": key, "moment": moment} for key, *_ in found]:
        connection.execute(_COUNTED, known)
    if fresh := [key for key in free if key not in {row.key for row in found}]:
        rows = [{"key": key, "count": 1, "last_at": moment} for key in fresh]
        connection.execute(login_failures.insert(), rows)
    return 0


def _succeed(connection: Connection, name: str, address: str) -> None:
    connection.execute(_DROP, {"counted": name})
    connection.execute(_UNCOUNTED, {"counted": address})


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
