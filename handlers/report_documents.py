"""What reports tell, as documents and as tables: cents become money on their way out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from generated.models.reports import (
    InventoryReport,
    InventoryRow,
    PopularReport,
    PopularRow,
    SalesReport,
    SalesRow,
)
from handlers.store import Fields
from handlers.store.clock import moment
from handlers.store.money import price
from tenon.runtime.model import Model

ReportDocument = InventoryReport | SalesReport | PopularReport

_MONEY = frozenset({"amount", "value"})
_DAYS = ("first_day", "last_day")
# What spreadsheets take for the beginning of a formula.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS: Mapping[str, type[Model]] = {
    "inventory": InventoryRow,
    "sales": SalesRow,
    "popular": PopularRow,
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(row.model_fields) for kind, row in _ROWS.items()
}
_DOCUMENTS: Mapping[str, type[InventoryReport | SalesReport | PopularReport]] = {
    "inventory": InventoryReport,
    "sales": SalesReport,
    "popular": PopularReport,
}


def document(kept: Fields) -> ReportDocument:
    """A report as it is kept, as the DTO of its kind."""
    kind = kept["kind"]
    rows = [_ROWS[kind].trusted(_with_money(row)) for row in kept["rows"]]
    days = {name: date.fromisoformat(kept[name]) for name in _DAYS if name in kept}
    told = {"made_at": moment(kept["made_at"]), "rows": rows}
    return _DOCUMENTS[kind].trusted(_with_money(kept) | days | told)


def table(kept: Fields) -> str:
    """A report as it is kept, as CSV (RFC 4180): a header line, then a line a row."""
    columns = _COLUMNS[kept["kind"]]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(_cells(_with_money(row), columns) for row in kept["rows"])
    return text.getvalue()


def _cells(row: Fields, columns: Iterable[str]) -> list[Any]:
    return [_harmless(row[name]) for name in columns]


def _harmless(value: Any) -> Any:
    """The value as a cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _with_money(fields: Fields) -> Fields:
    return {name: price(v) if name in _MONEY else v for name, v in fields.items()}
