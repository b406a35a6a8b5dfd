"""Findings stand where the author wrote, also in what raising to OpenAPI 3.1 wrote anew."""

from __future__ import annotations

from tests.lint.conftest import Linted

HEAD = "openapi: 3.0.3\ninfo: { title: Library, version: 1.0.0 }\n"


def test_the_example_of_a_schema_stands_where_it_is_written(linted: Linted) -> None:
    body = """\
paths: {}
components:
  schemas:
    Title:
      type: object
      properties: { text: { type: string } }
      example:
        text:
          - Dune
"""

    found = linted(body, "example-invalid", head=HEAD)

    assert [str(f.place) for f in found] == ["openapi.yaml:10:9"]


def test_what_is_nullable_stands_where_it_is_written(linted: Linted) -> None:
    body = """\
paths: {}
components:
  schemas:
    Names:
      nullable: true
      allOf:
        - type: array
          items: { type: string }
        - maxItems: 3
    Name:
      nullable: true
      allOf:
        - type: array
          items: { type: string }
"""

    found = linted(body, "unbounded-array", "unbounded-string", head=HEAD)

    assert [f"{f.place.line}:{f.place.column} {f.rule}" for f in found] == [
        "10:11 unbounded-string",
        "15:11 unbounded-array",
        "16:11 unbounded-string",
    ]
