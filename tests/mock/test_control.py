"""Looking into a mock, and steering it, below `/__mock`."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tenon.finding import Finding, Place, Severity
from tenon.mock.control import Control
from tenon.mock.settings import MockSettings
from tests.conftest import Connect
from tests.mock.controlled import Controlled, Mock


@pytest.fixture
def mock() -> Mock:
    return Mock()


@pytest.fixture
def tiny(connect: Connect, mock: Mock) -> httpx.AsyncClient:
    return connect(Controlled(mock))


async def test_it_leaves_all_other_paths_alone(tiny: httpx.AsyncClient) -> None:
    for path in ("/", "/pets", "/__mocked", "/x/__mock", "/__mock/issuer/token"):
        assert (await tiny.get(path)).status_code == 299


async def test_the_contract_is_told_in_short(tiny: httpx.AsyncClient, mock: Mock) -> None:
    place = Place("tiny.yaml", 3, 5)
    mock.findings.append(
        Finding(place, "invalid-example", "it is not", "repair it", Severity.WARNING)
    )
    told = (await tiny.get("/__mock/contract")).json()
    assert (told["title"], told["version"]) == ("Tiny", "1")
    assert told["settings"] == {"stateful": True, "seed": 0, "size": 25, "dynamic": False,
                                "examples": "repaired"}  # fmt: skip
    assert told["resources"] == [
        {"name": "pets", "collection": "/pets", "item": "/pets/{pet_id}", "id_field": "id",
         "parent": None}
    ]  # fmt: skip
    assert told["webhooks"] == ["petAdded"]
    assert told["callbacks"] == [{"operation": "createPet", "name": "added"}]
    assert told["findings_total"] == 1
    assert told["findings"] == [
        {"severity": "warning", "place": "tiny.yaml:3:5", "rule": "invalid-example",
         "message": "it is not", "remedy": "repair it"}
    ]  # fmt: skip


async def test_operations_are_told_with_their_roles(tiny: httpx.AsyncClient) -> None:
    told = (await tiny.get("/__mock/operations")).json()["items"]
    assert [(o["id"], o["method"], o["role"], o["resource"], o["status"]) for o in told] == [
        ("listPets", "GET", "list", "pets", "200"),
        ("createPet", "POST", "create", "pets", "201"),
        ("pets/get", "GET", "read", "pets", "200"),
        ("getHealth", "GET", "", "", "204"),
    ]
    assert [o["secured"] for o in told] == [False, True, False, False]


async def test_one_operation_is_told_with_what_can_be_sent(tiny: httpx.AsyncClient) -> None:
    told = (await tiny.get("/__mock/operations/createPet")).json()
    assert (told["summary"], told["callbacks"]) == ("Add a pet", ["added"])
    assert told["bodies"] == [
        {"type": "application/json", "examples": {"rex": {"name": "Rex"}, "generated": 7}}
    ]
    (key,) = told["parameters"]
    assert (key["name"], key["in"], key["example"], key["required"]) == (
        "X-Key", "header", "mock-key", True)  # fmt: skip
    assert [answer["status"] for answer in told["answers"]] == ["201", "409"]


async def test_an_operation_is_found_by_an_id_with_a_slash(tiny: httpx.AsyncClient) -> None:
    told = (await tiny.get("/__mock/operations/pets%2Fget")).json()
    (pet_id,) = told["parameters"]
    assert (told["id"], pet_id["name"], pet_id["types"]) == ("pets/get", "pet_id", ["integer"])
    assert pet_id["example"] == 7
    assert (await tiny.get("/__mock/operations/pets/get")).status_code == 404


async def test_the_state_of_a_session_is_shown(tiny: httpx.AsyncClient, mock: Mock) -> None:
    mock.world.kept["anna"] = ["Lou"]
    told = (await tiny.get("/__mock/state?limit=2")).json()
    assert (told["session"], told["sessions"]) == ("", ["", "anna"])
    assert told["resources"]["pets"]["total"] == 3
    assert [item["key"] for item in told["resources"]["pets"]["items"]] == [["Rex"], ["Mia"]]
    by_header = (await tiny.get("/__mock/state", headers={"X-Mock-Session": "anna"})).json()
    by_query = (await tiny.get("/__mock/state?session=anna")).json()
    assert by_header == by_query
    assert by_query["resources"]["pets"]["items"] == [{"key": ["Lou"], "fields": {"name": "Lou"}}]


async def test_without_a_state_there_is_none_to_show(connect: Connect) -> None:
    mock = Mock(settings=MockSettings(stateful=False, hosts=("tiny.test",)))
    told = (await connect(Controlled(mock)).get("/__mock/state")).json()
    assert told["resources"] == {}
    operations = (await connect(Controlled(mock)).get("/__mock/operations")).json()["items"]
    assert {each["role"] for each in operations} == {""}


async def test_a_session_is_reset_alone(tiny: httpx.AsyncClient, mock: Mock) -> None:
    mock.world.kept["anna"] = ["Lou"]
    answer = await tiny.post("/__mock/reset", headers={"X-Mock-Session": "anna"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert mock.world.kept == {"": ["Rex", "Mia", "Tom"], "anna": []}
    assert (await tiny.post("/__mock/reset", json={"session": ""})).status_code == 204
    assert mock.world.kept[""] == []


async def test_a_snapshot_is_what_can_be_come_back_to(tiny: httpx.AsyncClient, mock: Mock) -> None:
    answer = await tiny.post("/__mock/snapshot", json={"name": "three"})
    assert answer.status_code == 201
    assert answer.json()["state"] == {"pets": ["Rex", "Mia", "Tom"]}
    (told,) = (await tiny.get("/__mock/snapshots")).json()["items"]
    assert (told["name"], told["session"]) == ("three", "")
    await tiny.post("/__mock/reset")
    assert (await tiny.post("/__mock/restore", json={"name": "three"})).status_code == 204
    assert mock.world.kept[""] == ["Rex", "Mia", "Tom"]
    other = {"name": "three", "session": "anna"}
    assert (await tiny.post("/__mock/restore", json=other)).status_code == 204
    assert mock.world.kept["anna"] == ["Rex", "Mia", "Tom"]


async def test_a_state_that_was_kept_elsewhere_is_restored(
    tiny: httpx.AsyncClient, mock: Mock
) -> None:
    answer = await tiny.post("/__mock/restore", json={"state": {"pets": ["Ada"]}})
    assert answer.status_code == 204
    assert mock.world.kept[""] == ["Ada"]


@pytest.mark.parametrize("state", [{"cats": []}, 7, None, [1]])
async def test_what_is_no_state_is_refused(
    tiny: httpx.AsyncClient, mock: Mock, state: object
) -> None:
    answer = await tiny.post("/__mock/restore", json={"state": state})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/state"
    assert mock.world.kept[""] == ["Rex", "Mia", "Tom"]


async def test_an_unknown_snapshot_is_not_found(tiny: httpx.AsyncClient) -> None:
    answer = await tiny.post("/__mock/restore", json={"name": "never"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no snapshot named 'never' here."


async def test_only_so_many_snapshots_are_kept(tiny: httpx.AsyncClient) -> None:
    for number in range(22):
        await tiny.post("/__mock/snapshot", json={"name": f"s{number}"})
    kept = (await tiny.get("/__mock/snapshots")).json()["items"]
    assert [each["name"] for each in kept] == [f"s{number}" for number in range(2, 22)]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b'{"nmae": "x"}', 422), (b"[]", 422), (b'{"name": 1}', 422),
     (b'{"name": "%s"}' % (b"x" * 101), 422), (b'{"name": NaN}', 400)],
)  # fmt: skip
async def test_a_body_with_a_mistake_is_refused(
    tiny: httpx.AsyncClient, content: bytes, status: int
) -> None:
    answer = await tiny.post("/__mock/snapshot", content=content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await tiny.get("/__mock/snapshots")).json() == {"items": []}


async def test_requests_are_told_and_forgotten(tiny: httpx.AsyncClient) -> None:
    await tiny.get("/pets?a=1")
    await tiny.post("/pets", json={"name": "Rex"}, headers={"X-Mock-Session": "anna"})
    told = (await tiny.get("/__mock/requests")).json()["items"]
    assert [(each["id"], each["method"], each["status"]) for each in told] == [
        (1, "GET", 299), (2, "POST", 299)]  # fmt: skip
    assert json.loads(told[1]["request"]["body"]) == {"name": "Rex"}
    assert (await tiny.get("/__mock/requests?session=anna")).json()["items"] == told[1:]
    assert (await tiny.get("/__mock/requests/2")).json() == told[1]
    for unknown in ("3", "0", "two", "²", "9" * 5000):
        assert (await tiny.get(f"/__mock/requests/{unknown}")).status_code == 404
    assert (await tiny.delete("/__mock/requests")).status_code == 204
    assert (await tiny.get("/__mock/requests")).json() == {"items": []}


async def test_webhooks_and_callbacks_are_sent_on_demand(
    tiny: httpx.AsyncClient, mock: Mock
) -> None:
    answer = await tiny.post("/__mock/webhooks/petAdded", json={"url": "http://a.test"})
    assert answer.status_code == 202
    given = {"url": "http://b.test", "body": None}
    assert (await tiny.post("/__mock/callbacks/createPet/added", json=given)).status_code == 202
    assert mock.callbacks.deliveries == [
        {"name": "petAdded", "url": "http://a.test", "body": "ABSENT"},
        {"name": "added", "url": "http://b.test", "body": "None"},
    ]
    told = (await tiny.get("/__mock/deliveries")).json()["items"]
    assert told == mock.callbacks.deliveries


async def test_what_the_contract_does_not_send_cannot_be_sent(
    tiny: httpx.AsyncClient, mock: Mock
) -> None:
    given = {"url": "http://a.test"}
    for path in ("webhooks/other", "callbacks/createPet/other", "callbacks/other/added"):
        assert (await tiny.post(f"/__mock/{path}", json=given)).status_code == 404
    assert (await tiny.post("/__mock/webhooks/petAdded")).status_code == 422
    assert mock.callbacks.deliveries == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "http://tiny.test.evil.test"},
        {"Origin": "null"},
        {"Origin": "http://93.184.216.34"},
        {"Origin": "http://localhost.evil.test:5173"},
        {"Origin": "http://localhost:5173@evil.test"},
        {"Origin": "file://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_pages_of_other_origins_steer_nothing(
    tiny: httpx.AsyncClient, mock: Mock, headers: dict[str, str]
) -> None:
    for method, path in (("POST", "reset"), ("DELETE", "requests"), ("POST", "snapshot")):
        answer = await tiny.request(method, f"/__mock/{path}", headers=headers)
        assert answer.status_code == 403
    assert mock.world.kept[""] == ["Rex", "Mia", "Tom"]
    read = await tiny.get("/__mock/state", headers=headers)
    assert "access-control-allow-origin" not in read.headers


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://tiny.test"}, {"Sec-Fetch-Site": "same-origin"}]
)
async def test_its_own_page_and_programs_steer_it(
    tiny: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await tiny.post("/__mock/reset", headers=headers)).status_code == 204


LOCAL = (
    "http://localhost:5173",
    "http://127.0.0.1:3000",
    "https://[::1]:8443",
    "http://app.localhost",
)


@pytest.mark.parametrize("origin", [*LOCAL, "http://tiny.test:8080"])
async def test_a_front_end_of_this_machine_steers_it(tiny: httpx.AsyncClient, origin: str) -> None:
    page = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-mock-session",
    }

    preflight = await tiny.options("/__mock/reset", headers=page | asks)
    answer = await tiny.post("/__mock/reset", json={"session": "a"}, headers=page)
    read = await tiny.get("/__mock/requests", headers=page)

    assert (preflight.status_code, answer.status_code) == (204, 204)
    assert preflight.headers["access-control-allow-methods"] == "OPTIONS, POST"
    assert preflight.headers["access-control-allow-headers"] == "content-type,x-mock-session"
    told = [each.headers["access-control-allow-origin"] for each in (preflight, answer, read)]
    assert told == [origin] * 3
    assert "origin" in read.headers["vary"].lower()


async def test_without_cors_only_its_own_page_reads_and_steers(connect: Connect) -> None:
    client = connect(Controlled(Mock(settings=MockSettings(cors=False, hosts=("tiny.test",)))))
    page = {"Origin": "http://localhost:5173"}

    assert (await client.post("/__mock/reset", headers=page)).status_code == 403
    assert "access-control-allow-origin" not in (await client.get("/__mock", headers=page)).headers
    own = {"Origin": "http://tiny.test"}
    assert (await client.post("/__mock/reset", headers=own)).status_code == 204


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:4010", "127.0.0.1.evil.test", "a b", "::"]
)
async def test_a_name_that_was_made_to_lead_here_is_refused(
    tiny: httpx.AsyncClient, mock: Mock, host: str
) -> None:
    own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    for method, path in (("GET", ""), ("GET", "/requests"), ("GET", "/events"), ("POST", "/reset")):
        answer = await tiny.request(method, f"/__mock{path}", headers=own)
        assert (answer.status_code, answer.json()["status"]) == (403, 403)
        assert f"under the name {host!r}" in answer.json()["detail"]
        assert "--allow-host" in answer.json()["detail"]
    assert mock.world.kept[""] == ["Rex", "Mia", "Tom"]


@pytest.mark.parametrize(
    "host",
    ["localhost:4010", "LOCALHOST", "mock.localhost", "127.0.0.1:4010", "[::1]:4010", "10.0.0.7",
     "tiny.test.", "b.tunnel.test"],
)  # fmt: skip
async def test_it_answers_under_the_names_of_this_machine(connect: Connect, host: str) -> None:
    hosts = ("Tiny.test:80", ".tunnel.test")
    client = connect(Controlled(Mock(settings=MockSettings(hosts=hosts))))
    assert (await client.get("/__mock/state", headers={"Host": host})).status_code == 200


async def test_other_methods_are_told_which_are_known(tiny: httpx.AsyncClient) -> None:
    answer = await tiny.get("/__mock/reset")
    assert (answer.status_code, answer.headers["allow"]) == (405, "OPTIONS, POST")
    answer = await tiny.put("/__mock/requests")
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, HEAD, OPTIONS")
    answer = await tiny.options("/__mock/state")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    answer = await tiny.head("/__mock/state")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (
        answer.headers["content-length"]
        == (await tiny.get("/__mock/state")).headers["content-length"]
    )
    assert (await tiny.get("/__mock/nowhere")).status_code == 404


async def test_a_fault_in_the_mock_is_told_as_no_more_than_that(
    tiny: httpx.AsyncClient,
    mock: Mock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(name: str) -> dict[str, Any]:
        raise RuntimeError("a secret")

    monkeypatch.setattr(mock.world, "describe", broken)
    answer = await tiny.get("/__mock/state")
    assert (answer.status_code, answer.json()["detail"]) == (500, "The control failed to answer.")
    assert "secret" not in answer.text
    assert "a secret" in caplog.text


async def test_a_prefix_of_a_gateway_is_left_out(mock: Mock) -> None:
    control = Control(mock)
    scope = {"method": "GET", "path": "/base/__mock", "raw_path": b"/base/__mock",
             "root_path": "/base", "headers": [], "query_string": b""}  # fmt: skip
    assert control.find(scope) is not None
