"""Scenarios: what a file says is answered, in which case and in which order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.finding import ContractError
from tenon.mock.mishap import KEY, Mishap
from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.scenario import Scenarios
from tenon.mock.wish import Wish
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.service import Service
from tests.tiny import JSON, ask, contract, operation, parameter, post, reply

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
}
EXAMPLES = {"rex": {"value": {"name": "Rex"}}, "tom": {"value": {"name": "Tom"}}}
PETS = contract(
    {
        "/pets": {
            "post": operation(
                "addPet",
                body={"content": {JSON: {"schema": PET}}},
                replies={"201": reply(PET), "409": reply({"type": "object"})},
            ),
            "get": operation("listPets", parameter("tag", "query", {"type": "string"})),
        },
        "/pets/{id}": {
            "get": operation(
                "getPet",
                parameter("id", "path", {"type": "integer"}),
                replies={
                    "200": {
                        "description": "",
                        "content": {JSON: {"schema": PET, "examples": EXAMPLES}},
                    },
                    "503": reply({"type": "object"}),
                    "404": reply(),
                },
            ),
        },
    }
)


class State:
    """What a session remembers."""

    def __init__(self, **items: Any) -> None:
        self.items = items

    def describe(self) -> Mapping[str, Any]:
        return {
            name: {"total": len(items), "items": [{"fields": fields} for fields in items]}
            for name, items in self.items.items()
        }


class Scripted(Direct):
    """Answers what a scenario says, told as JSON."""

    def __init__(self, scenarios: Scenarios, state: State) -> None:
        self.scenarios, self.state = scenarios, state

    def __call__(self, asked: Asked) -> Written:
        asked.scope[KEY] = mishap = Mishap()
        said = self.scenarios.answer(asked, self.state)
        told = {"said": describe(said), "trouble": trouble(mishap)}
        return Written(200, [], json.dumps(told).encode())


def describe(said: Any) -> Any:
    if isinstance(said, Outcome):
        body = "nothing" if said.body is ABSENT else said.body
        return [said.status, body, dict(said.headers)]
    if isinstance(said, Wish):
        return {k: v for k in Wish.__slots__ if (v := getattr(said, k)) not in (None, "", False)}
    return said


def trouble(mishap: Mishap) -> dict[str, Any]:
    found = {
        "delay_s": mishap.delay_s,
        "slow_s": mishap.slow_s,
        "drop": mishap.drop,
        "halfway": mishap.halfway,
        "headers": {name.decode(): value.decode() for name, value in mishap.headers},
    }
    return {key: value for key, value in found.items() if value}


Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def written(text: str) -> Path:
        Path("mock.yaml").write_text(text)
        return Path("mock.yaml")

    return written


Play = Callable[..., Service]


@pytest.fixture
def play(write: Write) -> Play:
    """A service that answers what the scenarios of a text say."""

    def made(text: str, state: State | None = None, contract: Contract = PETS) -> Service:
        scenarios = Scenarios.load(write(text), contract)
        scripted = Scripted(scenarios, state or State())
        return Service(contract, {one.id: scripted for one in contract.operations})

    return made


async def said(app: Service, target: str = "/pets/7", **headers: str) -> Any:
    answer = await ask(app, "GET", target, headers=headers)
    return answer.json["said"] if "said" in answer.json else answer.json["status"]


async def test_answers_come_one_after_the_other_and_the_last_goes_on(play: Play) -> None:
    app = play(
        """
        scenarios:
          - operation: getPet
            answers:
              - {error: 503, times: 2}
              - {status: 200, example: rex}
              - {body: {name: Tom}}
        """
    )
    assert [await said(app) for _ in range(5)] == [
        503,
        503,
        {"code": 200, "example": "rex"},
        [200, {"name": "Tom"}, {}],
        [200, {"name": "Tom"}, {}],
    ]


async def test_answers_may_begin_again(play: Play) -> None:
    app = play(
        """
        scenarios:
          - operation: getPet
            answers: [{example: rex}, pass]
            then: repeat
        """
    )
    assert [await said(app) for _ in range(4)] == [{"example": "rex"}, None] * 2


async def test_a_scenario_that_is_over_lets_the_next_one_answer(play: Play) -> None:
    app = play(
        """
        scenarios:
          - {operation: getPet, answers: [{example: rex}], then: pass}
          - {operation: "*", answer: {dynamic: true, seed: 7}, times: 1}
        """
    )
    assert [await said(app) for _ in range(3)] == [
        {"example": "rex"},
        {"dynamic": True, "seed": "7"},
        None,
    ]


async def test_a_scenario_knows_operations_by_method_and_path(play: Play) -> None:
    app = play(
        """
        scenarios:
          - operation: ["GET /pets/{id}", listPets]
            answer: {dynamic: true}
        """
    )
    assert await said(app) == {"dynamic": True}
    assert await said(app, "/pets") == {"dynamic": True}


@pytest.mark.parametrize(
    ("when", "target", "headers", "applies"),
    [
        ("{path: {id: 7}}", "/pets/7", {}, True),
        ("{path: {id: 7}}", "/pets/8", {}, False),
        ("{path: {id: {minimum: 7}}}", "/pets/8", {}, True),
        ("{path: {id: {enum: [1, 2]}}}", "/pets/8", {}, False),
        ("{headers: {x-tenant: acme}}", "/pets/7", {"X-Tenant": "acme"}, True),
        ("{headers: {X-Tenant: acme}}", "/pets/7", {}, False),
        ("{headers: {x-count: 3}}", "/pets/7", {"X-Count": "3"}, True),
        ("{headers: {x-tenant: {absent: true}}}", "/pets/7", {}, True),
        ("{headers: {x-tenant: {absent: true}}}", "/pets/7", {"X-Tenant": ""}, False),
        ("{session: demo}", "/pets/7", {"X-Mock-Session": "demo"}, True),
        ("{session: demo}", "/pets/7", {}, False),
        ("{state: {/pets: {minItems: 2}}}", "/pets/7", {}, True),
        ("{state: {/pets: {minItems: 3}}}", "/pets/7", {}, False),
        ("{state: {/pets/0/name: Rex}}", "/pets/7", {}, True),
        ("{state: {/dogs: {absent: true}}}", "/pets/7", {}, True),
        ("{path: {id: 7}, headers: {x-tenant: acme}}", "/pets/7", {}, False),
    ],
)
async def test_a_scenario_applies_where_its_conditions_hold(
    play: Play, when: str, target: str, headers: dict[str, str], applies: bool
) -> None:
    text = f"scenarios: [{{operation: getPet, when: {when}, answer: {{example: rex}}}}]"
    app = play(text, State(pets=[{"name": "Rex"}, {"name": "Tom"}]))
    assert await said(app, target, **headers) == ({"example": "rex"} if applies else None)


async def test_conditions_look_at_the_query(play: Play) -> None:
    text = "scenarios: [{operation: listPets, when: {query: {tag: cat}}, answer: {status: 204}}]"
    app = play(text)
    assert await said(app, "/pets?tag=cat") == [204, "nothing", {}]
    assert await said(app, "/pets?tag=dog") is None
    assert await said(app, "/pets") is None


async def test_conditions_look_at_the_body_by_pointers(play: Play) -> None:
    text = """
        scenarios:
          - operation: addPet
            when: {body: {/name: {pattern: ^R}, /age: {absent: true}}}
            answer: {error: 409}
        """
    app = play(text)
    assert (await post(app, "/pets", {"name": "Rex"})).status == 409
    assert (await post(app, "/pets", {"name": "Rex", "age": 3})).status == 200
    assert (await post(app, "/pets", {"name": "Tom"})).status == 200


async def test_each_session_has_scenarios_of_its_own(play: Play) -> None:
    app = play("scenarios: [{operation: getPet, answers: [{example: rex}, {example: tom}]}]")
    demo = {"X-Mock-Session": "demo"}
    assert await said(app) == {"example": "rex"}
    assert await said(app) == {"example": "tom"}
    assert await said(app, **demo) == {"example": "rex"}


async def test_a_session_can_begin_again(play: Play) -> None:
    app = play("scenarios: [{operation: getPet, answers: [{example: rex}, {example: tom}]}]")
    assert [await said(app), await said(app)] == [{"example": "rex"}, {"example": "tom"}]
    app.handlers["getPet"].scenarios.reset("")  # type: ignore[union-attr]
    assert await said(app) == {"example": "rex"}


async def test_a_scenario_may_apply_by_chance(write: Write) -> None:
    text = "scenarios: [{operation: getPet, probability: 30%, answer: {example: rex}}]"

    async def drawn(seed: int) -> list[bool]:
        scenarios = Scenarios.load(write(text), PETS, seed=seed)
        app = Service(PETS, {"getPet": Scripted(scenarios, State())})
        return [await said(app) is not None for _ in range(200)]

    first = await drawn(1)
    assert 35 < sum(first) < 85
    assert first == await drawn(1)
    assert first != await drawn(2)


async def test_trouble_and_headers_go_along_with_an_answer(play: Play) -> None:
    app = play(
        """
        scenarios:
          - operation: getPet
            answers:
              - {example: rex, delay: 300ms, slow: 2s, headers: {X-Count: 3}}
              - {drop: true}
              - {drop: halfway, body: {name: Tom}, headers: {ETag: '"1"'}}
        """
    )
    answers = [(await ask(app, "GET", "/pets/7")).json for _ in range(3)]
    assert answers == [
        {
            "said": {"example": "rex"},
            "trouble": {"delay_s": 0.3, "slow_s": 2.0, "headers": {"x-count": "3"}},
        },
        {"said": None, "trouble": {"drop": True}},
        {
            "said": [200, {"name": "Tom"}, {"ETag": '"1"'}],
            "trouble": {"drop": True, "halfway": True},
        },
    ]


async def test_a_status_without_a_declared_body_has_none(play: Play) -> None:
    app = play("scenarios: [{operation: getPet, answer: {status: 404}}]")
    assert await said(app) == [404, "nothing", {}]


async def test_a_function_of_the_project_may_answer(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        from tenon.mock.outcome import Outcome

        def pets(asked, state):
            if asked.values["id"] == 7:
                return Outcome(200, {"name": f"Seven of {state.describe()['pets']['total']}"})
        """
    (tmp_path / "scripted_pets.py").write_text(source.replace("\n        ", "\n"))
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "scenarios: [{operation: getPet, answer: {handler: 'scripted_pets:pets'}}]"
    app = play(text, State(pets=[1, 2]))
    assert await said(app) == [200, {"name": "Seven of 2"}, {}]
    assert await said(app, "/pets/8") is None
    sys.modules.pop("scripted_pets")


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
