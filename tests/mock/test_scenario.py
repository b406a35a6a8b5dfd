"""Scenarios: what a file says is answered, in which case and in which order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tenon.mock.scenario import Scenarios
from tenon.runtime.service import Service
from tests.mock.scripted import PETS, Play, Scripted, State, Write, said
from tests.tiny import ask, post


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
