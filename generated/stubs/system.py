# Generated from openapi/paths/system.yaml by `tenon generate`. Do not edit.
"""What a handler of the System operations must do."""

from typing import Protocol

from generated.models.system import Health, Readiness, Root, Version


class SystemStub(Protocol):
    """Answers the System operations."""

    async def get_root(self) -> Root:
        """Say what this is.

        Names the service and points to its contract and documentation.

        getRoot: GET /
        """

    async def get_health(self) -> Health:
        """Say whether the service is alive.

        Answers 200 as long as the process works, and asks nobody else: one that does not
        answer is to be started anew. Whether requests can be answered now is told by
        `/health/ready`.

        getHealth: GET /health
        """

    async def get_readiness(self) -> Readiness:
        """Say whether the service is ready.

        Asks everything that requests need: the database, the queue of jobs, and the broker by
        which several processes hear of each other. 503 when one of them does not answer;
        `checks` then says which.

        getReadiness: GET /health/ready
        """

    async def get_version(self) -> Version:
        """Say which version is running.

        Names the version of the contract that is being served.

        getVersion: GET /version
        """
