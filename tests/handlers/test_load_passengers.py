"""scripts/load_passengers: all of a file or nothing, again and again."""

from __future__ import annotations

import asyncio
import csv
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers.store import Store
from handlers.store.passenger_sample import FILE
from handlers.titanic import read
from scripts.load_passengers import main

HEADER = "PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked"
GOSTA = '8,0,3,"Palsson, Master. Gosta Leonard",male,2,3,1,349909,21.075,,S'
TORBORG = '25,0,3,"Palsson, Miss. Torborg Danira",female,8,3,1,349909,21.075,,S'
ALDEN = '79,1,2,"Caldwell, Master. Alden Gates",male,0.83,0,2,248738,29,,S'
AMELIE = '62,1,1,"Icard, Miss. Amelie",female,38,0,0,113572,80,B28,'

Write = Callable[..., Path]


@pytest.fixture
def loading(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a script that is run in an empty folder; the URL of its database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of a script that has no reason to open its database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///books.db")
    yield
    assert not (tmp_path / "books.db").exists()


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Writes a file of lines, or of bytes."""

    def write(*lines: str | bytes, header: str = HEADER) -> Path:
        raw = [line if isinstance(line, bytes) else line.encode() for line in (header, *lines)]
        path = tmp_path / "train.csv"
        path.write_bytes(b"\n".join(raw) + b"\n")
        return path

    return write


def loaded(url: str) -> list[dict[str, Any]]:
    async def rows() -> list[dict[str, Any]]:
        store = Store(url)
        await store.open()
        page = await store.passengers.page({}, None, 10_000)
        await store.close()
        return page.rows

    return asyncio.run(rows())


def test_a_file_is_loaded_with_what_it_says(
    loading: str, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(written(ALDEN, AMELIE))]) == 0
    assert capsys.readouterr().out == "2 rows: 2 added, 0 had a record already, 0 left out\n"
    alden, amelie = loaded(loading)
    assert alden == {
        "ticket": "248738",
        "name": "Caldwell, Master. Alden Gates",
        "survived": True,
        "pclass": 2,
        "sex": "male",
        "age": alden["age"],
        "sibsp": 0,
        "parch": 2,
        "fare": alden["fare"],
        "cabin": None,
        "embarked": "S",
    }
    assert (str(alden["age"]), str(alden["fare"])) == ("0.83", "29.0000")
    assert (amelie["cabin"], amelie["embarked"]) == ("B28", None)


def test_loading_again_changes_nothing(
    loading: str, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(ALDEN, AMELIE)
    main([str(path)])
    before = loaded(loading)
    path.write_text(path.read_text().replace("Alden", "Other"))
    assert main([str(path)]) == 0
    assert "2 rows: 0 added, 2 had a record already, 0 left out" in capsys.readouterr().out
    assert loaded(loading) == before


def test_families_on_one_ticket_are_told_never_dropped_in_silence(
    loading: str, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(GOSTA, ALDEN, TORBORG)
    for added, kept in ((2, 0), (0, 2)):
        assert main([str(path)]) == 0
        assert capsys.readouterr().out.splitlines() == [
            f"{path}:4: left out: line 2 has the same ticket",
            f"3 rows: {added} added, {kept} had a record already, 1 left out",
        ]
    assert next(row["name"] for row in loaded(loading)) == "Palsson, Master. Gosta Leonard"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,2,3,N,male,2,0,0,T,1,,S", "2: column Survived: '2' is neither 0 (no) nor 1 (yes)"),
        ("1,,3,N,male,2,0,0,T,1,,S", "2: column Survived: '' is neither 0 (no) nor 1 (yes)"),
        ("1,1,4,N,male,2,0,0,T,1,,S", "2: column Pclass: 4 is greater than the maximum of 3"),
        ("1,1,1.5,N,male,2,0,0,T,1,,S", "2: column Pclass: '1.5' is not a whole number"),
        ("1,1,1,,male,2,0,0,T,1,,S", "2: column Name: it is empty"),
        ("1,1,1,N,man,2,0,0,T,1,,S", '2: column Sex: "man" is not one of "female" or "male"'),
        (
            "1,1,1,N,male,NaN,0,0,T,1,,S",
            "2: column Age: 'NaN' is not a number; leave it empty where it is not known",
        ),
        (
            "1,1,1,N,male,1e9,0,0,T,1,,S",
            "2: column Age: '1e9' is not a number; leave it empty where it is not known",
        ),
        ("1,1,1,N,male,151,0,0,T,1,,S", "2: column Age: 151 is greater than the maximum of 150"),
        ("1,1,1,N,male,2,-1,0,T,1,,S", "2: column SibSp: '-1' is not a whole number"),
        ("1,1,1,N,male,2,0,٣,T,1,,S", "2: column Parch: '٣' is not a whole number"),
        ("1,1,1,N,male,2,0,0,,1,,S", "2: column Ticket: it is empty"),
        ("1,1,1,N,male,2,0,0,T,-1,,S", "2: column Fare: -1 is less than the minimum of 0"),
        ("1,1,1,N,male,2,0,0,T", "2: 9 fields where the header has 12"),
        ("1,1,1,N,male,2,0,0,T,1,,S,S", "2: 13 fields where the header has 12"),
        (
            b"1,1,1,\xff,male,2,0,0,T,1,,S",
            "2: column Name: this is not UTF-8; save the file as UTF-8",
        ),
        ('1,1,1,"N,male,2,0,0,T,1,,S', "2: this is not CSV: unexpected end of data"),
        ('1,1,1,"N"x,male,2,0,0,T,1,,S', "2: this is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_bad_row_is_told_by_line_and_column(
    untouched: None,
    written: Write,
    capsys: pytest.CaptureFixture[str],
    row: str | bytes,
    told: str,
) -> None:
    path = written(row)
    assert main([str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [f"{path}:{told}", f"{path} is not loaded"]


def test_tickets_that_no_path_could_hold_are_told(
    untouched: None, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(*(f"1,1,1,N,male,2,0,0,{ticket},1,,S" for ticket in ("..", "A\0B", "A" * 51)))
    assert main([str(path)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in lines[:3]] == ["column Ticket"] * 3
    assert [line.split(":")[1] for line in lines[:3]] == ["2", "3", "4"]


def test_nothing_is_loaded_while_the_last_row_is_wrong(
    loading: str, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [ALDEN.replace("248738", f"T{n}") for n in range(1_200)]
    assert main([str(written(*rows, ALDEN.replace("248738", "..")))]) == 1
    assert "train.csv:1202: column Ticket" in capsys.readouterr().err
    assert loaded(loading) == []


def test_lines_are_counted_also_within_quotes(
    untouched: None, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written('1,1,1,"Two\nlines",male,2,0,0,T,1,,S', "", "1,9,1,N,male,2,0,0,U,1,,S")
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}:5: column Survived")


def test_no_more_than_twenty_faults_are_told(
    untouched: None, written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(written(*["1,9,1,N,male,2,0,0,T,1,,S"] * 30))]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("… and more")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER.replace("Survived,", ""), "column Survived: is missing"),
        (f"{HEADER},Deck", "column Deck: is not known"),
        (f"{HEADER},Age", "column Age: is there twice"),
        (HEADER.lower(), "column Survived: is missing"),
        ("", "the file is empty"),
    ],
)
def test_a_header_of_another_kind_is_told(
    untouched: None, written: Write, capsys: pytest.CaptureFixture[str], header: str, told: str
) -> None:
    assert main([str(written(header=header))]) == 1
    assert f"train.csv:1: {told}" in capsys.readouterr().err


def test_columns_may_come_in_any_order_and_after_a_mark(loading: str, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    header = "Ticket,Embarked,Cabin,Fare,Parch,SibSp,Age,Sex,Name,Pclass,Survived"
    path.write_bytes(f"\ufeff{header}\r\nA/5 1,S,,7,0,0,,male,N,3,0\r\n".encode())
    assert main([str(path)]) == 0
    assert [(row["ticket"], row["pclass"], row["age"]) for row in loaded(loading)] == [
        ("A/5 1", 3, None)
    ]


def test_a_file_or_a_database_that_is_not_there_is_told(
    loading: str,
    written: Write,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main([str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", "sqlite:////proc/none/books.db")
    assert main([str(written(ALDEN))]) == 1
    assert "cannot be opened" in capsys.readouterr().err


def test_a_long_file_is_read_row_by_row(written: Write) -> None:
    """What reading holds at once does not follow the length of the file."""
    assert peak(written(*rows_of(20_000))) < 1.2 * peak(written(*rows_of(2_000)))


def rows_of(count: int) -> Iterable[str]:
    return (ALDEN.replace("248738", f"T{n}") for n in range(count))


def peak(path: Path) -> int:
    tracemalloc.start()
    try:
        for _ in read(path, judge=lambda _: ()):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_sample_is_loaded_as_it_is(loading: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It obeys the contract, and no two of its rows share a ticket."""
    assert main([str(FILE)]) == 0
    assert capsys.readouterr().out == "60 rows: 60 added, 0 had a record already, 0 left out\n"
    with FILE.open(encoding="utf-8", newline="") as file:
        tickets = [row["Ticket"] for row in csv.DictReader(file)]
    assert [row["ticket"] for row in loaded(loading)] == tickets
    assert {"A/5 21171", "STON/O2. 3101282", "S.C./A.4. 23567"} <= set(tickets)


async def test_a_new_service_has_the_sample_once(url: str) -> None:
    for added in (60, 59):
        store = Store(url, sample_data=True)
        await store.open()
        assert len((await store.passengers.page({}, None, 100)).rows) == added
        if added == 60:
            await store.passengers.delete("A/5 21171", by="t")
        await store.close()
