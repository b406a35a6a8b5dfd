"""Bodies by media type: which are there, and what each holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tenon.contract import Media
from tenon.contract.schemas import Direction
from tenon.diff.change import Verdict
from tenon.diff.scene import Scene
from tenon.diff.way import Medium, Way
from tenon.document.wording import shown

_Media = Mapping[str, Media]


def compare_media(
    scene: Scene,
    base: _Media,
    head: _Media,
    at: tuple[str, str],
    way: Way,
    where: str = "",
) -> None:
    """Tell what changed of a body, by media type; the types are those of RFC 9110, 8.3.1."""
    before, after = _named(base), _named(head)
    audience = way.audience
    told = f" {where}" if where else ""
    for name, media in before.items():
        other = _partner(name, after, before)
        if other is None:
            message = f"{shown(name)} is gone{told}"
            scene.add("media-type-removed", audience, message, _at(at[0], media), at[1])
            continue
        places = _at(at[0], media), _at(at[1], after[other])
        if other != name:
            rule = "media-type-widened" if "*" in other else "media-type-narrowed"
            message = f"{shown(other)} takes the place of {shown(name)}{told}"
            scene.add(rule, audience, message, *places)
        _compare(scene, media, after[other], places, way)
    known = {_partner(name, after, before) for name in before}
    for name, media in after.items():
        if name not in known and _partner(name, before, after) is None:
            message = f"{shown(name)} is new{told}"
            scene.add("media-type-added", audience, message, at[0], _at(at[1], media))


def _named(media: _Media) -> dict[str, Media]:
    """Media types in lower case, their parameters in one form and order."""
    found = {}
    for name, value in media.items():
        kind, *parameters = (part.strip() for part in name.lower().split(";"))
        kept = sorted(p for p in parameters if p and p != "charset=utf-8")
        found[";".join([kind, *kept])] = value
    return found


def _partner(name: str, others: Mapping[str, Media], own: Mapping[str, Media]) -> str | None:
    """The media type that takes the place of one: itself, its range, or one of its range."""
    if name in others:
        return name
    free = [other for other in others if other not in own]
    covering = (other for other in others if _covers(other, name))
    inside = (other for other in free if _covers(name, other))
    return next(covering, None) or next(inside, None)


def _covers(range_: str, name: str) -> bool:
    kind, _, sub = range_.partition("/")
    if "*" not in range_:
        return False
    own, _, own_sub = name.partition(";")[0].partition("/")
    if kind not in ("*", own):
        return False
    return sub == "*" or (sub.startswith("*+") and own_sub.endswith(sub[1:]))


def _at(around: str, media: Media) -> str:
    found = media.schema or media.item_schema
    return found.pointer.rpartition("/")[0] if found is not None else around


def _compare(
    scene: Scene,
    base: Media,
    head: Media,
    at: tuple[str, str],
    way: Way,
) -> None:
    scene.schemas(base.schema, head.schema, at, replace(way, medium=_medium(head.type)))
    if base.item_schema is not None or head.item_schema is not None:
        scene.schemas(base.item_schema, head.item_schema, at, replace(way, medium=Medium.JSON))
    if base.encoding != head.encoding:
        message = f"parts of {shown(head.type)} travel in another way"
        scene.add("encoding-changed", way.audience, message, *at)
    if way.direction is not Direction.REPLY:
        _size(scene, base.max_bytes, head.max_bytes, at)


def _size(scene: Scene, before: int | None, after: int | None, at: tuple[str, str]) -> None:
    if before == after:
        return
    said = [f"{limit} bytes" if limit else "no limit of its own" for limit in (after, before)]
    message = f"the body may have {said[0]}, had {said[1]}"
    if before is None or after is None:  # whether the limit of the service is less is not said
        lower, verdict = after is not None, Verdict.DANGEROUS
    else:
        lower, verdict = after < before, None
    rule = "size-limit-lowered" if lower else "size-limit-raised"
    scene.add(rule, scene.sent, message, *at, verdict if lower else None)


def _medium(name: str) -> Medium:
    kind = name.partition(";")[0].strip().lower()
    if kind.endswith(("/xml", "+xml")):
        return Medium.XML
    texts = kind.startswith("text/") and kind != "text/json"
    return Medium.TEXT if texts or kind.endswith("x-www-form-urlencoded") else Medium.JSON
