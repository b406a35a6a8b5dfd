"""Resources inferred from paths, methods and schemas, by the conventions of REST APIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract.listing import read_listing
from tenon.contract.operation import Media, Operation
from tenon.contract.resource import Listing, Resource
from tenon.contract.schemas import Schemas
from tenon.contract.types import properties

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_COLLECTION_METHODS = ("GET", "POST")
_ITEM_METHODS = {"GET": "read", "PUT": "replace", "PATCH": "change", "DELETE": "delete"}


@dataclass(slots=True)
class _Draft:
    """A resource being put together."""

    name: str
    item: str
    collection: str | None = None
    others: list[str] = field(default_factory=list)


def infer_resources(operations: Iterable[Operation], schemas: Schemas) -> Iterator[Resource]:
    """The resources of a contract, in the order of their item paths.

    A resource is known by its item path, `…/things/{id}`. Its collection is the path above, or,
    where that has no operations, another path that ends in the same word, such as
    `/owners/{owner_id}/things`. Such other paths are those of the first resource of that word:
    where `/things/{id}` comes first, `/admin/things/{id}` is another view of the same things.
    """
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path.rstrip("/") or "/", {})[operation.method] = operation
    drafts = list(_drafts(paths))
    by_collection = {d.collection: d.name for d in drafts if d.collection}
    for draft in drafts:
        yield _Builder(paths, schemas, by_collection).build(draft)


def _drafts(paths: Mapping[str, Mapping[str, Operation]]) -> Iterator[_Draft]:
    taken: set[str] = set()
    words: set[str] = set()
    items = [path for path in paths if _is_item(path, paths)]
    own = {path.rpartition("/")[0] for path in items}
    for path in items:
        above = path.rpartition("/")[0]
        name = _corrected(paths[path], "name") or above.rpartition("/")[2]
        draft = _Draft(_unique(name, taken), path)
        word = above.rpartition("/")[2]
        alike = [p for p in paths if p.rpartition("/")[2] == word and word not in words]
        words.add(word)
        if above in paths:
            draft.collection = above
        else:
            free = [p for p in alike if p not in own]
            draft.collection = free[0] if free else None
        draft.others = [p for p in alike if p not in own and p != draft.collection]
        yield draft


def _is_item(path: str, paths: Mapping[str, Mapping[str, Operation]]) -> bool:
    above, _, last = path.rpartition("/")
    fixed = above.rpartition("/")[2]
    if not (_PARAMETER.fullmatch(last) and fixed and not _PARAMETER.search(fixed)):
        return False
    return any(method in paths[path] for method in _ITEM_METHODS)


class _Builder:
    """Builds resources out of drafts."""

    def __init__(
        self,
        paths: Mapping[str, Mapping[str, Operation]],
        schemas: Schemas,
        collections: Mapping[str, str],
    ) -> None:
        self._paths = paths
        self._schemas = schemas
        self._collections = collections

    def build(self, draft: _Draft) -> Resource:
        """The resource of a draft."""
        item = self._paths[draft.item]
        parameter = _PARAMETER.findall(draft.item)[-1]
        named = self._item_properties(draft)
        parent, parent_parameter = self._parent(draft.collection)
        on_item = {role: item[m].id for m, role in _ITEM_METHODS.items() if m in item}
        post = self._paths.get(draft.collection or "", {}).get("POST")
        return Resource(
            name=draft.name,
            collection=draft.collection,
            item=draft.item,
            id_parameter=parameter,
            id_field=_corrected(item, "id") or _id_field(parameter, draft.name, named),
            parent=parent,
            parent_parameter=parent_parameter,
            create=post.id if post is not None else None,
            listings=tuple(self._listings(draft, named)),
            **on_item,
        )

    def _listings(self, draft: _Draft, named: Mapping[str, Any]) -> Iterator[Listing]:
        for path in filter(None, (draft.collection, *draft.others, *self._below(draft))):
            operation = self._paths.get(path, {}).get("GET")
            if operation is None:
                continue
            parent, _ = self._parent(path)
            found = read_listing(operation, self._schemas, named, parent)
            if found is not None:
                yield found

    def _below(self, draft: _Draft) -> Iterator[str]:
        """Fixed paths just below a collection that list the same items in another way."""
        for path in self._paths:
            above, _, last = path.rpartition("/")
            if above == draft.collection and not _PARAMETER.search(last):
                yield path

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
        order = [methods[m] for m in ("GET", "PUT", "PATCH") if m in methods]
        post = self._paths.get(draft.collection or "", {}).get("POST")
        for operation in (*order, *filter(None, [post])):
            media = json_reply(operation)
            if media is not None and media.schema is not None:
                found = properties(self._schemas, media.schema.value)
                if found:
                    return found
        return {}


def json_reply(operation: Operation) -> Media | None:
    """The JSON body of an operation's first successful reply."""
    for reply in operation.replies.values():
        if reply.successful:
            for name, media in reply.media.items():
                if name.partition(";")[0].strip().endswith(("/json", "+json")):
                    return media
    return None


def _id_field(parameter: str, name: str, named: Mapping[str, Any]) -> str | None:
    singular = name.removesuffix("s")
    plain = parameter.lower().replace("_", "").replace("-", "")
    by_plain = {key.lower().replace("_", ""): key for key in named}
    wanted = (plain, plain.removeprefix(singular), "id", f"{singular}id", "uuid", "key", "slug")
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
