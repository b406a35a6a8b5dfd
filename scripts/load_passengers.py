"""Load the Titanic records from a CSV file with Kaggle's column names.

    python -m scripts.load_passengers train.csv

The database is that of the settings (`DATABASE_URL`). The file is first read to its end, and
nothing is loaded while anything in it is wrong. Where several rows name one ticket, as those of
families do, the first is loaded and the others are told. A ticket that has a record already keeps
it, so loading a file again changes nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import islice
from pathlib import Path

from handlers.settings import Settings
from handlers.store import PassengerDraft, Store, StoreError
from handlers.titanic import Fault, Row, read
from tenon.contract import Contract
from tenon.contract.schemas import Direction
from tenon.runtime.judge import Judge, Validator, field_errors

_BY = "local"
_BATCH = 500
_MOST_FAULTS = 20


class Loader:
    """One file, and what becomes of its rows."""

    def __init__(self, path: Path, validator: Validator) -> None:
        self._path = path
        self._validator = validator
        self._first_lines: dict[str, int] = {}
        self.rows = self.added = self.kept = self.left_out = 0

    def faults(self) -> Iterator[Fault]:
        """All that is wrong with the file."""
        for _, found in self._read():
            if isinstance(found, list):
                yield from found

    async def load(self, store: Store) -> None:
        """Add a record for each ticket that has none."""
        drafts = self._drafts()
        while batch := list(islice(drafts, _BATCH)):
            added = sum(await store.passengers.add_many(batch, by=_BY))
            self.added += added
            self.kept += len(batch) - added

    def _drafts(self) -> Iterator[PassengerDraft]:
        for line, found in self._read():
            if isinstance(found, list):
                raise ValueError(f"{self._path} has changed: {self._path}:{found[0]}")
            self.rows += 1
            first = self._first_lines.setdefault(found["ticket"], line)
            if first == line:
                yield PassengerDraft(**found)
            else:
                self.left_out += 1
                print(f"{self._path}:{line}: left out: line {first} has the same ticket")

    def _read(self) -> Iterator[tuple[int, Row | list[Fault]]]:
        return read(self._path, self._judge)

    def _judge(self, fields: Row) -> Iterable[tuple[str, str]]:
        for error in field_errors(self._validator, fields, "body"):
            yield (error.pointer or "").removeprefix("/"), error.message


def main(arguments: list[str] | None = None) -> int:
    """Load the file; 0 when it is loaded, 1 when it is not and why has been told."""
    parser = argparse.ArgumentParser(prog="python -m scripts.load_passengers")
    parser.add_argument("file", type=Path, help="a CSV file with Kaggle's column names, in UTF-8")
    path: Path = parser.parse_args(arguments).file
    loader = Loader(path, _draft_validator())
    try:
        faults = list(islice(loader.faults(), _MOST_FAULTS + 1))
        if not faults:
            asyncio.run(_load(loader, Settings().database_url))
    except (OSError, StoreError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    _tell(path, faults)
    if faults:
        return 1
    print(
        f"{loader.rows} rows: {loader.added} added, {loader.kept} had a record already, "
        f"{loader.left_out} left out"
    )
    return 0


async def _load(loader: Loader, url: str) -> None:
    store = Store(url)
    await store.open()
    try:
        await loader.load(store)
    finally:
        await store.close()


def _draft_validator() -> Validator:
    """What the contract says of a passenger that is added."""
    contract = Contract.load(str(files("generated").joinpath("contract.json")))
    body = contract.operation("createPassenger").body
    schema = body.media["application/json"].schema if body else None
    if schema is None:
        raise LookupError("the contract does not say how a passenger is added")
    return Judge(contract.schemas).validator(schema, Direction.REQUEST)


def _tell(path: Path, faults: list[Fault]) -> None:
    for fault in faults[:_MOST_FAULTS]:
        print(f"{path}:{fault}", file=sys.stderr)
    if len(faults) > _MOST_FAULTS:
        print(f"… and more; {path} is not loaded", file=sys.stderr)
    elif faults:
        print(f"{path} is not loaded", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
