"""The fuzzer's configuration."""

from __future__ import annotations

import tomllib
from typing import Any

from tenon.contract import Contract
from tenon.fuzz.settings import configuration


def configured(*headers: str, **more: Any) -> dict[str, Any]:
    """The configuration for one operation that declares some headers, and more."""
    parameters = [{"name": h, "in": "header", "schema": {"type": "string"}} for h in headers]
    operation = {"operationId": "change", "parameters": parameters, "responses": {}, **more}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"patch": operation}},
    }
    return tomllib.loads(configuration(Contract.from_bundle(document)))


def test_412_may_answer_good_data_where_a_condition_is_declared() -> None:
    (rule,) = configured("If-Match")["operations"]

    assert rule == {
        "include-operation-id": ["change"],
        "checks": {
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412", "429", "5xx"]
            }
        },
    }


def accepted(*headers: str, **more: Any) -> set[str]:
    (rule,) = configured(*headers, **more)["operations"]
    return set(rule["checks"]["positive_data_acceptance"]["expected-statuses"])


def test_415_may_answer_bytes_that_no_schema_describes() -> None:
    body = {"content": {"image/png": {"x-stream": True}}}

    assert "415" in accepted(requestBody=body)
    assert "operations" not in configured(requestBody={"content": {"application/json": {}}})


def test_416_may_answer_a_range() -> None:
    assert "416" in accepted("Range")
    assert {"412", "415", "416"} <= accepted(
        "range", "If-Match", requestBody={"content": {"image/png": {"x-stream": True}}}
    )


def test_nothing_is_loosened_where_no_condition_is_declared() -> None:
    assert "operations" not in configured("X-Request-ID")


def test_nothing_is_kept_between_runs() -> None:
    found = configured()

    assert found["cache"] == {"enabled": False}
    assert found["generation"] == {"database": "none"}
