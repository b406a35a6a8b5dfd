"""The passengers in the store: races, and who is written down for what."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, select

from handlers.store import MissingError, PassengerDraft, StaleError, Store, TakenError
from handlers.store.audit_tables import audit
from handlers.store.decimals import decimal, whole


def draft(ticket: str = "1", **fields: Any) -> PassengerDraft:
    given: dict[str, Any] = {"name": "N", "survived": True, "pclass": 1, "sex": "female"}
    return PassengerDraft(ticket=ticket, **given | fields)


async def test_one_of_many_who_race_for_a_ticket_wins(store: Store) -> None:
    rivals = (store.passengers.add(draft(name=f"N{n}"), by="t") for n in range(12))
    found = await asyncio.gather(*rivals, return_exceptions=True)
    won = [entry for entry in found if not isinstance(entry, BaseException)]
    assert len(won) == 1
    assert {type(other) for other in found if other is not won[0]} == {TakenError}
    assert await store.passengers.get("1") == won[0]


async def test_one_of_many_who_saw_the_same_version_changes_it(store: Store) -> None:
    first = await store.passengers.add(draft(), by="t")
    seen = {first.revision}
    rivals = (
        store.passengers.replace("1", {"name": f"N{n}"}, by="t", if_match=seen) for n in range(8)
    )
    found = await asyncio.gather(*rivals, return_exceptions=True)
    assert [type(other) for other in found].count(StaleError) == 7


async def test_many_are_added_but_for_those_that_are_there(store: Store) -> None:
    await store.passengers.add(draft("2", name="First"), by="t")
    added = await store.passengers.add_many([draft(str(n)) for n in (1, 2, 3, 3)], by="t")
    assert added == [True, False, True, False]
    kept = await store.passengers.get("2")
    assert kept is not None
    assert kept.fields["name"] == "First"


async def test_every_write_is_written_down_and_no_refused_one_is(store: Store) -> None:
    await store.passengers.add(draft("A/5"), by="user:1")
    await store.passengers.replace("A/5", {"cabin": "F38"}, by="user:2")
    for refused in (
        store.passengers.add(draft("A/5"), by="user:3"),
        store.passengers.replace("B", {}, by="user:3"),
        store.passengers.delete("A/5", by="user:3", if_match={"0"}),
    ):
        with pytest.raises((TakenError, MissingError, StaleError)):
            await refused
    await store.passengers.delete("A/5", by="user:4")
    assert await store.database.scan(written_down) == [
        ("user:1", "createPassenger", "passenger", "A/5"),
        ("user:2", "replacePassenger", "passenger", "A/5"),
        ("user:4", "deletePassenger", "passenger", "A/5"),
    ]


def written_down(connection: Connection) -> list[tuple[str, ...]]:
    columns = (audit.c.by, audit.c.action, audit.c.kind, audit.c.target)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(audit.c.id))]


@pytest.mark.parametrize(
    ("text", "places", "units"),
    [
        ("0.83", 2, 83),
        ("22", 2, 2200),
        ("9999.9999", 4, 99_999_999),
        ("0", 4, 0),
        ("1E+1", 2, 1000),
    ],
)
def test_a_decimal_is_kept_as_whole_units(text: str, places: int, units: int) -> None:
    assert whole(Decimal(text), places) == units
    assert decimal(units, places) == Decimal(text)


def test_a_decimal_with_too_many_places_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.835 has more than 2 decimals"):
        whole(Decimal("0.835"), 2)
