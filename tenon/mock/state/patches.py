"""Changes of a JSON value: JSON Merge Patch (RFC 7396) and JSON Patch (RFC 6902)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tenon.contract import pointer
from tenon.runtime.problem import Conflict, Unprocessable


def merged(value: Any, patch: Any) -> Any:
    """A value after a merge patch; null removes a member (RFC 7396, section 2)."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(value) if isinstance(value, Mapping) else {}
    for name, member in patch.items():
        if member is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), member)
    return found


def patched(value: Any, operations: list[Any]) -> Any:
    """A value after a JSON Patch. Raises Unprocessable, or Conflict when a test fails."""
    found = deepcopy(value)
    for one in operations:
        if not isinstance(one, Mapping) or not isinstance(one.get("path"), str):
            raise Unprocessable("A JSON Patch is a list of objects with op and path (RFC 6902).")
        try:
            found = _applied(found, one)
        except (KeyError, IndexError, TypeError, ValueError):
            raise Unprocessable(f"{one.get('op')} {one['path']}: nothing stands there.") from None
    return found


def _applied(value: Any, one: Mapping[str, Any]) -> Any:
    op, at = one.get("op"), pointer.tokens(one["path"])
    if op == "test":
        if pointer.resolve(value, one["path"]) != one["value"]:
            raise Conflict(f"test {one['path']}: the value is another one.")
        return value
    if op in ("add", "replace"):
        given = deepcopy(one["value"])
    elif op in ("move", "copy"):
        given = deepcopy(pointer.resolve(value, one["from"]))
        if op == "move":
            value = _removed(value, pointer.tokens(one["from"]))
    elif op == "remove":
        return _removed(value, at)
    else:
        raise Unprocessable(f"{op} is no operation of RFC 6902.")
    if op == "replace":
        pointer.resolve(value, one["path"])
        value = _removed(value, at) if at else None
    return _added(value, at, given)


def _added(value: Any, at: list[str], given: Any) -> Any:
    if not at:
        return given
    holder = _holder(value, at)
    if isinstance(holder, list):
        index = len(holder) if at[-1] == "-" else int(at[-1])
        if not 0 <= index <= len(holder):
            raise IndexError(index)
        holder.insert(index, given)
    else:
        holder[at[-1]] = given
    return value


def _removed(value: Any, at: list[str]) -> Any:
    holder = _holder(value, at)
    del holder[int(at[-1]) if isinstance(holder, list) else at[-1]]
    return value


def _holder(value: Any, at: list[str]) -> Any:
    for token in at[:-1]:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value
