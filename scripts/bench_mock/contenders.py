"""What is measured: the mock of this project, and the peers."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Contender:
    """A mock server. Its command has `{document}` and `{port}`, that of a peer `{peers}` too."""

    name: str
    title: str
    command: tuple[str, ...]

    @property
    def is_peer(self) -> bool:
        """Whether it must be installed first."""
        return self.command[0] == "node"

    def called(self, document: Path, port: int, peers: Path | None) -> Sequence[str]:
        """Its command for a document and a port; `peers` is where the peers are installed."""
        given = {"document": document, "port": port, "peers": peers, "python": sys.executable}
        return [part.format(**given) for part in self.command]


_OURS = ("{python}", "-m", "tenon", "mock", "{document}", "--port", "{port}")
_PRISM = ("node", "{peers}/node_modules/.bin/prism", "mock", "{document}", "-p", "{port}")

TENON = Contender("tenon", "tenon mock", _OURS)
STATELESS = Contender("stateless", "tenon mock --stateless", (*_OURS, "--stateless"))
PRISM = Contender("prism", "Prism", (*_PRISM, "-v", "silent"))
SCALAR = Contender("scalar", "Scalar", ("node", "{peers}/scalar.mjs", "{document}", "{port}"))

CONTENDERS = (TENON, STATELESS, PRISM, SCALAR)
