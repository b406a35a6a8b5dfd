"""The health of a contract as one page of HTML that asks nobody for anything.

All that a contract says is escaped by the template. The page itself forbids any style and script
but its own two, by their digests (Content Security Policy 3, "script-src").
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tenon.diff.outcome import Outcome
from tenon.diff.printing.line import AUDIENCES, places
from tenon.health import view
from tenon.health.model import Health
from tenon.health.tiles import tiles

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# How many are shown at most; what is left is counted, and the command that tells all is named.
# More `replies` than that take three lines.
MOST: Mapping[str, int] = {"findings": 20, "of_rule": 50, "changes": 200, "replies": 14}


def page(health: Health) -> str:
    """The page; the same health makes the same bytes."""
    style, script = _static("palette.css", "tenon") + _static("page.css"), _static("page.js")
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            health=health,
            since=health.since if isinstance(health.since, Outcome) else None,
            state_counts=view.state_counts(health.rows),
            rule_groups=view.rule_groups(health.shared),
            style=style,
            script=script,
            policy=_policy(style, script),
        )
    )


def _policy(style: str, script: str) -> str:
    allowed = f"style-src {_digest(style)}; script-src {_digest(script)}; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _coded(text: str) -> Markup:
    """A text of ours as HTML, in which what stands between backticks is code."""
    from markupsafe import Markup, escape

    parts = (escape(part) for part in text.split("`"))
    joined = (Markup("<code>%s</code>") % part if n % 2 else part for n, part in enumerate(parts))
    return Markup("").join(joined)


@cache
def _static(name: str, package: str = "tenon.health") -> str:
    return (files(package) / "static" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tenon.health"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shown: Mapping[str, Callable[..., Any]] = {
        "by_file": view.by_file,
        "coded": _coded,
        "row_lint": view.row_lint,
        "row_states": view.states,
        "short": view.short,
        "tiles": tiles,
        "verdicts": view.verdicts,
        "places": places,
    }
    environment.globals.update(shown, audiences=AUDIENCES, most=MOST, states=view.STATES)
    return environment
