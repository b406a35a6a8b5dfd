"""What a comparison came to: changes, what is accepted of them, the version that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tenon.diff.acceptance import Acceptance
from tenon.diff.change import Change, Verdict
from tenon.diff.version import Step, following, needed, suffices

FAILING = {
    "undecided": frozenset({Verdict.BREAKING, Verdict.UNDECIDED}),
    "breaking": frozenset({Verdict.BREAKING}),
    "dangerous": frozenset({Verdict.BREAKING, Verdict.UNDECIDED, Verdict.DANGEROUS}),
    "never": frozenset[Verdict](),
}


@dataclass(frozen=True)
class Outcome:
    """A comparison of `base` with `head`, which are named as the reader named them.

    `reworded` says whether anything is written differently; `fail_on` what makes it fail.
    """

    base: str
    head: str
    title: str
    versions: tuple[str, str]
    changes: Sequence[Change]
    accepted: Mapping[Change, Acceptance] = field(default_factory=dict)
    reworded: bool = True
    fail_on: str = "undecided"

    @property
    def step(self) -> Step:
        """By how much the version has to be raised."""
        return needed(self.changes, reworded=self.reworded)

    @property
    def next_version(self) -> str:
        """The version that follows, or nothing when that of the base has no numbers."""
        return following(self.versions[0], self.step)

    @property
    def raised(self) -> bool:
        """Whether the version was raised by as much as a breaking change asks for."""
        return suffices(*self.versions, Step.MAJOR)

    @property
    def failing(self) -> list[Change]:
        """The changes that nobody accepted and no new major version allows for."""
        if self.raised:
            return []
        wrong = FAILING[self.fail_on]
        return [c for c in self.changes if c.verdict in wrong and c not in self.accepted]

    def of(self, verdict: Verdict) -> list[Change]:
        """The changes of a verdict."""
        return [change for change in self.changes if change.verdict is verdict]

    def summary(self) -> str:
        """One line: how many changes of which verdict, and the version that follows."""
        counts = [f"{len(self.of(verdict))} {verdict}" for verdict in Verdict if self.of(verdict)]
        return f"{', '.join(counts) or 'no changes'}; {self._version()}"

    def _version(self) -> str:
        before, after = self.versions
        if self.step is Step.NONE:
            return f"version {before} stays"
        if not self.next_version:
            return f"a {self.step} version follows, but {before or 'none'} is no semantic version"
        if suffices(before, after, self.step):
            return f"{self.step}: version {after} follows {before} as it should"
        return f"{self.step}: {self.next_version} follows {before}, the contract says {after}"
