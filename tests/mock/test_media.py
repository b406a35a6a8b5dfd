"""Values as bytes of a media type."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Schema
from tenon.contract.schemas import Schemas
from tenon.mock.cut import Cut
from tenon.mock.media import Unwritable, content_type, smallest, written
from tenon.mock.outcome import ABSENT

ROWS: dict[str, tuple[str, Any, bytes]] = {
    "JSON": ("application/json", {"a": [1, None, "é"]}, '{"a":[1,null,"é"]}'.encode()),
    "JSON by suffix": ("application/vnd.x+json; v=1", "a", b'"a"'),
    "JSON knows no NaN": ("application/json", float("nan"), b"null"),
    "text as it is": ("text/plain", 'a "b"', b'a "b"'),
    "a number as text": ("text/plain", 1.5, b"1.5"),
    "a flag as text": ("text/plain", True, b"true"),
    "YAML, of which JSON is a part": ("application/yaml", {"a": 1}, b'{"a":1}'),
    "YAML as text": ("text/yaml", {"a": 1}, b'{"a":1}'),
    "a form": (
        "application/x-www-form-urlencoded",
        {"a": "b c&d", "n": [1, 2], "o": {"x": 1}},
        b"a=b+c%26d&n=1&n=2&o=%7B%22x%22%3A1%7D",
    ),
    "text in any type": ("application/octet-stream", "bytes", b"bytes"),
    "an object in a type that is not known": ("application/x", {"a": 1}, b'{"a":1}'),
    "CBOR": ("application/cbor", {"a": [1, -1, 500, None, True, "é"]},
             bytes.fromhex("a161618601201901f4f6f562c3a9")),
    "CBOR of floats": ("application/cbor", 1.5, bytes.fromhex("fb3ff8000000000000")),
    "CBOR of long text": ("application/cbor", "a" * 300, b"\x79\x01\x2c" + b"a" * 300),
    "CBOR of large numbers": ("application/cbor", -(2**64) - 1,
                              bytes.fromhex("c349010000000000000000")),
    "half a surrogate pair": ("text/plain", "\ud800", b"?"),
}  # fmt: skip


@pytest.mark.parametrize(("media_type", "value", "raw"), ROWS.values(), ids=ROWS)
def test_a_value_is_written_in_its_type(media_type: str, value: Any, raw: bytes) -> None:
    assert written(value, media_type) == raw


@pytest.mark.parametrize("value", [{}, {"a": 1}, []])
def test_an_object_or_an_array_is_no_plain_text(value: Any) -> None:
    with pytest.raises(Unwritable):
        written(value, "text/plain")


def test_parts_of_a_form_have_the_boundary_that_is_told() -> None:
    raw = written({"a": 1}, "multipart/form-data")
    assert raw == (
        b'--tenon-mock\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--tenon-mock--\r\n'
    )
    assert content_type("multipart/form-data", raw) == "multipart/form-data; boundary=tenon-mock"


@pytest.mark.parametrize(
    ("media_type", "start"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/webp", b"\x89PNG"),
        ("image/gif", b"GIF89a"),
        ("application/pdf", b"%PDF-1.4"),
        ("application/zip", b"PK\x05\x06"),
        ("application/gzip", b"\x1f\x8b"),
        ("audio/wav", b"RIFF"),
        ("application/octet-stream", b"mock"),
    ],
)
def test_a_file_of_which_nothing_is_known_is_the_smallest_that_opens(
    media_type: str, start: bytes
) -> None:
    assert written(ABSENT, media_type).startswith(start)
    assert smallest(media_type).startswith(start)


def cut(value: Any, **components: Any) -> Cut:
    document = {"root": value, "components": {"schemas": components}}
    return Cut(Schemas(document), Schema("/root", value))


def xml(value: Any, schema: Any, **components: Any) -> str:
    return written(value, "application/xml", cut(schema, **components)).decode()


PET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"name": "title"}},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "urls": {"type": "array", "xml": {"wrapped": True, "name": "links"}, "items": {}},
    },
}


def test_xml_is_named_by_properties_and_by_components() -> None:
    value = {"id": 7, "name": "A & <b>", "tags": ["x", "y"], "urls": ["u"]}
    assert xml(value, {"$ref": "#/components/schemas/Pet"}, Pet=PET) == (
        '<Pet id="7"><title>A &amp; &lt;b&gt;</title><tag>x</tag><tag>y</tag>'
        "<links><links>u</links></links></Pet>"
    )


def test_xml_has_prefixes_and_namespaces() -> None:
    schema = {
        "xml": {"name": "pet", "prefix": "p", "namespace": "urn:pets"},
        "properties": {"name": {"xml": {"namespace": "urn:names"}}},
    }
    assert xml({"name": None}, schema) == (
        '<p:pet xmlns:p="urn:pets"><name xmlns="urn:names"></name></p:pet>'
    )


def test_xml_of_an_array_has_one_root() -> None:
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    pet = {**PET, "xml": {"name": "pet"}}
    assert xml([{"id": 1}, {"id": 2}], schema, Pet=pet) == (
        '<xml><pet id="1"></pet><pet id="2"></pet></xml>'
    )
    assert xml(["a"], {"type": "array", "xml": {"name": "all"}, "items": {"type": "string"}}) == (
        "<all><item>a</item></all>"
    )


def test_text_that_is_xml_already_stands_as_it_is() -> None:
    assert xml("<a>1</a>", {"type": "object"}) == "<a>1</a>"
    assert xml("plain", {"type": "string"}) == "<xml>plain</xml>"


def test_xml_holds_no_name_and_no_character_that_it_does_not_know() -> None:
    assert xml({"1 a": "x\x00y", "b/": True}, {}) == "<xml><_1_a>x y</_1_a><b_>true</b_></xml>"


def test_members_of_composed_schemas_are_known_to_xml() -> None:
    attribute = {"properties": {"id": {"xml": {"attribute": True}}}}
    assert xml({"id": 1, "n": 2}, {"allOf": [attribute, {"xml": {"name": "x"}}]}) == (
        '<x id="1"><n>2</n></x>'
    )
