"""Real replies kept as examples."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import to_json

from tenon.contract import Contract, pointer
from tenon.finding import ContractError
from tenon.proxy import overlay
from tenon.proxy.exchange import Exchange
from tenon.proxy.recording import Recorder
from tenon.proxy.violation import Side, Violation
from tenon.runtime.judge import Judge
from tests.proxy.conftest import Proxied, Proxying
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
        tmp_path / "x.yaml", one, said=said, repair=lambda _, v, __: {**v, "api_key": "0000"}
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


DRAFT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "note": {"type": "string"},
        "hint": {"type": "string", "writeOnly": True},
        "codes": {"type": "array", "items": {"type": "string", "format": "password"}},
        "pin": {"type": "integer"},
        "limits": {"type": "object", "writeOnly": True},
    },
}
ADD = {
    "/things": {
        "post": operation(
            "addThing",
            body={"content": {"application/json": {"schema": DRAFT}}, "required": True},
            replies={"201": reply(ITEM)},
        )
    }
}


async def posted(app: Proxied, target: Path, value: Any, **headers: str) -> Any:
    """What a proxy recorded of one request, by the target of the action."""
    recorder = Recorder(app.app.contract, target, Judge(app.app.contract.schemas))
    app.app.observers = (recorder,)
    sent = {"content-type": "application/json", **headers}
    await ask(app, "POST", "/things", to_json(value), sent)
    return overlay.read(target) if recorder.write() else {}


async def test_a_request_becomes_an_example_of_its_body(proxying: Proxying, tmp_path: Path) -> None:
    app = proxying(ADD, Service(201, body=b'{"id": 7}'))

    found = await posted(app, tmp_path / "x.yaml", {"note": "b", "name": "Top"})

    assert found == {
        "/paths/~1things/post/requestBody/content/application~1json": {
            "recorded": {"value": {"name": "Top", "note": "b"}}
        },
        "/paths/~1things/post/responses/201/content/application~1json": {
            "recorded": {"value": {"id": 7}}
        },
    }


async def test_a_request_is_kept_without_its_secrets(proxying: Proxying, tmp_path: Path) -> None:
    app = proxying(ADD, Service(201, body=b'{"id": 7}'))
    value = {
        "name": "Top",
        "note": "my token is s3cret-of-the-caller",
        "hint": "the dog",
        "codes": ["123456", "654321"],
        "pin": 4711,
        "limits": {"day": 12.5, "open": True, "of": ["me"]},
    }

    found = await posted(
        app, tmp_path / "x.yaml", value, authorization="Bearer s3cret-of-the-caller"
    )

    at = "/paths/~1things/post/requestBody/content/application~1json"
    assert found[at]["recorded"]["value"] == {
        "name": "Top",
        "note": "my token is redacted",
        "hint": "redacted",
        "codes": ["redacted", "redacted"],
        "pin": 0,
        "limits": {"day": 0, "open": True, "of": ["redacted"]},
    }


@pytest.mark.parametrize(
    ("value", "status"), [({"name": 7}, 201), ({"name": "Top"}, 409), ({"name": "Top"}, 500)]
)
async def test_a_request_that_is_wrong_or_refused_is_not_kept(
    proxying: Proxying, tmp_path: Path, value: Any, status: int
) -> None:
    app = proxying(ADD, Service(status, body=b'{"id": 7}'))

    found = await posted(app, tmp_path / "x.yaml", value)

    assert [at for at in found if "requestBody" in at] == []


async def test_a_request_body_that_is_shared_is_changed_where_it_stands(
    proxying: Proxying, tmp_path: Path
) -> None:
    paths = copy.deepcopy(ADD)
    shared = paths["/things"]["post"].pop("requestBody")
    paths["/things"]["post"]["requestBody"] = {"$ref": "#/components/requestBodies/Thing"}
    said = contract(paths, components={"requestBodies": {"Thing": shared}})
    app = proxying(said, Service(201, body=b'{"id": 7}'))

    found = await posted(app, tmp_path / "x.yaml", {"name": "Top"})

    assert "/components/requestBodies/Thing/content/application~1json" in found


def test_what_was_kept_stays_where_the_contract_becomes_another(tmp_path: Path) -> None:
    later = contract({**PATHS, "/new": {"get": operation("added", replies={"200": reply(True)})}})
    recorder = Recorder(SAID, tmp_path / "x.yaml", Judge(SAID.schemas))
    recorder(exchange({"id": 7}))

    recorder.adopt(later, Judge(later.schemas), lambda *_: None)
    recorder(exchange({"id": 8}, id_=b"8"))  # it was judged by the contract of before
    recorder(exchange({"id": 9}, later, id_=b"9"))
    recorder.write()

    (examples,) = overlay.read(tmp_path / "x.yaml").values()
    assert list(examples) == ["recorded-7", "recorded-9"]
