"""The items that a contract's examples tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import from_json

from tenon.contract import Media, Operation, Resource
from tenon.contract.parts import structured, success
from tenon.mock.state.items import folded, text_of
from tenon.mock.state.kinds import Kind, owners_of
from tenon.mock.state.kinship import Kinds
from tenon.mock.state.layout import Layout, defaulted

Fields = dict[str, Any]
_MOST = 200  # examples of one kind that are read


class Cast:
    """Items out of examples, complete in so far as the examples are together."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._own: dict[str, list[Fields]] = {}

    def of(self, kind: Kind) -> list[Fields]:
        """The items of a kind: its own examples, then those that other examples refer to."""
        found = list(self.told(kind))
        if kind.id_field is None:
            return found
        ids = {text_of(fields.get(kind.id_field)) for fields in found}
        for other, reference in self._kinds.referring(kind):
            if reference.field is None:
                continue
            for fields in self.told(other):
                stub = self._stub(kind, fields, reference.field, reference.companions)
                for one in stub:
                    text = text_of(one[kind.id_field])
                    if text not in ids:
                        ids.add(text)
                        found.append(one)
        return found

    def told(self, kind: Kind) -> list[Fields]:
        """The items that examples of its own operations show, by id; what is said first holds."""
        if kind.name not in self._own:
            self._own[kind.name] = self._merged(kind)
        return self._own[kind.name]

    def _merged(self, kind: Kind) -> list[Fields]:
        by_id: dict[str, Fields] = {}
        nameless: list[Fields] = []
        for fields in self._shown(kind):
            identity = fields.get(kind.id_field) if kind.id_field else None
            if identity is None:
                nameless.append(fields)
                continue
            by_id[text_of(identity)] = {**fields, **by_id.get(text_of(identity), {})}
        if by_id:
            return list(by_id.values())
        return _distinct(nameless) or _distinct(list(self._drafts(kind)))

    def _shown(self, kind: Kind) -> Iterator[Fields]:
        contract = self._kinds.contract
        for resource in kind.resources:
            for name in (resource.read, resource.replace, resource.create, resource.change):
                if name is None:
                    continue
                operation = contract.operation(name)
                for value in _examples(_answered(operation)):
                    yield from self._opened(kind, resource, value)
            for listing in resource.listings:
                media = _answered(contract.operation(listing.operation))
                for value in _examples(media):
                    many = value.get(listing.items) if isinstance(value, Mapping) else value
                    for one in many[:_MOST] if isinstance(many, list) else ():
                        yield from self._opened(kind, resource, one, inside=True)

    def _opened(
        self, kind: Kind, resource: Resource, value: Any, inside: bool = False
    ) -> Iterator[Fields]:
        if resource.envelope is not None and isinstance(value, Mapping) and not inside:
            value = value.get(resource.envelope)
        if isinstance(value, Mapping):
            yield Layout(kind, kind.shown(resource)).fields(value)

    def _drafts(self, kind: Kind) -> Iterator[Fields]:
        name = kind.resource.create or kind.resource.replace
        body = self._kinds.contract.operation(name).body if name is not None else None
        media = structured(body.media) if body is not None else None
        for value in _examples(media):
            if isinstance(value, Mapping) and media is not None and media.schema is not None:
                filled = defaulted(kind, media.schema.value, value)
                yield Layout(kind, media.schema).fields(filled)

    def _stub(
        self, kind: Kind, fields: Fields, name: str, companions: tuple[tuple[str, str], ...]
    ) -> Iterator[Fields]:
        value = fields.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, (str, int)) and not isinstance(one, bool):
                told = {theirs: fields[ours] for ours, theirs in companions if ours in fields}
                yield {str(kind.id_field): one, **told}


def owners_in(path: str, texts: list[str]) -> dict[str, str]:
    """The owners that a path names, each with the text of its id."""
    return dict(zip(owners_of(path), texts, strict=False))


def _answered(operation: Operation) -> Media | None:
    reply = success(operation)
    if reply is None or not reply.media:
        return None
    return structured(reply.media) or next(iter(reply.media.values()))


def _examples(media: Media | None) -> Iterator[Any]:
    """The examples of a media type, or of its schema; text of JSON is read, line by line."""
    if media is None:
        return
    values = list(media.examples.values())
    if not values and media.schema is not None and isinstance(media.schema.value, Mapping):
        said = media.schema.value.get("examples")
        values = list(said) if isinstance(said, list) else []
        values += [media.schema.value["example"]] if "example" in media.schema.value else []
    for value in values[:_MOST]:
        yield _lines(value) if isinstance(value, str) else value


def _lines(text: str) -> list[Any]:
    found = []
    for line in text.splitlines()[:_MOST]:
        try:
            found.append(from_json(line))
        except ValueError:
            return []
    return found


def _distinct(many: list[Fields]) -> list[Fields]:
    return list({folded(repr(sorted(one.items(), key=str))): one for one in many}.values())
