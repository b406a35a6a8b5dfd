"""Scenario files with mistakes: each is told with its place."""

from __future__ import annotations

import pytest

from tenon.finding import ContractError
from tenon.mock.scenario import Scenarios
from tenon.runtime.service import Service
from tests.mock.scripted import PETS, Scripted, State, Write
from tests.tiny import ask


def found(write: Write, text: str) -> list[str]:
    with pytest.raises(ContractError) as raised:
        Scenarios.load(write(text), PETS)
    return [str(finding) for finding in raised.value.findings]


def test_mistakes_in_a_file_are_told_all_at_once_with_their_places(write: Write) -> None:
    text = """\
scenarios:
  - operation: getPets
    answer: {status: 200}
  - operation: getPet
    wen: {path: {id: 7}}
    answer: {statsu: 503}
  - operation: getPet
    when: {path: {ids: 7}, body: {name: x}, colour: red, state: 3}
    answers:
      - {example: rexx}
      - {status: 700}
      - {status: 503, error: 503}
      - {body: {name: 3}}
      - {delay: soon, drop: never, times: 0}
    then: stop
    probability: 120%
  - operation: "DELETE /pets/{id}"
    answers: []
"""
    assert found(write, text) == MISTAKES.splitlines()


MISTAKES = """\
mock.yaml:2:5: unknown-operation: the contract has no operation getPets; did you mean getPet?
mock.yaml:5:5: unknown-key: a scenario knows no wen; did you mean when?
mock.yaml:6:14: unknown-key: an answer knows no statsu; did you mean status?
mock.yaml:8:19: unknown-parameter: no path parameter ids is declared; did you mean id?
mock.yaml:8:35: bad-pointer: name is no JSON Pointer; write /name
mock.yaml:8:45: unknown-key: when knows no colour; known are path, query, headers, body, state, \
session
mock.yaml:8:58: wrong-type: state is no mapping; write /pointer: value
mock.yaml:10:10: unknown-example: getPet has no example rexx of its 200; did you mean rex?
mock.yaml:11:10: wrong-value: 700 is no status of an answer; write 200 to 599
mock.yaml:12:10: wrong-combination: error and status exclude each other; keep one of them
mock.yaml:13:17: invalid-body: what getPet declares does not allow it: 3 is not of type "string"; \
correct it, or add verbatim: true
mock.yaml:14:10: wrong-value: 'soon' is no span of time; write it as 200ms or 1.5s
mock.yaml:14:23: wrong-value: never is not known here; write before or halfway
mock.yaml:14:36: wrong-value: 0 is no number of times; write 1 to 1000000
mock.yaml:15:5: wrong-value: stop is not known here; write last or repeat or pass
mock.yaml:16:5: wrong-value: '120%' is no chance; write 5% or 0.05
mock.yaml:17:5: unknown-operation: the contract has no operation DELETE /pets/{id}; did you mean \
GET /pets/{id}?
mock.yaml:18:5: wrong-type: answers are a list with one or more; begin each with a dash
"""


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "mock.yaml:1:1: empty-document: the file holds no document; write one"),
        ("[]", "mock.yaml:1:1: wrong-type: the file is no mapping; known are scenarios"),
        (
            "scenarios: []",
            (
                "mock.yaml:1:1: no-scenarios: there are no scenarios; "
                "write scenarios: and a list of them"
            ),
        ),
        (
            "scenarios: [{operation: getPet}]",
            (
                "mock.yaml:1:13: missing-field: a scenario needs either answers or answer; "
                "write what it answers"
            ),
        ),
        (
            "scenarios: [{operation: [], answer: pass}]",
            (
                "mock.yaml:1:13: missing-field: operation is missing in a scenario; "
                'name one by its id, or as "GET /path", or "*" for all'
            ),
        ),
        (
            "scenarios: [{operation: getPet, answer: {handler: 'nowhere:x'}}]",
            "mock.yaml:1:42: bad-import: there is no module nowhere",
        ),
        (
            "scenarios: [{operation: getPet, answer: {handler: 'asyncio:sleep'}}]",
            (
                "mock.yaml:1:42: bad-import: asyncio:sleep is a coroutine function; "
                "write def name(asked, state)"
            ),
        ),
        (
            "scenarios: [{operation: getPet, when: {path: {id: {type: foo}}}, answer: pass}]",
            (
                "mock.yaml:1:47: bad-schema: this is no JSON Schema: "
                """"foo" is not valid under any of the schemas listed in the 'anyOf' keyword"""
            ),
        ),
        (
            "scenarios: [{operation: getPet, answer: {headers: {a b: c}}}]",
            "mock.yaml:1:42: wrong-value: 'a b' cannot be the name of a header; correct it",
        ),
    ],
)
def test_a_mistake_is_told(write: Write, text: str, finding: str) -> None:
    assert found(write, text) == [finding]


def test_a_status_that_is_not_declared_is_a_warning(write: Write) -> None:
    text = "scenarios: [{operation: getPet, answer: {error: 502}}]"
    assert [str(finding) for finding in Scenarios.load(write(text), PETS).findings] == [
        (
            "mock.yaml:1:42: warning: undeclared-status: getPet declares no 502; "
            "it is sent all the same"
        )
    ]


def test_a_body_may_break_the_contract_when_that_is_meant(write: Write) -> None:
    text = "scenarios: [{operation: getPet, answer: {body: {}, verbatim: true}}]"
    assert Scenarios.load(write(text), PETS).findings == ()


def test_a_missing_file_is_told() -> None:
    with pytest.raises(ContractError, match=r"nowhere.yaml:1:1: file-missing: there is no such"):
        Scenarios.load("nowhere.yaml", PETS)


async def test_sessions_do_not_fill_the_memory(write: Write) -> None:
    scenarios = Scenarios.load(write("scenarios: [{operation: '*', answer: pass}]"), PETS)
    app = Service(PETS, {"getPet": Scripted(scenarios, State())})
    for number in range(1_100):
        await ask(app, "GET", "/pets/7", headers={"X-Mock-Session": str(number)})
    assert len(scenarios._counts) == 1_000
