"""The fuzzer's configuration."""

from __future__ import annotations

import tomllib
from typing import Any

from tenon.contract import Contract
from tenon.fuzz.settings import configuration


def configured(*headers: str) -> dict[str, Any]:
    """The configuration for one operation that declares some headers."""
    parameters = [{"name": h, "in": "header", "schema": {"type": "string"}} for h in headers]
    operation = {"operationId": "change", "parameters": parameters, "responses": {}}
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


def test_nothing_is_loosened_where_no_condition_is_declared() -> None:
    assert "operations" not in configured("X-Request-ID")


def test_nothing_is_kept_between_runs() -> None:
    found = configured()

    assert found["cache"] == {"enabled": False}
    assert found["generation"] == {"database": "none"}
