"""Items as JSON, to be kept elsewhere and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.mock.state.items import Item, Shelf


def told_of(shelf: Shelf) -> dict[str, Any]:
    """What a shelf holds, as JSON."""
    items = [
        {
            "key": list(item.key),
            "fields": dict(item.fields),
            "owners": dict(item.owners),
            "sent": item.sent,
        }
        for item in shelf
    ]
    return {"items": items, "highest": shelf.highest, "changes": shelf.changes}


def item_of(told: Mapping[str, Any]) -> Item:
    """An item of a snapshot. Raises KeyError, TypeError or AttributeError when it is none."""
    if not isinstance(told["fields"], Mapping):
        raise TypeError("fields must be an object")
    owners = {str(k): str(v) for k, v in told.get("owners", {}).items()}
    key = tuple(map(str, told["key"]))
    return Item(key, dict(told["fields"]), owners, bool(told.get("sent")))
