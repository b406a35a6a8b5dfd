"""Texts are made for formats, those of JSON Schema and those of OpenAPI's registry."""

from __future__ import annotations

import base64
import re
from random import Random

import pytest

from tenon.mock.values.formats import SAMPLES, samples_of
from tests.mock.values.making import Making, made

ASSERTED = [
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
    "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template",
    "json-pointer", "relative-json-pointer", "regex",
]  # fmt: skip


@pytest.mark.parametrize("name", ASSERTED)
def test_texts_have_their_format(name: str) -> None:
    assert Making({"type": "string", "format": name}).faults() == []


@pytest.mark.parametrize("name", ASSERTED)
def test_the_other_forms_have_the_format_too(name: str) -> None:
    making, random = Making({"type": "string", "format": name}), Random(1)
    found = [form(random) for form in samples_of(name) for _ in range(9)]
    assert [one for one in found if not making.valid(one)] == []


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_is_the_same_for_the_same_seed(name: str) -> None:
    assert SAMPLES[name](Random(3)) == SAMPLES[name](Random(3)) != ""


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("byte", r"[A-Za-z0-9+/]+=*"),
        ("ulid", r"01[0-9A-HJKMNP-TV-Z]{24}"),
        ("http-date", r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"),
        ("color", r"#[0-9a-f]{6}"),
        ("char", r"."),
        ("int64", r"\d+"),
        ("currency", r"[A-Z]{3}"),
        ("DATE_TIME", r"\d{4}-\d\d-\d\dT.*Z"),
    ],
)
def test_formats_of_the_registry_have_their_form(name: str, form: str) -> None:
    assert re.fullmatch(form, made({"type": "string", "format": name}))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("int8", -128, 127), ("uint8", 0, 255), ("int32", -(2**31), 2**31 - 1)],
)
def test_numbers_keep_within_their_format(name: str, low: int, high: int) -> None:
    schema = {"type": "integer", "format": name, "maximum": 10**12, "minimum": high - 3}
    assert low <= made(schema) <= high


def test_encoded_content_can_be_decoded() -> None:
    schema = {"type": "string", "contentEncoding": "base64", "contentMediaType": "application/json"}
    assert base64.b64decode(made(schema)).startswith(b'{"text":"The ')


def test_a_format_that_nobody_knows_is_words() -> None:
    assert made({"type": "string", "format": "shoe-size"}).isalpha()


def test_in_an_own_dialect_formats_do_not_hinder() -> None:
    schema = {"$id": "https://example.com/s", "type": "string", "format": "ipv4", "maxLength": 3}
    standard = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    assert Making(standard).faults() == []
