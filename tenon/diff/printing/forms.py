"""The forms in which a comparison is printed, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tenon.diff.outcome import Outcome
from tenon.diff.printing.github import github
from tenon.diff.printing.json_text import json_text
from tenon.diff.printing.markdown import markdown
from tenon.diff.printing.page import page
from tenon.diff.printing.text import text

FORMS: Mapping[str, Callable[[Outcome], str]] = {
    "text": text,
    "markdown": markdown,
    "json": json_text,
    "html": page,
    "github": github,
}
