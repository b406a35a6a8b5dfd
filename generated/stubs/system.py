# Generated from openapi/paths/system.yaml by `tenon generate`. Do not edit.
"""What a handler of the System operations must do."""

from typing import Protocol

from generated.models.system import Health, Root, Version


class SystemStub(Protocol):
    """Answers the System operations."""

    async def get_root(self) -> Root:
        """Say what this is.

        Names the service and points to its contract and documentation.

        getRoot: GET /
        """

    async def get_health(self) -> Health:
        """Say whether the service is well.

        Answers 200 while the service and its database work, 503 when they do not.

        getHealth: GET /health
        """

    async def get_version(self) -> Version:
        """Say which version is running.

        Names the version of the contract that is being served.

        getVersion: GET /version
        """
