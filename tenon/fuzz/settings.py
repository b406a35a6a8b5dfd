"""The fuzzer's configuration, in its own words (schemathesis.toml)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tenon.contract import Contract, Location, Operation

CONDITIONS = frozenset({"if-match", "if-none-match", "if-unmodified-since"})
IDEMPOTENCY = "idempotency-key"
# What the fuzzer accepts as an answer to good data by itself, and 412.
_ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "412", "429", "5xx")


# A curl command can only be repeated as it was sent, so nothing in it is masked.
_SETTINGS = """\
[cache]
enabled = false

[generation]
database = "none"

[output.sanitization]
enabled = false
"""


def configuration(contract: Contract) -> str:
    """The configuration for a contract: every check and phase, nothing kept between runs."""
    conditional = [o.id for o in contract.operations if declares(o, CONDITIONS)]
    text = _SETTINGS
    if conditional:
        text += (
            f"\n[[operations]]\ninclude-operation-id = {json.dumps(conditional)}\n"
            f"checks.positive_data_acceptance.expected-statuses = {json.dumps(_ACCEPTED)}\n"
        )
    return text


def declares(operation: Operation, names: Iterable[str]) -> bool:
    """Whether an operation declares a header of one of these names, written small."""
    wanted = set(names)
    return any(p.name.lower() in wanted for p in operation.located(Location.HEADER))
