"""Passwords: hashed by Argon2id (RFC 9106), in threads of their own.

A hash costs a tenth of a second on purpose. It is computed off the event loop, a few at a time;
when too many wait, the next is turned away at once rather than kept until it is of no use.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from tenon.runtime.problem import ServiceUnavailable

if TYPE_CHECKING:
    from pwdlib import PasswordHash

T = TypeVar("T")

_LANES = 4
_HASH_BYTES, _SALT_BYTES = 32, 16
_MOST_WAITING = 64


class Passwords:
    """Hashes and verifies passwords.

    `time_cost` is the number of passes, `memory_kib` the memory of one hash, `threads` how many
    are computed at once. Raises ServiceUnavailable while 64 wait.
    """

    def __init__(self, time_cost: int = 3, memory_kib: int = 65_536, threads: int = 2) -> None:
        self._time_cost = time_cost
        self._memory = memory_kib
        self._pool = ThreadPoolExecutor(threads, "password")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The password as it may be kept."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether the password is the one that was hashed; and a newer hash where there is need.

        Without a hash (None) the answer is no, after the same time: how long it takes does not
        tell whether there is such a user.
        """
        return await self._run(lambda: self._hasher.verify_and_update(password, kept or self._none))

    def close(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _hasher(self) -> PasswordHash:
        from pwdlib import PasswordHash
        from pwdlib.hashers.argon2 import Argon2Hasher

        hasher = Argon2Hasher(self._time_cost, self._memory, _LANES, _HASH_BYTES, _SALT_BYTES)
        return PasswordHash((hasher,))

    @property
    def _none(self) -> str:
        """A hash of these costs that no password is known for."""
        salt, digest = (
            b64encode(bytes(n)).rstrip(b"=").decode() for n in (_SALT_BYTES, _HASH_BYTES)
        )
        costs = f"m={self._memory},t={self._time_cost},p={_LANES}"
        return f"$argon2id$v=19${costs}${salt}${digest}"

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= _MOST_WAITING:
            raise ServiceUnavailable("Too many passwords wait.", headers={"Retry-After": "2"})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1
