"""The fuzzer's configuration, in its own words (schemathesis.toml)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tenon.contract import Contract, Location, Operation

CONDITIONS = frozenset({"if-match", "if-none-match", "if-unmodified-since"})
IDEMPOTENCY = "idempotency-key"
# What the fuzzer accepts as an answer to good data by itself.
_ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")

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
    more: dict[tuple[str, ...], list[str]] = {}
    for operation in contract.operations:
        if statuses := tuple(_also_answered(operation)):
            more.setdefault(statuses, []).append(operation.id)
    return _SETTINGS + "".join(
        f"\n[[operations]]\ninclude-operation-id = {json.dumps(ids)}\n"
        "checks.positive_data_acceptance.expected-statuses = "
        f"{json.dumps(sorted((*_ACCEPTED, *statuses)))}\n"
        for statuses, ids in more.items()
    )


def _also_answered(operation: Operation) -> Iterator[str]:
    """What else may answer good data, where a schema cannot say what good data is.

    A condition need not hold; bytes need not be of the type that they are sent as; the bytes of a
    range need not exist.
    """
    if declares(operation, CONDITIONS):
        yield "412"
    if operation.body is not None and operation.body.streams:
        yield "415"
    if declares(operation, {"range"}):
        yield "416"


def declares(operation: Operation, names: Iterable[str]) -> bool:
    """Whether an operation declares a header of one of these names, written small."""
    wanted = set(names)
    return any(p.name.lower() in wanted for p in operation.located(Location.HEADER))
