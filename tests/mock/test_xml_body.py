"""Bodies of XML are read as their schema says, judged, and remembered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.state.remembering import TEXT, WHOLE, Remembering, crud, thing
from tests.tiny import Json, body

XML = {"content_type": "application/xml"}


def named(name: str, schema: Json, **more: Any) -> Json:
    return {**schema, "xml": {"name": name, **more}}


PET = thing(
    ["id"],
    id={**WHOLE, "xml": {"attribute": True}},
    name=named("called", TEXT),
    tame={"type": "boolean"},
    weight={"type": "number"},
    note={"type": ["integer", "null"]},
    tags=named("tags", {"type": "array", "items": named("tag", TEXT)}, wrapped=True),
    toys={"type": "array", "items": named("toy", thing(name=TEXT))},
)


@pytest.fixture
def pets() -> Remembering:
    paths = crud("/pets/{pet_id}", PET)
    paths["/pets"]["post"]["requestBody"] = body(PET, "application/xml")
    return Remembering(paths)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('<pet id="60"/>', {}),
        ('<pet id="60"><called> Rex </called></pet>', {"name": " Rex "}),
        ('<pet id="60"><called/></pet>', {"name": ""}),
        ('<p:pet xmlns:p="urn:p" id="60"><p:tame>true</p:tame></p:pet>', {"tame": True}),
        ('<pet id="60"><weight>3.5</weight><note></note></pet>', {"weight": 3.5, "note": None}),
        ('<pet id="60"><tags><tag>a</tag><tag>7</tag></tags></pet>', {"tags": ["a", "7"]}),
        ('<pet id="60"><tags/></pet>', {"tags": []}),
        ('<pet id="60"><toy><name>ball</name></toy></pet>', {"toys": [{"name": "ball"}]}),
        ('<?xml version="1.0"?><pet id="60"><mood>calm</mood></pet>', {"mood": "calm"}),
    ],
)
def test_a_body_of_xml_is_read_as_its_schema_says(pets: Remembering, sent: str, kept: Json) -> None:
    answer = pets.ask("POST", "/pets", sent.encode(), **XML)
    assert (answer.status, answer.json) == (201, {"id": 60, **kept})
    assert pets.get("/pets/60") == {"id": 60, **kept}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("<pet/>", 422),
        ('<pet id="sixty"/>', 422),
        ('<pet id="60"><tame>0.0</tame></pet>', 422),
        ('<pet id="60"><weight>1</weight><weight>2</weight></pet>', 422),
        ('<pet id="60"><weight><kilo>1</kilo></weight></pet>', 422),
        ("<pet", 400),
        ("", 400),
        ('<!DOCTYPE pet [<!ENTITY a "aaaa">]><pet id="60">&a;</pet>', 400),
        ("<a>" * 70 + "</a>" * 70, 400),
    ],
)
def test_what_its_schema_does_not_allow_is_refused(
    pets: Remembering, sent: str, status: int
) -> None:
    assert pets.ask("POST", "/pets", sent.encode(), **XML).status == status
    assert pets.ask("GET", "/pets/60").status == 404
