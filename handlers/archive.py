"""Uploads and covers, put together: the storage of their files, and who sweeps it."""

from __future__ import annotations

from collections.abc import Sequence

from generated.routers.covers import covers_router
from generated.routers.uploads import uploads_router
from handlers.covers import Covers
from handlers.files.storage import cover_rules, storage, upload_rules
from handlers.files.sweep import Sweeper
from handlers.settings import Settings
from handlers.store import Store
from handlers.uploads import Uploads
from tenon.contract import Contract
from tenon.runtime.router import ContractRouter


class Archive:
    """Everything that keeps files. Raises ValueError for settings that go beyond the contract."""

    def __init__(self, contract: Contract, store: Store, settings: Settings) -> None:
        self._files = storage(settings)
        self._sweeper = Sweeper(self._files, store.uploads.named)
        self._uploads = Uploads(store, self._files, upload_rules(settings, contract))
        self._covers = Covers(store, self._files, cover_rules(settings, contract))

    def routers(self) -> Sequence[ContractRouter]:
        """What answers the operations on files."""
        return uploads_router(self._uploads), covers_router(self._covers)

    async def open(self) -> None:
        """Make the storage ready, and begin to sweep it."""
        await self._files.open()
        await self._sweeper.open()

    async def close(self) -> None:
        """Stop sweeping, and let go of the storage."""
        await self._sweeper.close()
        await self._files.close()
