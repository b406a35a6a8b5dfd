"""What is called safe is safe: no value that was good on the one side is refused by the other."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenon.contract import Contract
from tenon.contract.types import json_types
from tenon.diff.change import Change, Verdict
from tenon.runtime.judge import Judge
from tenon.runtime.query import QueryReader

from ..tiny import document, operation, parameter
from .guessing import PARTS, changed, of_type, says_only_what_is_named, schema, typed, value
from .pairs import answered, changes, sent

TRIES = 150  # values for each pair
SEEDS = st.integers(0, 2**32)
MANY = settings(max_examples=250, derandomize=True, database=None, deadline=None)


def harmless(found: tuple[Change, ...]) -> bool:
    return all(change.verdict is Verdict.SAFE for change in found)


def judge(written: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"allOf": [written], "components": {"schemas": PARTS}}
    )


def compared(base: dict[str, Any], head: dict[str, Any]) -> tuple[Change, ...]:
    with TemporaryDirectory() as folder:
        return changes(Path(folder), base, head)


def pair(random: Random) -> tuple[Any, Any]:
    """A schema, and what one or two changes make of it."""
    base = head = schema(random)
    for _ in range(random.randint(1, 2)):
        head = changed(random, head)
    return base, head


@pytest.mark.parametrize("received", [False, True], ids=["sent", "received"])
@MANY
@given(seed=SEEDS)
def test_no_body_that_was_understood_is_not_any_more(received: bool, seed: int) -> None:
    """Servers of HEAD take what clients of BASE send; clients of BASE what servers of HEAD send."""
    random = Random(seed)
    base, head = pair(random)
    write = answered if received else sent
    if not harmless(compared(write(base, **PARTS), write(head, **PARTS))):
        return
    speaks, hears = (head, base) if received else (base, head)
    said, heard = judge(speaks), judge(hears)
    for _ in range(TRIES):
        told = value(random, [base, head])
        if said.is_valid(told) and says_only_what_is_named([speaks], told):
            assert heard.is_valid(told), (base, head, told)


STYLES: tuple[dict[str, Any], ...] = (
    {},
    {"explode": False},
    {"style": "spaceDelimited", "explode": False},
    {"style": "pipeDelimited", "explode": False},
    {"style": "deepObject", "explode": True},
)
TEXTS = ("", "1", "2", "12", "1.5", "-1", "a", "ab", "true", "null", "a,b", "1,2", "a%7Cb", "1%202")


def plain(random: Random) -> dict[str, Any]:
    """A schema of a value that is a single text, or a list or an object of such."""
    scalar = of_type(random, random.choice(("string", "integer", "number", "boolean")))
    whole: list[dict[str, Any]] = [
        scalar,
        {"enum": random.sample(["a", "ab", "1", 1, 2, True], 2)},
        {"type": "array", "items": scalar, **random.choice(({}, {"maxItems": 1}))},
        {"type": "object", "properties": {"a": scalar}, **random.choice(({}, {"required": ["a"]}))},
        {"type": [scalar["type"], "null"]},
        {"anyOf": [scalar, typed(random, 0)]},
    ]
    return random.choice(whole)


def asked(random: Random) -> dict[str, Any]:
    return {"schema": plain(random), "required": random.random() < 0.3, **random.choice(STYLES)}


def another(random: Random, base: dict[str, Any]) -> dict[str, Any]:
    """The parameter with another schema, presence or way to write it."""
    schemas = [changed(random, base["schema"]), plain(random)]
    return base | random.choice([{"schema": s} for s in schemas] + [asked(random)])


def listing(described: dict[str, Any]) -> dict[str, Any]:
    written = {**parameter("p", "query", described["schema"]), **described}
    return document({"/pets": {"get": operation("list", written)}}, PARTS)


def queries() -> list[bytes]:
    """Ways to write the parameter, and to leave it out."""
    once = [f"{name}={text}" for name in ("p", "a", "p%5Ba%5D", "b") for text in TEXTS]
    twice = [f"p={one}&p={other}" for one, other in itertools.product(TEXTS[:6], repeat=2)]
    return [text.encode() for text in ("", *once, *twice, "p=a,1", "p=a,ab", "a=1&b=2")]


def readings(written: dict[str, Any]) -> dict[bytes, tuple[str, Any, bool]]:
    """How a service reads each query: as text, as a value, and whether it takes it."""
    contract = Contract.from_bundle(written)
    reader = QueryReader(contract, Judge(contract.schemas), contract.operation("list"))
    found = {}
    for raw in queries():
        values: dict[str, Any] = {}
        faults: list[Any] = []
        reader.read(raw, values, faults)
        value = values.get("query", {}).get("p")
        found[raw] = json.dumps(value).replace('"', ""), value, not faults
    return found


@MANY
@given(seed=SEEDS)
def test_no_query_that_was_accepted_is_refused(seed: int) -> None:
    random = Random(seed)
    described = asked(random)
    changed_to = another(random, described)
    base, head = listing(described), listing(changed_to)
    if not harmless(compared(base, head)):
        return
    schemas = Contract.from_bundle(head).schemas
    may_be_text = "string" in json_types(schemas, changed_to["schema"])
    after = readings(head)
    for raw, (text, told, good) in readings(base).items():
        other_text, other, taken = after[raw]
        # Where it may be a string or a number, no schema says which of them `12` is.
        unclear = text == other_text and (other != told or (may_be_text and type(other) is not str))
        if good and not unclear and says_only_what_is_named([described["schema"]], told):
            assert taken, (described, changed_to, raw)
