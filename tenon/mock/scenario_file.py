"""The file of scenarios, `mock.yaml`, read: every mistake in it is a finding with its place.

scenarios:
  - operation: getPet            # an id, "GET /pets/{id}", a list of them, or "*"
    when:
      path: {id: 7}              # a value, a JSON Schema, or {absent: true}
      headers: {x-tenant: acme}
      body: {/name: {pattern: ^R}}
      state: {/pets: {minItems: 3}}
    answers:
      - {status: 503, headers: {Retry-After: 2}, times: 2}
      - {status: 200, example: rex, delay: 300ms}
      - pass
    then: repeat
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tenon.contract import Contract, Location, Operation
from tenon.contract.pointer import join
from tenon.document.source import read_file
from tenon.document.text import Unreadable
from tenon.document.wording import did_you_mean, shown
from tenon.finding import ContractError, Finding, errors
from tenon.mock.condition import Condition, schema_of
from tenon.mock.scenario import Scenario
from tenon.mock.scenario_step import StepReader
from tenon.mock.scenario_values import Notes, count, one_of, rate, text
from tenon.runtime.formats import Format

_KEYS = ("name", "operation", "when", "answers", "answer", "then", "probability", "times")
_READERS = {
    "name": text,
    "then": one_of("last", "repeat", "pass"),
    "probability": rate,
    "times": count,
}
_PARTS = ("path", "query", "headers", "body", "state", "session")
_POINTED = ("body", "state")
_LOCATED = {"path": Location.PATH, "query": Location.QUERY}


def read_scenarios(
    path: Path, contract: Contract, formats: Mapping[str, Format]
) -> tuple[tuple[Scenario, ...], tuple[Finding, ...]]:
    """The scenarios in a file for a contract, and warnings. Raises ContractError."""
    try:
        source = read_file(path, str(path), path.name)
    except Unreadable as error:
        raise ContractError(error.findings) from None
    notes = Notes(source)
    scenarios = tuple(_Reader(notes, contract, formats).scenarios(source.value))
    findings = sorted((*source.findings, *notes.findings), key=lambda finding: finding.place)
    if errors(findings):
        raise ContractError(findings)
    return scenarios, tuple(findings)


class _Reader:
    """Reads the whole of one file."""

    def __init__(self, notes: Notes, contract: Contract, formats: Mapping[str, Format]) -> None:
        self._notes = notes
        self._steps = StepReader(notes, contract, formats)
        self._operations: dict[str, Operation] = {}
        for operation in contract.operations:
            self._operations[operation.id] = operation
            self._operations[f"{operation.method} {operation.path}"] = operation

    def scenarios(self, root: Any) -> Iterator[Scenario]:
        """Every scenario that can be read; what cannot is noted."""
        members = self._notes.members(root, "", ("scenarios",), "the file")
        listed = members.get("scenarios")
        if not isinstance(root, dict):
            return
        if not isinstance(listed, list) or not listed:
            remedy = "write scenarios: and a list of them"
            self._notes.add("/scenarios", "no-scenarios", "there are no scenarios", remedy)
            return
        for index, value in enumerate(listed):
            scenario = self._scenario(value, join("/scenarios", index), index)
            if scenario is not None:
                yield scenario

    def _scenario(self, value: Any, at: str, index: int) -> Scenario | None:
        members = self._notes.members(value, at, _KEYS, "a scenario")
        if not members:
            return None
        ids = self._named(members.get("operation"), at)
        operations = [self._operations[id_] for id_ in ids or ()]
        said: dict[str, Any] = {
            key: self._notes.read(read, members[key], join(at, key))
            for key, read in _READERS.items()
            if key in members
        }
        name = said.pop("name", None) or f"scenario {index + 1}"
        when = members.get("when", {})
        conditions = tuple(self._conditions(when, join(at, "when"), operations))
        steps = tuple(self._answers(members, at, operations))
        named = frozenset(operation.id for operation in operations) if ids is not None else None
        return Scenario(name, steps, named, conditions, **said) if steps else None

    def _named(self, value: Any, at: str) -> list[str] | None:
        """The keys of the operations that a scenario is for; None for all."""
        if value == "*":
            return None
        if value is None or value == []:
            remedy = 'name one by its id, or as "GET /path", or "*" for all'
            self._notes.add(at, "missing-field", "operation is missing in a scenario", remedy)
            return []
        listed = value if isinstance(value, list) else [value]
        found = []
        for index, name in enumerate(listed):
            if isinstance(name, str) and name in self._operations:
                found.append(name)
                continue
            where = join(at, "operation", *([index] if isinstance(value, list) else ()))
            remedy = did_you_mean(str(name), self._operations)
            message = f"the contract has no operation {shown(name)}"
            self._notes.add(where, "unknown-operation", message, remedy)
        return found

    def _answers(
        self, members: Mapping[str, Any], at: str, operations: list[Operation]
    ) -> Iterator[Any]:
        if ("answers" in members) == ("answer" in members):
            message = "a scenario needs either answers or answer"
            self._notes.add(at, "missing-field", message, "write what it answers")
            return
        key = "answers" if "answers" in members else "answer"
        listed = members[key] if key == "answers" else [members[key]]
        if not isinstance(listed, list) or not listed:
            message = "answers are a list with one or more"
            self._notes.add(join(at, key), "wrong-type", message, "begin each with a dash")
            return
        for index, value in enumerate(listed):
            where = join(at, key, *([index] if key == "answers" else ()))
            step = self._steps.read(value, where, operations)
            if step is not None:
                yield step

    def _conditions(self, value: Any, at: str, operations: list[Operation]) -> Iterator[Condition]:
        for part, said in self._notes.members(value, at, _PARTS, "when").items():
            where = join(at, part)
            if part == "session":
                yield from self._condition(part, "", said, where)
                continue
            if not isinstance(said, dict):
                remedy = "write /pointer: value" if part in _POINTED else "write name: value"
                self._notes.add(where, "wrong-type", f"{part} is no mapping", remedy)
                continue
            for name, wanted in said.items():
                self._known(part, name, join(where, name), operations)
                yield from self._condition(part, name, wanted, join(where, name))

    def _condition(self, part: str, name: str, said: Any, at: str) -> Iterator[Condition]:
        condition = Condition(part, name, schema_of(said, part))
        try:
            _ = condition.judge
        except Exception as error:  # of the many that a compiler of schemas raises
            said_so = str(getattr(error, "message", error)).partition("\n")[0]
            self._notes.add(at, "bad-schema", f"this is no JSON Schema: {shown(said_so)}")
            return
        yield condition

    def _known(self, part: str, name: str, at: str, operations: list[Operation]) -> None:
        """Note a name that no request could have."""
        if part in _POINTED:
            if name and not name.startswith("/"):
                message = f"{shown(name)} is no JSON Pointer"
                self._notes.add(at, "bad-pointer", message, f"write /{shown(name)}")
            return
        if part not in _LOCATED or not operations:
            return
        known = {p.name for one in operations for p in one.located(_LOCATED[part])}
        if name not in known:
            message = f"no {part} parameter {shown(name)} is declared"
            self._notes.add(at, "unknown-parameter", message, did_you_mean(name, known))
