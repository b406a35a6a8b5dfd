"""What each SDK keeps and loses of a contract: `fidelity.toml` of each, united by feature."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

KINDS: Mapping[str, str] = {
    "python": "Python",
    "typescript": "TypeScript",
    "rtk-query": "RTK Query",
}


class Verdict(StrEnum):
    """How much of a feature reaches those who use an SDK."""

    KEPT = "kept"
    PARTLY = "partly"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one feature in one SDK, and the test that shows it."""

    verdict: Verdict
    how: str
    test: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.how}" if self.how else str(self.verdict)


@dataclass(frozen=True, slots=True)
class Row:
    """One feature of contracts, and what becomes of it by kind of SDK."""

    feature: str
    said: Mapping[str, Said]


def table() -> tuple[Row, ...]:
    """Every feature that any SDK speaks of, in the order in which they are first named."""
    told = {kind: _told(kind) for kind in KINDS}
    features = dict.fromkeys(feature for rows in told.values() for feature in rows)
    return tuple(
        Row(feature, {kind: rows[feature] for kind, rows in told.items() if feature in rows})
        for feature in features
    )


def _told(kind: str) -> dict[str, Said]:
    path = Path(__file__).parent / kind.replace("-", "_") / "fidelity.toml"
    rows = tomllib.loads(path.read_text("utf-8"))
    return {
        feature: Said(Verdict(row["verdict"]), row.get("how", ""), row["test"])
        for feature, row in rows.items()
    }


def markdown() -> str:
    """The table as Markdown."""
    head = ["of the contract", *KINDS.values()]
    lines = [head, ["---"] * len(head)]
    for row in table():
        cells = (str(row.said[kind]) if kind in row.said else "" for kind in KINDS)
        lines.append([row.feature, *cells])
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
