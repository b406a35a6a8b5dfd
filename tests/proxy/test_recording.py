"""Real replies kept as examples."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenon.contract import Contract, pointer
from tenon.finding import ContractError
from tenon.proxy import overlay
from tenon.proxy.exchange import Exchange
from tenon.proxy.recording import Recorder
from tenon.proxy.violation import Side, Violation
from tenon.runtime.judge import Judge
from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service
from tests.tiny import ask, contract, document, operation, parameter, reply

ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "api_key": {"type": "string"}},
}
PATHS = {
    "/it's/{id}": {
        "get": operation(
            "readItem", parameter("id", "path"), replies={"200": reply(ITEM), "4XX": reply(True)}
        )
    },
    "/other": {"get": operation("other", replies={"200": reply(True)})},
}
SAID = contract(PATHS)
TARGET = "$['paths']['/it\\'s/{id}']['get']['responses']['200']['content']['application/json']"


def exchange(
    value: Any, said: Contract = SAID, status: int = 200, id_: bytes = b"7", **more: Any
) -> Exchange:
    found = said.operation("readItem")
    declared = found.reply(status)
    assert declared is not None
    return Exchange(
        "GET",
        "/",
        found,
        (id_,),
        status=status,
        media=next(iter(declared.media.values())),
        value=value,
        **more,
    )


def recorded(target: Path, *exchanges: Exchange, said: Contract = SAID, **options: Any) -> Any:
    recorder = Recorder(said, target, Judge(said.schemas), **options)
    for one in exchanges:
        recorder(one)
    assert recorder.write() in ([target], [])
    return yaml.safe_load(target.read_text()) if target.exists() else None


def test_a_reply_becomes_an_example_of_its_media_type(tmp_path: Path) -> None:
    target = tmp_path / "new/examples.yaml"

    recorded(target, exchange({"id": 7, "b": "1e3", "a": ["no", None, 1.5]}))

    assert (
        target.read_text()
        == f'''\
overlay: "1.0.0"
info:
  title: "Examples recorded for Tiny"
  version: "1"
actions:
- target: "{TARGET.replace(chr(92), chr(92) * 2)}"
  update:
    examples:
      "recorded-7":
        value:
          a:
          - "no"
          - null
          - 1.5
          b: "1e3"
          id: 7
'''
    )


def test_the_same_traffic_makes_the_same_bytes(tmp_path: Path) -> None:
    several = [exchange({"id": n}, id_=b"%d" % n) for n in (3, 1, 2)]

    recorded(tmp_path / "one.yaml", *several)
    recorded(tmp_path / "two.yaml", *reversed(several))

    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "two.yaml").read_bytes()


def test_a_few_are_kept_and_the_first_of_each(tmp_path: Path) -> None:
    several = [exchange({"id": n}, id_=b"%d" % (n // 2)) for n in range(40)]

    found = recorded(tmp_path / "x.yaml", *several)

    assert found["actions"][0]["update"]["examples"] == {
        f"recorded-{n}": {"value": {"id": 2 * n}} for n in range(5)
    }


def test_what_breaks_the_contract_is_not_kept(tmp_path: Path) -> None:
    wrong = Violation(Side.RESPONSE, "header", "required", "is required", name="ETag")

    assert recorded(tmp_path / "x.yaml", exchange({"id": 7}, violations=[wrong])) is None


def test_what_the_mock_answered_is_not_kept(tmp_path: Path) -> None:
    assert recorded(tmp_path / "x.yaml", exchange({"id": 7}, mocked=True)) is None


def test_a_large_reply_is_not_kept(tmp_path: Path) -> None:
    assert recorded(tmp_path / "x.yaml", exchange({"id": 7, "text": "x" * 70_000})) is None


def test_a_reply_of_a_range_is_kept_where_the_range_is_declared(tmp_path: Path) -> None:
    found = recorded(tmp_path / "x.yaml", exchange({"detail": "gone"}, status=404))

    assert "['4XX']" in found["actions"][0]["target"]
    assert list(found["actions"][0]["update"]["examples"]) == ["recorded"]


def test_what_was_recorded_before_stays(tmp_path: Path) -> None:
    target = tmp_path / "x.yaml"
    recorded(target, exchange({"id": 1}, id_=b"1"), exchange({"id": 2}, id_=b"2"))

    found = recorded(target, exchange({"id": 22}, id_=b"2"))

    assert found["actions"][0]["update"]["examples"] == {
        "recorded-1": {"value": {"id": 1}},
        "recorded-2": {"value": {"id": 22}},
    }


def test_a_folder_holds_a_file_an_operation(tmp_path: Path) -> None:
    recorder = Recorder(SAID, tmp_path / "examples", Judge(SAID.schemas))
    recorder(exchange({"id": 7}))

    assert recorder.write() == [tmp_path / "examples/read_item.overlay.yaml"]
    assert Recorder(SAID, tmp_path / "examples", Judge(SAID.schemas)).write() == []


@pytest.mark.parametrize("text", ["[1, 2]", "openapi: 3.1.0", "{", "actions: [{target: x}]"])
def test_another_file_is_not_overwritten(tmp_path: Path, text: str) -> None:
    target = tmp_path / "openapi.yaml"
    target.write_text(text)

    with pytest.raises(ContractError, match="bad-record: it is no overlay of examples"):
        Recorder(SAID, target, Judge(SAID.schemas))

    assert target.read_text() == text


def test_a_reply_that_is_a_reference_is_changed_where_it_stands(tmp_path: Path) -> None:
    paths = copy.deepcopy(PATHS)
    paths["/it's/{id}"]["get"]["responses"]["200"] = {"$ref": "#/components/responses/Item"}
    said = contract(paths, components={"responses": {"Item": reply(ITEM)}})

    found = recorded(tmp_path / "x.yaml", exchange({"id": 7}, said), said=said)

    assert found["actions"][0]["target"] == (
        "$['components']['responses']['Item']['content']['application/json']"
    )


def test_an_example_that_stands_alone_is_moved_among_the_others(tmp_path: Path) -> None:
    paths = copy.deepcopy(PATHS)
    media = paths["/it's/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    media["example"] = {"id": 1}
    said = contract(paths)

    found = recorded(tmp_path / "x.yaml", exchange({"id": 7}, said), said=said)

    assert found["actions"] == [
        {"target": f"{TARGET}['example']", "remove": True},
        {
            "target": TARGET,
            "update": {
                "examples": {
                    "declared": {"value": {"id": 1}},
                    "recorded-7": {"value": {"id": 7}},
                }
            },
        },
    ]
    assert recorded(tmp_path / "x.yaml", exchange({"id": 7}, said), said=said) == found


def test_the_document_stays_valid_once_the_overlay_is_merged(tmp_path: Path) -> None:
    target = tmp_path / "x.yaml"
    recorded(target, exchange({"id": 7}))

    merged = document(copy.deepcopy(PATHS))
    for at, examples in overlay.read(target).items():
        pointer.resolve(merged, at).setdefault("examples", {}).update(examples)

    media = Contract.from_bundle(merged).operation("readItem").replies["200"].media
    assert media["application/json"].examples == {"recorded-7": {"id": 7}}


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    headers = {
        b"authorization": b"Bearer s3cret-of-the-caller",
        b"cookie": b"session=abcdef123456",
    }
    value = {
        "id": 7,
        "api_key": "k",
        "note": "you sent s3cret-of-the-caller and abcdef123456",
        "refreshToken": "abc",
        "token_type": "bearer",
        "login": {"password": "hunter2", "user": "me"},
        "jwt": "it is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln, take it",
        "database": "postgresql://me:pw@host/db",
        "aws": ["AKIAIOSFODNN7EXAMPLE"],
    }

    found = recorded(tmp_path / "x.yaml", exchange(value, headers=headers))

    assert found["actions"][0]["update"]["examples"]["recorded-7"]["value"] == {
        "id": 7,
        "api_key": "redacted",
        "note": "you sent redacted and redacted",
        "refreshToken": "redacted",
        "token_type": "bearer",
        "login": {"password": "redacted", "user": "me"},
        "jwt": "it is redacted, take it",
        "database": "postgresql://redacted@host/db",
        "aws": ["redacted"],
    }


def test_a_password_is_known_by_its_format(tmp_path: Path) -> None:
    paths = copy.deepcopy(PATHS)
    item = {**ITEM, "properties": {"word": {"type": "string", "format": "password"}}}
    paths["/it's/{id}"]["get"]["responses"]["200"] = reply(item)
    said = contract(paths)

    found = recorded(tmp_path / "x.yaml", exchange({"id": 7, "word": "x"}, said), said=said)

    examples = found["actions"][0]["update"]["examples"]
    assert examples["recorded-7"]["value"]["word"] == "redacted"


def test_what_is_not_valid_without_its_secret_is_repaired_or_left_out(tmp_path: Path) -> None:
    paths = copy.deepcopy(PATHS)
    key = {"type": "string", "pattern": "^[0-9]{4}$"}
    item = {**ITEM, "properties": {"api_key": key}}
    paths["/it's/{id}"]["get"]["responses"]["200"] = reply(item)
    said = contract(paths)
    one = exchange({"id": 7, "api_key": "1234"}, said)

    assert recorded(tmp_path / "x.yaml", one, said=said) is None
    found = recorded(
        tmp_path / "x.yaml", one, said=said, repair=lambda _, v: {**v, "api_key": "0000"}
    )

    examples = found["actions"][0]["update"]["examples"]
    assert examples["recorded-7"]["value"] == {"api_key": "0000", "id": 7}


async def test_a_proxy_records_what_passes(proxying: Proxying, tmp_path: Path) -> None:
    app = proxying(PATHS, Service(body=b'{"id": 7}'))
    recorder = Recorder(app.app.contract, tmp_path / "x.yaml", Judge(app.app.contract.schemas))
    app.app.observers = (*app.app.observers, recorder)

    await ask(app, "GET", "/it's/7")
    recorder.write()

    assert list(overlay.read(tmp_path / "x.yaml").values()) == [
        {"recorded-7": {"value": {"id": 7}}}
    ]
