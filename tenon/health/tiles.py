"""The numbers at the top of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenon.diff.outcome import Outcome
from tenon.diff.version import Step, suffices
from tenon.finding import Severity
from tenon.health.counting import counted, counts
from tenon.health.model import Health, Unknown
from tenon.sdk.fidelity import Verdict as Kept


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the top: `part` is how much of the whole is well, `tone` how well that is.

    `state` is what the operations are filtered by when it is followed.
    """

    label: str
    value: str
    detail: str
    tone: str
    href: str = "#operations"
    of: str = ""
    part: float | None = None
    state: str = ""


def tiles(health: Health) -> Iterator[Tile]:
    """The numbers at the top."""
    said = counts(health)
    total = said["operations"]
    resources = counted(len(health.sections), "resource")
    deprecated = f", {said['deprecated']} deprecated" if said["deprecated"] else ""
    yield Tile("Operations", f"{total:,}", f"in {resources}{deprecated}", "plain")
    yield _share("Handlers", said["implemented"], total, health.handlers, "missing", "answer 501")
    yield _share("Tested", said["tested"], total, health.tests, "untested", "in no test")
    yield _fuzzed(said, total, health.fuzz)
    never = said["replies_never_seen"]
    seen = None if never is None else said["replies"] - never
    unseen = Unknown("nothing was recorded")
    yield _share("Replies seen", seen, said["replies"], unseen, "never", "never seen")
    yield _lint(said["findings"])
    yield _version(health.since)
    yield _kept(health)


def _share(
    label: str, part: int | None, whole: int, unknown: Unknown | None, state: str, rest: str
) -> Tile:
    """How much of a whole is well, and how much is not."""
    if part is None:
        return Tile(label, "?", unknown.reason if unknown else "", "unknown")
    left = whole - part
    detail = f"{left:,} {rest}" if left else "all of them"
    share = part / whole if whole else 1.0
    return Tile(
        label, f"{part:,}", detail, "warn" if left else "good",
        of=f"{whole:,}", part=share, state=state if left else "",
    )  # fmt: skip


def _fuzzed(said: Mapping[str, int], total: int, unknown: Unknown | None) -> Tile:
    tile = _share("Fuzzed", said["fuzzed"], total, unknown, "unfuzzed", "not called")
    failures = said["fuzz_failures"]
    if not failures:
        return tile
    detail = counted(failures, "failure")
    return Tile(tile.label, tile.value, detail, "bad", of=tile.of, part=tile.part, state="failing")


def _lint(found: Mapping[str, int]) -> Tile:
    total = sum(found.values())
    if not total:
        return Tile("Lint", "0", "no findings", "good", href="#lint")
    tone = next((t for s, t in (("error", "bad"), ("warning", "warn")) if found[s]), "plain")
    detail = ", ".join(counted(found[s.value], s.value) for s in Severity if found[s.value])
    return Tile("Lint", f"{total:,}", detail, tone, href="#lint")


def _version(since: Outcome | Unknown) -> Tile:
    if isinstance(since, Unknown):
        return Tile("Next version", "?", since.reason, "unknown", href="#changes")
    before, after = since.versions
    if since.step is Step.NONE:
        return Tile("Next version", after or "?", "nothing changed", "good", href="#changes")
    step = f"{since.step} since {before or since.base}"
    if suffices(before, after, since.step):
        return Tile("Next version", after, step, "good", href="#changes")
    tone = "bad" if since.failing else "warn"
    value, says = since.next_version or str(since.step), f"the contract says {after or 'none'}"
    return Tile("Next version", value, f"{step}, {says}", tone, href="#changes")


def _kept(health: Health) -> Tile:
    found = Counter(said.verdict for row in health.features for said in row.said.values())
    detail = ", ".join(f"{found[verdict]} {verdict}" for verdict in Kept if found[verdict])
    return Tile("SDKs", str(len(health.sdks)), detail, "plain", href="#sdks")
