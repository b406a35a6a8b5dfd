"""The peers, installed by npm at exact versions into a folder of the user's cache."""

from pathlib import Path

from scripts.bench.rounds import Tell
from tenon.finding import ContractError
from tenon.sdk.npm.installation import Installation

_PEERS = Installation(Path(__file__).parent / "peers", "bench-mock")


def installed(tell: Tell) -> Path | None:
    """The folder that holds the peers; None, after telling why, where they cannot be had."""
    try:
        _PEERS.install(tell)
    except ContractError as error:
        tell(f"the peers are left out: {error.findings[0].message}")
        return None
    return _PEERS.folder
