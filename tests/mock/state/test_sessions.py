"""What is remembered, session by session."""

from __future__ import annotations

import json

import pytest

from tenon.mock.settings import MockSettings
from tenon.mock.state import World
from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, thing
from tests.tiny import contract

SHIP = thing(["id", "name"], id=WHOLE, name=TEXT)
PATHS = crud("/ships/{ship_id}", SHIP, draft=thing(["name"], name=TEXT))


@pytest.fixture
def mock() -> Remembering:
    return Remembering(PATHS)


def test_a_session_knows_nothing_of_another(mock: Remembering) -> None:
    made = mock.post("/ships", {"name": "Ark"}, x_mock_session="one")
    item = f"/ships/{made['id']}"
    assert mock.get(item, x_mock_session="one") == made
    assert mock.ask("GET", item, x_mock_session="two").status == 404
    assert mock.ask("GET", item).status == 404


def test_sessions_begin_alike(mock: Remembering) -> None:
    assert mock.get("/ships", x_mock_session="one") == mock.get("/ships")


def test_a_reset_session_is_as_it_was_at_the_start(mock: Remembering) -> None:
    before = mock.get("/ships")
    mock.post("/ships", {"name": "Ark"})
    mock.ask("DELETE", f"/ships/{before[0]['id']}")
    mock.app.world.reset("")
    assert mock.get("/ships") == before


def test_a_snapshot_is_json_and_brings_everything_back(mock: Remembering) -> None:
    made = mock.post("/ships", {"name": "Ark"})
    deleted = mock.get("/ships")[0]
    mock.ask("DELETE", f"/ships/{deleted['id']}")
    kept = json.loads(json.dumps(mock.app.world.snapshot("")))
    there = mock.get("/ships")
    mock.ask("DELETE", f"/ships/{made['id']}")
    mock.post("/ships", {"name": "Raft"})
    mock.app.world.restore("", kept)
    assert mock.get("/ships") == there
    assert mock.post("/ships", {"name": "Raft"})["id"] == made["id"] + 1


@pytest.mark.parametrize(
    "wrong", [{}, {"shelves": 3}, {"shelves": [{"kind": "ships"}]}, {"shelves": [3]}]
)
def test_what_is_no_snapshot_is_refused_and_changes_nothing(
    mock: Remembering, wrong: dict[str, object]
) -> None:
    made = mock.post("/ships", {"name": "Ark"})
    with pytest.raises(ValueError, match="no snapshot"):
        mock.app.world.restore("", wrong)
    assert mock.get(f"/ships/{made['id']}") == made


def test_a_description_shows_the_items_by_resource(mock: Remembering) -> None:
    made = mock.post("/ships", {"name": "Ark"})
    shown = mock.app.world.describe("")["ships"]
    assert shown["total"] == 5
    assert shown["items"][-1] == {"key": [str(made["id"])], "fields": made}


def test_the_session_that_was_not_used_for_the_longest_time_is_dropped_and_that_is_said(
    mock: Remembering, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(mock.contract, mock.app.values, MockSettings(), most_sessions=2)
    one = world.session("one")
    world.session("two")
    assert world.session("one") is one
    world.session("three")
    assert world.sessions == ("one", "three")
    assert world.dropped == 1
    assert "session 'two' was dropped" in caplog.text


def test_of_too_many_items_that_were_sent_the_oldest_go(mock: Remembering) -> None:
    mock.app.world = World(mock.contract, mock.app.values, MockSettings(size=2), most_items=3)
    there = [ship["id"] for ship in mock.get("/ships")]
    sent = [mock.post("/ships", {"name": "Ark"})["id"] for _ in range(5)]
    assert [ship["id"] for ship in mock.get("/ships")] == [*there, *sent[2:]]


def test_another_contract_keeps_what_was_told_where_its_kind_is_still_there(
    mock: Remembering,
) -> None:
    made = mock.post("/ships", {"name": "Ark"})
    wider = thing(["id", "name", "mood"], id=WHOLE, name=TEXT, mood={"enum": ["calm"]})
    paths = {**crud("/ships/{ship_id}", wider), **crud("/ports/{port_id}", SHIP)}
    after = type(mock.app)(contract(paths), mock.app.settings, before=mock.app)
    mock.app = after
    assert mock.get(f"/ships/{made['id']}") == {**made, "mood": "calm"}
    assert len(mock.get("/ports")) == 4


def test_another_contract_seeds_anew_what_nobody_changed(mock: Remembering) -> None:
    mock.get("/ships")
    paths = crud("/ships/{ship_id}", SHIP)
    media = paths["/ships/{ship_id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media["example"] = {"id": 900, "name": "Ark"}
    mock.app = type(mock.app)(contract(paths), mock.app.settings, before=mock.app)
    assert mock.get("/ships/900") == {"id": 900, "name": "Ark"}
