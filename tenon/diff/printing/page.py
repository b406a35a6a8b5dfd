"""A comparison as one page of HTML that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tenon.diff.change import Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.diff.printing.line import AUDIENCES, places
from tenon.diff.rules import RULES

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881;
  --breaking: #c62828; --undecided: #8e24aa; --dangerous: #b26a00; --safe: #2e7d32; }
@media (prefers-color-scheme: dark) { :root {
  --breaking: #ef7a75; --undecided: #ce93d8; --dangerous: #ffb74d; --safe: #81c784; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 2rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1.25rem 0; }
nav a { border: 1px solid currentColor; border-radius: 1rem; padding: .1rem .8rem;
  text-decoration: none; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .6rem 0; overflow-wrap: anywhere; }
code { background: var(--soft); border-radius: .25rem; font: .85em ui-monospace, monospace;
  padding: .1rem .3rem; }
small { display: block; opacity: .8; }
.breaking { color: var(--breaking); } .undecided { color: var(--undecided); }
.dangerous { color: var(--dangerous); } .safe { color: var(--safe); }
details summary { cursor: pointer; opacity: .8; font-size: .85rem; }
@media print { nav { display: none; } body { max-width: none; } }
"""


def page(outcome: Outcome) -> str:
    """The page; every text of the contracts is escaped."""
    return "".join(_lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    before, after = (escape(version or "?") for version in outcome.versions)
    title = f"{escape(outcome.title)}: {before} to {after}"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield f"<h1>{title}</h1>\n<p>{escape(outcome.summary())}.</p>\n"
    yield f"<p><code>{escape(outcome.base)}</code> to <code>{escape(outcome.head)}</code></p>\n"
    found = [verdict for verdict in Verdict if outcome.of(verdict)]
    yield '<nav aria-label="Verdicts">'
    yield "".join(f'<a class="{v}" href="#{v}">{len(outcome.of(v))} {v}</a>' for v in found)
    yield "</nav>\n"
    for verdict in found:
        yield f'<section>\n<h2 id="{verdict}" class="{verdict}">{verdict.capitalize()}</h2>\n<ul>\n'
        yield from (_item(change, outcome) for change in outcome.of(verdict))
        yield "</ul>\n</section>\n"
    yield "</body>\n</html>\n"


def _item(change: Change, outcome: Outcome) -> str:
    where = " to ".join(f"<code>{escape(place)}</code>" for place in places(change) if place)
    acceptance = outcome.accepted.get(change)
    reason = f"<small>Accepted: {escape(acceptance.reason)}</small>" if acceptance else ""
    purpose = escape(RULES[change.id].purpose)
    return (
        f'<li><strong>{escape(change.message)}</strong> <code title="{purpose}">{change.id}</code>'
        f"{_operations(change)}<small>{where}</small>{reason}</li>\n"
    )


def _operations(change: Change) -> str:
    audience = AUDIENCES[change.audience].capitalize()
    names = [f"<code>{escape(name)}</code>" for name in change.operations]
    if len(names) <= 1:
        return f"<small>{audience} {''.join(names)}</small>"
    return (
        f"<details><summary>{audience} {len(names)} operations</summary>"
        f"<p>{' '.join(names)}</p></details>"
    )
