"""A comparison as Markdown, for a changelog or a comment on a change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenon.diff.change import Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.diff.printing.line import concerns, places

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def markdown(outcome: Outcome) -> str:
    """A heading, the summary, and a list of changes a verdict, the worst first."""
    return "\n".join(_lines(outcome)) + "\n"


def _lines(outcome: Outcome) -> Iterator[str]:
    before, after = map(_escaped, outcome.versions)
    yield f"# {_escaped(outcome.title)}: {before or '?'} to {after or '?'}"
    yield ""
    yield f"{_escaped(outcome.summary())}."
    for verdict in Verdict:
        changes = outcome.of(verdict)
        if changes:
            yield ""
            yield f"## {verdict.capitalize()}"
            yield ""
            yield from (_item(change, outcome) for change in changes)


def _item(change: Change, outcome: Outcome) -> str:
    where = " to ".join(f"`{place.replace('`', '')}`" for place in places(change) if place)
    acceptance = outcome.accepted.get(change)
    reason = f" Accepted: {_escaped(acceptance.reason)}" if acceptance else ""
    told = f"**{change.id}**: {_escaped(change.message)}; {_escaped(concerns(change))}"
    return f"- {told} ({where}).{reason}"


def _escaped(text: str) -> str:
    """Text of a contract that Markdown, and the HTML in it, takes for nothing else."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
