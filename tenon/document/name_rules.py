"""Names that clash in Python, told with the names that are used instead."""

from __future__ import annotations

from collections.abc import Iterator

from tenon.contract import Contract, naming
from tenon.contract.pointer import join
from tenon.document.validity import Fault
from tenon.document.wording import shown
from tenon.finding import Severity


def clashes(contract: Contract) -> Iterator[Fault]:
    """Operations of a group, and parameters of an operation, that got a number to their name."""
    for operation in contract.operations:
        plain = naming.snake(operation.id)
        if operation.function != plain:
            message = (
                f"another operation of {operation.group} is {plain} in Python, "
                f"so {shown(operation.id)} is {operation.function}"
            )
            yield _fault(join(operation.pointer, "operationId"), message)
        for parameter in operation.parameters:
            plain = naming.snake(parameter.name)
            if parameter.argument != plain:
                message = (
                    f"{plain} is taken, so the {parameter.location} parameter "
                    f"{shown(parameter.name)} is {parameter.argument} in Python"
                )
                yield _fault(join(operation.pointer, "parameters"), message)


def _fault(at: str, message: str) -> Fault:
    return Fault(at, "name-clash", message, "name them apart", Severity.WARNING)
