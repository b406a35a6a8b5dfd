"""A comparison as Markdown, as a page and as annotations."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tenon.diff import Audience, Change, Verdict
from tenon.diff.acceptance import Acceptance
from tenon.diff.outcome import Outcome
from tenon.diff.printing import FORMS
from tenon.finding import Place

REMOVED = Change(
    "operation-removed", Verdict.BREAKING, Audience.BOTH, ("GET /owners",),
    "GET /owners is gone", Place("old.yaml", 9, 5), None,
)  # fmt: skip
ADDED = Change(
    "optional-property-added", Verdict.SAFE, Audience.RECEIVING, ("GET /pets", "PUT /pets"),
    "Pet.<b>age</b> is new", Place("old.yaml", 20, 5), Place("new.yaml", 25, 9),
)  # fmt: skip


def outcome(*changes: Change, **more: object) -> Outcome:
    return Outcome("old.yaml", "new.yaml", "Pets & more", ("1.0.0", "1.1.0"), changes, **more)  # type: ignore[arg-type]


def test_markdown_begins_with_what_breaks() -> None:
    assert (
        FORMS["markdown"](outcome(ADDED, REMOVED))
        == """\
# Pets \\& more: 1.0.0 to 1.1.0

1 breaking, 1 safe; major: 2.0.0 follows 1.0.0, the contract says 1.1.0.

## Breaking

- **operation-removed**: GET /owners is gone; sending and receiving GET /owners (`old.yaml:9:5`).

## Safe

- **optional-property-added**: Pet.\\<b\\>age\\</b\\> is new; receiving GET /pets and 1 more \
(`old.yaml:20:5` to `new.yaml:25:9`).
"""
    )


def test_annotations_stand_in_the_new_contract() -> None:
    assert FORMS["github"](outcome(REMOVED, ADDED)) == (
        "::error title=operation-removed::GET /owners is gone; sending and receiving GET /owners\n"
        "::notice file=new.yaml,line=25,col=9,title=optional-property-added"
        "::Pet.<b>age</b> is new; receiving GET /pets and 1 more\n"
    )


def test_what_is_accepted_is_no_error() -> None:
    accepted = {REMOVED: Acceptance("operation-removed", "Nobody calls it")}

    assert FORMS["github"](outcome(REMOVED, accepted=accepted)).startswith("::warning ")
    assert "Accepted: Nobody calls it" in FORMS["html"](outcome(REMOVED, accepted=accepted))


class Tags(HTMLParser):
    """Notes the tags of a page, and whether each that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else_and_escapes_what_a_contract_says() -> None:
    page = FORMS["html"](outcome(REMOVED, ADDED))
    tags = Tags(page)

    assert tags.open == []
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe", "b"})
    assert "Pet.&lt;b&gt;age&lt;/b&gt; is new" in page
    assert "<title>Pets &amp; more: 1.0.0 to 1.1.0</title>" in page
    assert re.findall(r"https?://|url\(|@import", page) == []
