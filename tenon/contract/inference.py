"""Resources inferred from paths, methods and schemas, by the conventions of REST APIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tenon.contract.actions import infer_actions
from tenon.contract.listing import plain, read_listing
from tenon.contract.operation import Operation
from tenon.contract.parts import structured, success
from tenon.contract.resource import Listing, Resource
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, properties

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_ITEM_METHODS = {"GET": "read", "PUT": "replace", "PATCH": "change", "DELETE": "delete"}
_ENVELOPES = ("data", "item", "result", "attributes", "payload", "response")
_ALIKE = 0.6  # the share of names that two views of one thing have in common

Paths = Mapping[str, Mapping[str, Operation]]


@dataclass(slots=True)
class _Draft:
    """A resource being put together."""

    name: str
    item: str
    collection: str | None = None
    others: list[str] = field(default_factory=list)


def infer_resources(operations: Iterable[Operation], schemas: Schemas) -> Iterator[Resource]:
    """The resources of a contract, in the order of their item paths; then those without an id.

    A resource is known by its item path, `…/things/{id}`. Its collection is the path above, or,
    where that has no operations, another path that ends in the same word, such as
    `/owners/{owner_id}/things`. Such other paths are those of the first resource of that word:
    where `/things/{id}` comes first, `/admin/things/{id}` is another view of the same things.
    A path that is read and written, and is no list, is a resource without an id.
    """
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path.rstrip("/") or "/", {})[operation.method] = operation
    drafts = list(_drafts(paths))
    builder = _Builder(paths, schemas, {d.collection: d.name for d in drafts if d.collection})
    found: dict[str, Resource] = {}
    for draft in drafts:
        made = builder.build(draft, found)
        found[made.name] = made
        yield made
    yield from builder.singletons(found)


def _drafts(paths: Paths) -> Iterator[_Draft]:
    taken: set[str] = set()
    words: set[str] = set()
    items = [path for path in paths if _is_item(path, paths)]
    own = {path.rpartition("/")[0] for path in items}
    by_word: dict[str, list[str]] = {}
    for path in paths:
        by_word.setdefault(path.rpartition("/")[2], []).append(path)
    for path in items:
        above = path.rpartition("/")[0]
        word = above.rpartition("/")[2]
        draft = _Draft(_unique(_corrected(paths[path], "name") or word, taken), path)
        alike = [] if word in words else by_word.get(word, [])
        words.add(word)
        free = [p for p in alike if p not in own]
        draft.collection = above if above in paths else (free[0] if free else None)
        draft.others = [p for p in free if p != draft.collection]
        yield draft


def _is_item(path: str, paths: Paths) -> bool:
    above, _, last = path.rpartition("/")
    fixed = above.rpartition("/")[2]
    if not (_PARAMETER.fullmatch(last) and fixed and not _PARAMETER.search(fixed)):
        return False
    return any(method in paths[path] for method in _ITEM_METHODS)


class _Builder:
    """Builds resources out of drafts."""

    def __init__(self, paths: Paths, schemas: Schemas, collections: Mapping[str, str]) -> None:
        self._paths = paths
        self._schemas = schemas
        self._collections = collections
        self._below: dict[str, list[str]] = {}
        for path in paths:
            self._below.setdefault(path.rpartition("/")[0], []).append(path)
        self._near = {
            above: [path for path in below if path not in collections]
            for above, below in self._below.items()
        }
        self._leaves: dict[str, set[str]] = {}

    def build(self, draft: _Draft, known: Mapping[str, Resource]) -> Resource:
        """The resource of a draft; `known` are those before it."""
        item = self._paths[draft.item]
        parameter = _PARAMETER.findall(draft.item)[-1]
        shown = self._item_properties(draft)
        envelope, named = self._opened(shown, parameter, draft.name)
        view_of = self._view_of(draft, known, named)
        parent, parent_parameter = self._parent(draft.collection)
        on_item = {role: item[m].id for m, role in _ITEM_METHODS.items() if m in item}
        post = self._paths.get(draft.collection or "", {}).get("POST")
        made = Resource(
            name=draft.name,
            collection=draft.collection,
            item=draft.item,
            id_parameter=parameter,
            id_field=_corrected(item, "id") or _id_field(parameter, draft.name, named),
            parent=parent,
            parent_parameter=parent_parameter,
            create=post.id if post is not None else None,
            envelope=envelope,
            view_of=view_of,
            read=on_item.get("read"),
            replace=on_item.get("replace"),
            change=on_item.get("change"),
            delete=on_item.get("delete"),
        )
        self._leaves[made.name] = set(_leaves(self._schemas, named))
        of = self._paths[known[view_of].item or ""]["GET"] if view_of else None
        fields = self._properties(of) if of is not None else named
        listings = tuple(self._listings(draft, fields, mixed=of is None))
        made = replace(made, listings=listings)
        actions = tuple(infer_actions(made, self._paths, self._near, self._schemas, named))
        many = {action.operation for action in actions}
        return replace(made, actions=actions, create=None if made.create in many else made.create)

    def singletons(self, known: Mapping[str, Resource]) -> Iterator[Resource]:
        """What is read and written at a path of its own, such as `/settings`."""
        taken = set(known)
        used = {p for r in known.values() for p in (r.item, r.collection)}
        used |= {lst.path for r in known.values() for lst in r.listings}
        for path, methods in self._paths.items():
            fixed = path.rpartition("/")[2]
            writes = [m for m in ("PUT", "PATCH") if m in methods]
            if path in used or "GET" not in methods or not writes or _PARAMETER.search(fixed):
                continue
            if not self._is_object(methods["GET"]):
                continue
            on_item = {role: methods[m].id for m, role in _ITEM_METHODS.items() if m in methods}
            yield Resource(
                name=_unique(fixed or "root", taken),
                collection=None,
                item=path,
                read=on_item.get("read"),
                replace=on_item.get("replace"),
                change=on_item.get("change"),
                delete=on_item.get("delete"),
            )

    def _is_object(self, operation: Operation) -> bool:
        reply = success(operation)
        media = structured(reply.media) if reply else None
        if media is None or media.schema is None:
            return False
        types = json_types(self._schemas, media.schema.value)
        return "object" in types and bool(properties(self._schemas, media.schema.value))

    def _listings(self, draft: _Draft, named: Mapping[str, Any], mixed: bool) -> Iterator[Listing]:
        below = self._below.get(draft.collection or "/", ()) if draft.collection else ()
        fixed = (path for path in below if not _PARAMETER.search(path.rpartition("/")[2]))
        for path in filter(None, (draft.collection, *draft.others, *fixed)):
            operation = self._paths.get(path, {}).get("GET")
            if operation is None:
                continue
            parent, _ = self._parent(path)
            found = read_listing(operation, self._schemas, named, parent, mixed)
            if found is not None:
                yield found

    def _parent(self, path: str | None) -> tuple[str | None, str | None]:
        """The resource whose item stands right above a collection, and its parameter."""
        above, _, _ = (path or "").rpartition("/")
        holder, _, last = above.rpartition("/")
        match = _PARAMETER.fullmatch(last)
        if match is None:
            return None, None
        return self._collections.get(holder), match[1]

    def _item_properties(self, draft: _Draft) -> dict[str, Any]:
        methods = self._paths[draft.item]
        order = [methods[m] for m in ("GET", "PUT", "PATCH", "POST") if m in methods]
        post = self._paths.get(draft.collection or "", {}).get("POST")
        for operation in (*order, *filter(None, [post])):
            if found := self._properties(operation):
                return found
        return {}

    def _properties(self, operation: Operation | None) -> dict[str, Any]:
        reply = success(operation) if operation is not None else None
        media = structured(reply.media) if reply is not None else None
        if media is None or media.schema is None:
            return {}
        return properties(self._schemas, media.schema.value)

    def _opened(
        self, shown: dict[str, Any], parameter: str, name: str
    ) -> tuple[str | None, dict[str, Any]]:
        """The property of a reply that holds the item, and the item's properties."""
        if _id_field(parameter, name, shown) is not None or len(shown) > 4:
            return None, shown
        for key in shown:
            if key in _ENVELOPES or plain(key) in (plain(name), singular(plain(name))):
                inner = properties(self._schemas, shown[key])
                if _id_field(parameter, name, inner) is not None:
                    return key, inner
        return None, shown

    def _view_of(
        self, draft: _Draft, known: Mapping[str, Resource], named: Mapping[str, Any]
    ) -> str | None:
        """The resource before it whose items have the same word, parameter and mostly fields."""
        word = draft.item.split("/")[-2:]
        if draft.item.count("{") != 1 or not named:
            return None
        leaves = set(_leaves(self._schemas, named))
        for other in known.values():
            path = other.item or ""
            if path.split("/")[-2:] != word or path.count("{") != 1 or other.view_of:
                continue
            theirs = self._leaves[other.name]
            least = min(len(leaves), len(theirs))
            if other.read and least and len(leaves & theirs) >= _ALIKE * least:
                return other.name
        return None


def singular(word: str) -> str:
    """One of what a plural names: `reviews` is `review`, `categories` is `category`."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _leaves(schemas: Schemas, named: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """The names of properties, and of those of the objects among them."""
    for name, schema in named.items():
        inner = properties(schemas, schema) if depth < 1 else {}
        if inner:
            yield from _leaves(schemas, inner, depth + 1)
        else:
            yield plain(name)


def _id_field(parameter: str, name: str, named: Mapping[str, Any]) -> str | None:
    one = singular(name.lower()).replace("_", "").replace("-", "")
    wanted_first = parameter.lower().replace("_", "").replace("-", "")
    by_plain = {key.lower().replace("_", "").replace("-", ""): key for key in named}
    bare = wanted_first.removeprefix(one)
    wanted = (wanted_first, bare, "id", f"{one}id", "uuid", "sid", "key", "slug")
    return next((by_plain[key] for key in wanted if key in by_plain), None)


def _corrected(methods: Mapping[str, Operation], key: str) -> str | None:
    """What the contract says by `x-resource: {name: …, id: …}` on an operation of the item."""
    for operation in methods.values():
        said = operation.extensions.get("x-resource")
        if isinstance(said, Mapping) and isinstance(said.get(key), str):
            return str(said[key])
    return None


def _unique(name: str, taken: set[str]) -> str:
    fresh, count = name, 1
    while fresh in taken:
        count += 1
        fresh = f"{name}-{count}"
    taken.add(fresh)
    return fresh
