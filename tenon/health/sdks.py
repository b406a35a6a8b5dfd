"""The SDKs of a contract, and what each keeps of it."""

from __future__ import annotations

from tenon.contract import Contract
from tenon.health.model import Sdk
from tenon.sdk.fidelity import KINDS, Row, table
from tenon.sdk.npm import identity as npm
from tenon.sdk.python import identity as python

_ENDINGS = {"typescript": "client", "rtk-query": "rtk-query"}


def sdks(contract: Contract) -> tuple[Sdk, ...]:
    """Each kind of SDK with its package for the contract."""
    return tuple(Sdk(kind, name, *_package(contract, kind)) for kind, name in KINDS.items())


def features() -> tuple[Row, ...]:
    """What each kind keeps and loses, by feature."""
    return table()


def _package(contract: Contract, kind: str) -> tuple[str, str]:
    """The name and the version of a package."""
    if kind in _ENDINGS:
        package = npm.identity(contract, _ENDINGS[kind])
        return package.name, package.version
    known = python.identity(contract)
    return known.distribution, known.version
