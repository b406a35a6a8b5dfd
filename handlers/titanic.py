"""The Titanic records as they are passed around: a CSV file with Kaggle's column names.

A file is read row by row, never whole. What is wrong with it is told as faults, each with its
line and its column; the verdict on a row is the contract's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Judge = Callable[[Row], Iterable[tuple[str, str]]]

_SURROGATE = re.compile("[\ud800-\udfff]")  # what stands for a byte that is not UTF-8
_INTEGER = re.compile(r"[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: the line it begins on, counted from 1, and the column."""

    line: int
    message: str
    column: str | None = None

    def __str__(self) -> str:
        column = f"column {self.column}: " if self.column else ""
        return f"{self.line}: {column}{self.message}"


def read(path: Path, judge: Judge) -> Iterator[tuple[int, Row | list[Fault]]]:
    """Each row by the line it begins on: the fields of a PassengerDraft, or its faults.

    `judge` tells what is wrong with such fields, as pairs of field and message. After a fault
    that leaves no telling where the next row begins, no more is read.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        records = _records(file)
        line, header = next(records, (1, Fault(1, "the file is empty; it begins with a header")))
        if isinstance(header, Fault):
            yield line, [header]
        elif faults := _header_faults(line, header):
            yield line, faults
        else:
            for line, cells in records:
                if isinstance(cells, Fault):
                    yield line, [cells]
                else:
                    yield line, _row(line, header, cells, judge)


def _records(file: Iterable[str]) -> Iterator[tuple[int, list[str] | Fault]]:
    """The records that are not blank, by their first line; a fault where CSV itself is broken."""
    reader = csv.reader(file, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield line, Fault(line, f"this is not CSV: {error}")
            return
        if cells is None:
            return
        if cells:
            yield line, cells


def _header_faults(line: int, header: list[str]) -> list[Fault]:
    missing = [name for name in _COLUMNS if name not in header]
    unknown = [name for name in header if name not in _COLUMNS and name != _IGNORED]
    twice = {name for name in header if header.count(name) > 1}
    told = (("is missing", missing), ("is not known", unknown), ("is there twice", sorted(twice)))
    return [
        Fault(line, f"{what}; the columns are {_IGNORED}, {', '.join(_COLUMNS)}", name)
        for what, names in told
        for name in names
    ]


def _row(line: int, header: list[str], cells: list[str], judge: Judge) -> Row | list[Fault]:
    if len(cells) != len(header):
        return [Fault(line, f"{len(cells)} fields where the header has {len(header)}")]
    fields, faults = {}, []
    for column, cell in zip(header, cells, strict=True):
        if column != _IGNORED:
            field, convert = _COLUMNS[column]
            try:
                fields[field] = convert(cell.strip())
            except ValueError as error:
                faults.append(Fault(line, str(error), column))
    # What could not be read has been told; what could is judged all the same.
    unread = {_COLUMNS[fault.column][0] for fault in faults if fault.column}
    for field, message in judge(fields):
        if field not in unread:
            told = "it is empty" if fields.get(field, "") is None else message
            faults.append(Fault(line, told, _COLUMN_OF.get(field)))
    return faults or fields


def _text(cell: str) -> str | None:
    if _SURROGATE.search(cell):
        raise ValueError("this is not UTF-8; save the file as UTF-8")
    return cell or None


def _integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise ValueError(f"{_quoted(cell)} is not a whole number")
    return int(cell)


def _decimal(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not _DECIMAL.fullmatch(cell):
        raise ValueError(f"{_quoted(cell)} is not a number; leave it empty where it is not known")
    return Decimal(cell)


def _flag(cell: str) -> bool:
    if cell not in ("0", "1"):
        raise ValueError(f"{_quoted(cell)} is neither 0 (no) nor 1 (yes)")
    return cell == "1"


def _quoted(cell: str) -> str:
    return repr(cell if len(cell) <= 50 else f"{cell[:49]}…")


_IGNORED = "PassengerId"
_COLUMNS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "Survived": ("survived", _flag),
    "Pclass": ("pclass", _integer),
    "Name": ("name", _text),
    "Sex": ("sex", _text),
    "Age": ("age", _decimal),
    "SibSp": ("sibsp", _integer),
    "Parch": ("parch", _integer),
    "Ticket": ("ticket", _text),
    "Fare": ("fare", _decimal),
    "Cabin": ("cabin", _text),
    "Embarked": ("embarked", _text),
}
_COLUMN_OF = {field: column for column, (field, _) in _COLUMNS.items()}
