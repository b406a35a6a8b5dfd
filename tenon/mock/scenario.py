"""Scenarios: what a mock answers in which case, in which order."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Literal

from tenon.contract import Contract
from tenon.finding import Finding
from tenon.mock.condition import Condition, Described, session_of
from tenon.mock.events import paused
from tenon.mock.mishap import KEY, Mishap, failure
from tenon.mock.outcome import Outcome
from tenon.mock.wish import Wish
from tenon.runtime.formats import Format
from tenon.runtime.handler import Asked
from tenon.runtime.headers import field_name, field_value

_MOST_SESSIONS = 1_000

Said = Outcome | Wish | None
Handler = Callable[[Asked, Any], Said]


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of a scenario, given `times` times before the next one follows.

    `outcome` is an answer as it stands and `wish` one that the contract completes; neither is the
    mock's usual answer. `handler` decides for itself, `error` fails. `headers` go out with what
    is answered; `delay_s`, `slow_s` and `drop` are the trouble on the way, `halfway` says where.
    `items` are those of a stream, with a pause of `pause_s` between two.
    """

    outcome: Outcome | None = None
    wish: Wish | None = None
    handler: Handler | None = None
    error: int | None = None
    times: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float | None = None
    slow_s: float | None = None
    drop: bool = False
    halfway: bool = False
    items: tuple[Any, ...] | None = None
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one kind of request is answered while all conditions hold.

    `operations` are ids; None is every operation. After the last step, `then` says, the last one
    goes on, all begin again, or the scenario applies no more. It applies with a chance of
    `probability`, and at most `times` times in a session.
    """

    name: str
    steps: tuple[Step, ...]
    operations: frozenset[str] | None = None
    conditions: tuple[Condition, ...] = ()
    then: Literal["last", "repeat", "pass"] = "last"
    probability: float = 1.0
    times: int | None = None

    def step(self, count: int) -> Step | None:
        """The step for a request after `count` others; None when it applies no more."""
        if self.times is not None and count >= self.times:
            return None
        total = sum(step.times for step in self.steps)
        if count >= total and self.then == "pass":
            return None
        count = count % total if self.then == "repeat" else min(count, total - 1)
        for step in self.steps:
            if count < step.times:
                return step
            count -= step.times
        return None


class Scenarios:
    """All scenarios of a mock; the first that applies to a request answers it.

    How often each has answered is counted by session. `findings` are warnings that were met when
    they were read.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], *, seed: int = 0, findings: Sequence[Finding] = ()
    ) -> None:
        self.findings = tuple(findings)
        self._scenarios = tuple(scenarios)
        self._by_operation: dict[str, tuple[tuple[int, Scenario], ...]] = {}
        self._counts: OrderedDict[str, dict[int, int]] = OrderedDict()
        self._random = Random(seed)  # noqa: S311  chance, not secrecy

    @classmethod
    def load(
        cls,
        path: str | Path,
        contract: Contract,
        *,
        formats: Mapping[str, Format] | None = None,
        seed: int = 0,
    ) -> Scenarios:
        """The scenarios in a file such as `mock.yaml`, for the operations of a contract.

        Raises ContractError, whose findings have line and column, when the file has mistakes.
        """
        from tenon.mock.scenario_file import read_scenarios

        scenarios, findings = read_scenarios(Path(path), contract, formats or {})
        return cls(scenarios, seed=seed, findings=findings)

    def answer(self, asked: Asked, state: Described | None) -> Said:
        """What the first scenario that applies says; None for the mock's usual answer.

        Raises Problem where a scenario fails the request.
        """
        scenarios = self._by_operation.get(asked.operation.id)
        if scenarios is None:
            scenarios = self._of(asked.operation.id)
        for number, scenario in scenarios:
            step = self._applies(number, scenario, asked, state)
            if step is not None:
                return _said(step, asked, state)
        return None

    def reset(self, session: str) -> None:
        """Begin all scenarios of a session again."""
        self._counts.pop(session, None)

    def _of(self, operation: str) -> tuple[tuple[int, Scenario], ...]:
        found = tuple(
            (number, scenario)
            for number, scenario in enumerate(self._scenarios)
            if scenario.operations is None or operation in scenario.operations
        )
        self._by_operation[operation] = found
        return found

    def _applies(
        self, number: int, scenario: Scenario, asked: Asked, state: Described | None
    ) -> Step | None:
        """The step of a scenario that is due, counted, where it applies."""
        counts = self._counted(session_of(asked))
        step = scenario.step(counts.get(number, 0))
        if step is None or not all(one.holds(asked, state) for one in scenario.conditions):
            return None
        if scenario.probability < 1 and self._random.random() >= scenario.probability:
            return None
        counts[number] = counts.get(number, 0) + 1
        return step

    def _counted(self, session: str) -> dict[int, int]:
        counts = self._counts.get(session)
        if counts is None:
            counts = self._counts[session] = {}
            if len(self._counts) > _MOST_SESSIONS:
                self._counts.popitem(last=False)
        return counts


def _said(step: Step, asked: Asked, state: Described | None) -> Said:
    mishap: Mishap | None = asked.scope.get(KEY)
    if mishap is not None:
        _befall(step, mishap)
    if step.error is not None:
        raise failure(asked.operation, (step.error,))
    if step.handler is not None:
        return _checked(step.handler(asked, state))
    if step.items is not None and step.outcome is not None:
        return replace(step.outcome, body=paused(step.items, step.pause_s))
    return step.outcome or step.wish


def _befall(step: Step, mishap: Mishap) -> None:
    if step.delay_s is not None:
        mishap.delay_s = step.delay_s
    if step.slow_s is not None:
        mishap.slow_s = step.slow_s
    if step.drop:
        mishap.drop, mishap.halfway = True, step.halfway
    mishap.headers += [(field_name(n), field_value(text)) for n, text in step.headers.items()]


def _checked(said: Said) -> Said:
    """What a handler gave. Raises TypeError when that is nothing that can be answered."""
    if said is None or isinstance(said, (Outcome, Wish)):
        return said
    raise TypeError(f"a handler of a scenario returned {type(said).__name__}, not an Outcome")
