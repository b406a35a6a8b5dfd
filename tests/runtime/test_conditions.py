"""Entity tags in conditional requests (RFC 9110, section 13.1)."""

from __future__ import annotations

import pytest

from tenon.runtime.conditions import is_current, strong_tags


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        (None, None),
        ("*", None),
        (" * ", None),
        ('"1"', {"1"}),
        ('"1", "2"', {"1", "2"}),
        ('W/"1", "2"', {"2"}),
        ('"a,b"', {"a,b"}),
        ('""', {""}),
        ("1", set()),
        ('"1', set()),
        ("", set()),
    ],
)
def test_if_match_accepts_what_it_names_strongly(
    header: str | None, accepted: set[str] | None
) -> None:
    assert strong_tags(header) == accepted


@pytest.mark.parametrize(
    ("header", "current"),
    [
        (None, False),
        ("*", True),
        ('"1"', True),
        ('W/"1"', True),
        ('"0", "1"', True),
        ('"11"', False),
        ("1", False),
        ("", False),
    ],
)
def test_if_none_match_compares_weakly(header: str | None, current: bool) -> None:
    assert is_current(header, '"1"') is current
    assert is_current(header, 'W/"1"') is current
