"""What no value is judged by: defaults, discriminators, and which schemas hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract.pointer import join
from tenon.diff.shape import Shape, key_of
from tenon.diff.way import Found, Way
from tenon.document.wording import shown


def default(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """A default that was set, lifted or changed."""
    before, after = base.first("default"), head.first("default")
    was, now = (said and key_of(said.value) for said in (before, after))
    if was == now:
        return
    at = before.pointer if before else base.pointer, after.pointer if after else head.pointer
    message = f"the default of {name} is {shown(now or 'none')}, was {shown(was or 'none')}"
    yield Found(way.default, message, *at)


def parts(base: Shape, head: Shape, _: Way, name: str) -> Iterator[Found]:
    """Named schemas that hold together with others, and did not, or the other way round."""
    for called, at in head.members.items():
        if called not in base.members:
            yield Found("part-added", f"{name} is also {_name(called)}", base.pointer, at)
    for called, at in base.members.items():
        if called not in head.members:
            message = f"{name} is not {_name(called)} by name any more"
            yield Found("part-removed", message, at, head.pointer)


def discriminator(base: Shape, head: Shape, _: Way, name: str) -> Iterator[Found]:
    """A property that tells alternatives apart, and the names of these."""
    before, after = base.first("discriminator"), head.first("discriminator")
    if before is None or after is None:
        if after is not None:
            message = f"{_property(after.value)} tells what {name} is"
            yield Found("discriminator-set", message, base.pointer, after.pointer)
        if before is not None:
            message = f"{_property(before.value)} does not tell what {name} is any more"
            yield Found("discriminator-removed", message, before.pointer, head.pointer)
        return
    was, now = _property(before.value), _property(after.value)
    if was != now:
        message = f"{now} tells what {name} is, not {was}"
        yield Found("discriminator-changed", message, before.pointer, after.pointer)
    yield from _mapping(before.value, after.value, (before.pointer, after.pointer), name)


def _mapping(base: Any, head: Any, at: tuple[str, str], name: str) -> Iterator[Found]:
    before, after = _named(base), _named(head)
    for key, target in after.items():
        inside = join(at[1], "mapping", key)
        if key not in before:
            message = f"{name} may be called {shown(key)}"
            yield Found("mapping-added", message, at[0], inside)
        elif before[key] != target:
            message = f"{shown(key)} names {_name(target)}, named {_name(before[key])}"
            yield Found("mapping-changed", message, join(at[0], "mapping", key), inside)
    for key in before:
        if key not in after:
            message = f"{name} is not called {shown(key)} any more"
            yield Found("mapping-removed", message, join(at[0], "mapping", key), at[1])


def _named(said: Any) -> Mapping[str, str]:
    mapping = said.get("mapping") if isinstance(said, Mapping) else None
    return mapping if isinstance(mapping, Mapping) else {}


def _property(said: Any) -> str:
    return shown(said.get("propertyName", "")) if isinstance(said, Mapping) else ""


def _name(called: str) -> str:
    return shown(called.rpartition("/")[2].removeprefix("title "))
