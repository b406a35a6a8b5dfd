"""What this service is, and whether it is well."""

from __future__ import annotations

from generated.models.system import Docs, Health, Root, Version
from handlers.store import Store
from tenon.contract import Contract
from tenon.runtime.problem import ServiceUnavailable


class System:
    """Answers about the service itself."""

    def __init__(self, contract: Contract, store: Store) -> None:
        self._store = store
        self._version = Version(name=contract.title, version=contract.version)
        docs = Docs(openapi="/openapi.json", swagger_ui="/docs", reference="/reference")
        self._root = Root(name=contract.title, version=contract.version, docs=docs)

    async def get_root(self) -> Root:
        """Name, version, and where the documentation is."""
        return self._root

    async def get_health(self) -> Health:
        """Whether the database answers."""
        try:
            await self._store.ping()
        except Exception as fault:
            raise ServiceUnavailable("The database does not answer.") from fault
        return Health(status="ok")

    async def get_version(self) -> Version:
        """Name and version."""
        return self._version
