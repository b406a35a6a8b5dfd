"""What this service is, and whether it is well."""

from __future__ import annotations

from generated.models.system import Check, Docs, Health, Root, Version
from generated.models.system import Readiness as Ready
from handlers.readiness import Readiness
from tenon.contract import Contract
from tenon.runtime.problem import ServiceUnavailable

_AGAIN_S = "5"


class System:
    """Answers about the service itself."""

    def __init__(self, contract: Contract, readiness: Readiness) -> None:
        self._readiness = readiness
        self._version = Version(name=contract.title, version=contract.version)
        docs = Docs(openapi="/openapi.json", swagger_ui="/docs", reference="/reference")
        self._root = Root(name=contract.title, version=contract.version, docs=docs)
        self._alive = Health(status="ok")

    async def get_root(self) -> Root:
        """Name, version, and where the documentation is."""
        return self._root

    async def get_health(self) -> Health:
        """That the process works; nobody else is asked."""
        return self._alive

    async def get_readiness(self) -> Ready:
        """Whether everything that requests need answers."""
        checks = await self._readiness.check()
        if down := [one.name for one in checks if one.state == "down"]:
            raise ServiceUnavailable(
                f"This does not answer: {', '.join(down)}.",
                headers={"Retry-After": _AGAIN_S},
                checks=[one._asdict() for one in checks],
            )
        return Ready(status="ready", checks=[Check(**one._asdict()) for one in checks])

    async def get_version(self) -> Version:
        """Name and version."""
        return self._version
