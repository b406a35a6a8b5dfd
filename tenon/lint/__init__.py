"""What a careful team asks of a contract beyond that it is valid.

    findings = lint(read(Path("openapi/openapi.yaml")), LintSettings())

Rules are rows, in a module for each of their subjects: what they are for, how much they matter,
what to do, and why. `settings` reads what a project wants of them, `silences` what its authors
allow, `fixing` puts right what is safe to.
"""

from tenon.lint.linting import lint
from tenon.lint.rules import EVERY
from tenon.lint.settings import LintSettings, lint_settings

__all__ = ["EVERY", "LintSettings", "lint", "lint_settings"]
