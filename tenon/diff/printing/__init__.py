"""The outcome of a comparison as text, Markdown, JSON or a page."""

from tenon.diff.printing.forms import FORMS

__all__ = ["FORMS"]
