"""What the author allows, with a reason, where it stands."""

from __future__ import annotations

import json

from tests.lint.conftest import Linted

POST = "{ operationId: createBook }"
RULE = "unsecured-change"


def test_a_comment_allows_a_rule_on_its_own_line(linted: Linted) -> None:
    body = f"paths:\n  /books:\n    post: {POST} # tenon: allow {RULE} All may.\n"

    assert linted(body, RULE, "silence-unused") == []


def test_a_comment_allows_a_rule_on_the_next_line_that_says_something(linted: Linted) -> None:
    comment = f"    # tenon: allow {RULE} All may.\n    # So it was decided.\n\n"
    body = f"paths:\n  /books:\n{comment}    post: {POST}\n    put: {{ operationId: put }}\n"

    assert [str(f.place) for f in linted(body, RULE, "silence-unused")] == ["openapi.yaml:9:5"]


def test_a_comment_allows_no_other_rule(linted: Linted) -> None:
    body = f"paths:\n  /books:\n    post: {POST} # tenon: allow tag-order Whatever.\n"

    found = [finding.rule for finding in linted(body, RULE, "silence-unused")]

    assert found == [RULE, "silence-unused"]


def test_text_that_looks_like_a_comment_allows_nothing(linted: Linted) -> None:
    body = (
        f"paths:\n  /books:\n    post:\n      description: |\n        Such as\n"
        f"        # tenon: allow {RULE} this\n      operationId: createBook\n"
        f"      summary: 'x # tenon: allow {RULE} this'\n"
    )

    assert [f.rule for f in linted(body, RULE, "silence-unused")] == [RULE]


def test_a_field_of_the_object_allows_a_rule_in_json(linted: Linted) -> None:
    post = {"operationId": "createBook", "x-tenon-allow": {RULE: "All may."}}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Library", "version": "1"},
        "paths": {"/books": {"post": post, "put": {"operationId": "put"}}},
    }

    found = linted(json.dumps(document, indent=1), RULE, "silence-unused")

    assert [(f.rule, f.message) for f in found] == [(RULE, "anybody may call PUT /books")]


def test_a_silence_for_a_rule_that_is_off_is_not_unused(linted: Linted) -> None:
    body = f"paths:\n  /books:\n    get: {{ operationId: a }} # tenon: allow {RULE} All may.\n"

    assert linted(body, "silence-unused", severities={RULE: None}) == []


def test_remarks_of_reading_are_allowed_in_the_same_way(linted: Linted) -> None:
    comment = "# tenon: allow unknown-format Our own."
    body = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {{ format: our }} {comment}\n"

    assert linted(body, "unknown-format", "silence-unused") == []
