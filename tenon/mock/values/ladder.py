"""Making a value valid, rung by rung: quickly first, then with more and more care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from time import thread_time
from typing import Any

from tenon.contract import Schema, pointer
from tenon.contract.schemas import Direction, Schemas
from tenon.mock.values.gathering import ImpossibleError
from tenon.mock.values.node import Node
from tenon.mock.values.plan import ContractPlan
from tenon.mock.values.pruning import pruned
from tenon.mock.values.run import Run
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge, Validator

_BUDGET_S = 0.04
_FIRST_BUDGET_S = 0.15  # the first value of a schema also compiles what it needs
# How a value is made when the one before was not valid: what is judged on the way, whether
# properties are made that need not be there, and what is drawn.
_LADDER = ((0, True, 0), (1, True, 0), (2, True, 0), (2, False, 0), (1, True, 1), (1, True, 2))
_LESSONS = 5  # values that are made again because the one before has taught something
_HOPELESS = 3  # values in a row that could not be made: then one try is enough
Making = Callable[[Node, Run], Any]
Outcome = tuple[Any, str]


@dataclass(slots=True)
class Planned:
    """A schema in one direction, ready to be made."""

    start: Node
    validator: Validator
    plan: ContractPlan
    made: int = 0
    failed: int = 0


class Ladder:
    """Makes values for the schemas of one contract; each is a pair, the value and its fault."""

    def __init__(
        self,
        schemas: Schemas,
        judge: Judge,
        formats: Mapping[str, Format],
        seed: int,
        fill: bool,
        items: tuple[int, int],
    ) -> None:
        self._schemas = schemas
        self._judge = judge
        self._formats = formats
        self._seed = seed
        self._fill = fill
        self._items = items
        self._plans: dict[Direction | None, ContractPlan] = {}
        self._known: dict[tuple[str, Direction | None], Planned] = {}

    def made(self, planned: Planned, key: str, varied: bool, name: str) -> Outcome:
        """A value made of nothing."""
        return self._climb(planned, key, varied, lambda node, run: node.make(run, name))

    def fitted(self, planned: Planned, key: str, varied: bool, name: str, given: Any) -> Outcome:
        """A value that keeps what it can of another."""
        return self._climb(planned, key, varied, lambda node, run: node.fit(given, run, name))

    def planned(self, schema: Schema, direction: Direction | None) -> Planned:
        """A schema made ready.

        Raises ValueError when the schema cannot be compiled, KeyError for an unknown reference.
        """
        key = (schema.pointer, direction)
        found = self._known.get(key)
        if found is None:
            plan = self._plan(direction)
            validator = self._judge.validator(schema, direction)
            found = Planned(plan.start(schema, validator), validator, plan)
            self._known[key] = found
        return found

    def _plan(self, direction: Direction | None) -> ContractPlan:
        if direction not in self._plans:
            # Parts are judged by a judge that refuses what it cannot compile.
            judge = Judge(self._schemas, self._formats)
            plan = ContractPlan(self._schemas, judge, direction, self._formats)
            self._plans[direction] = plan
        return self._plans[direction]

    def _climb(self, planned: Planned, key: str, varied: bool, making: Making) -> Outcome:
        budget = _BUDGET_S if planned.made else _FIRST_BUDGET_S
        deadline = thread_time() + budget
        planned.made += 1
        value, fault = None, ""
        for rung in range(len(_LADDER)):
            run = self._run(key, rung, deadline, varied)
            try:
                value = self._learned(planned, run, key, rung, making)
            except (ImpossibleError, RecursionError) as error:
                fault = str(error) or "it is nested too deeply"
                break
            if planned.validator.is_valid(value):
                planned.failed = 0
                return value, ""
            if run.capped:
                return value, run.capped
            if run.late or planned.failed >= _HOPELESS:
                break
        planned.failed += 1
        return self._rescued(planned, value, fault, key, making)

    def _learned(self, planned: Planned, run: Run, key: str, rung: int, making: Making) -> Any:
        """A value made by all that is known of the schema.

        What turns out impossible while a value is made is not tried again. So that the same key
        makes the same value before and after, a value that taught something is made again.
        """
        for _ in range(_LESSONS):
            lessons = planned.plan.lessons
            value = making(planned.start, run)
            if planned.plan.lessons == lessons or run.late:
                break
            run.begin(self._random(key, rung))
        return value

    def _run(self, key: str, rung: int, deadline: float, varied: bool) -> Run:
        level, fill, _ = _LADDER[rung]
        random = self._random(key, rung)
        fill = fill and self._fill
        return Run(random, deadline, fill, varied, items=self._items, level=level)

    def _random(self, key: str, rung: int) -> Random:
        digest = blake2b(f"{self._seed}\0{key}".encode(), digest_size=8).digest()
        return Random(int.from_bytes(digest) + _LADDER[rung][2])  # noqa: S311 (nothing secret)

    def _rescued(
        self, planned: Planned, value: Any, fault: str, key: str, making: Making
    ) -> Outcome:
        """What was made without what is wrong with it; else the best effort, and why."""
        run = self._run(key, 0, thread_time(), varied=False)
        run.relaxed = True
        if fault:
            try:
                value = making(planned.start, run)
            except (ImpossibleError, RecursionError):
                value = None
        rest = pruned(planned.validator, value)
        if planned.validator.is_valid(rest):
            return rest, ""
        return value, fault or run.capped or _first_error(planned.validator, value)


def _first_error(validator: Validator, value: Any) -> str:
    for error in validator.iter_errors(value):
        at = pointer.join("", *error.instance_path) or "the whole value"
        return f"no valid value was found in time: {at} does not satisfy `{error.kind.name}`"
    return "no valid value was found in time"
