"""The resources of a contract, and what it only adds to and lists: comments, members, events.

A resource is known by the path of its items. What has none can be remembered as well, where GET
lists what POST adds: its items then have an address that nothing leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tenon.contract import Contract, Operation, Resource, Schema
from tenon.contract.inference import singular
from tenon.contract.listing import plain, read_listing
from tenon.contract.parts import structured, success
from tenon.contract.resource import Listing
from tenon.contract.types import json_types, properties
from tenon.mock.state.kinds import listed

_PARAMETER = re.compile(r"\{[^{}]+\}")
_LEAST = 2  # names that what is sent and what is listed have in common
_CREATED = "201"


def resources(contract: Contract) -> tuple[Resource, ...]:
    """All that can be remembered, the contract's own resources first."""
    return (*contract.resources, *_added(contract))


def _added(contract: Contract) -> Iterator[Resource]:
    known = contract.resources
    taken = {resource.name for resource in known}
    used = {path for r in known for path in (r.collection, r.item)}
    used |= {listing.path for r in known for listing in r.listings}
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in contract.operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    collections = {r.collection: r.name for r in known if r.collection}
    for path, methods in by_path.items():
        word = path.rpartition("/")[2]
        if path in used or not {"GET", "POST"} <= methods.keys() or _PARAMETER.search(word):
            continue
        listing = _listing(contract, methods["GET"], path, collections)
        if listing is not None and _adds(contract, methods["POST"], methods["GET"], listing):
            yield _resource(contract, path, methods, listing, _fresh(word, taken))


def _listing(
    contract: Contract, operation: Operation, path: str, collections: Mapping[str, str]
) -> Listing | None:
    above, _, last = path.rpartition("/")[0].rpartition("/")
    parent = collections.get(above) if _PARAMETER.fullmatch(last) else None
    return read_listing(operation, contract.schemas, {}, parent)


def _adds(contract: Contract, post: Operation, get: Operation, listing: Listing) -> bool:
    """Whether what a POST makes is one of what a GET lists: most of its names are theirs."""
    items = listed(contract, get, listing.items)
    shown = _object(contract, post)
    if items is None or shown is None or _CREATED not in post.replies:
        return False
    names = set(properties(contract.schemas, items.value))
    made = set(properties(contract.schemas, shown.value))
    shared = names & made
    return bool(names) and len(shared) >= min(_LEAST, len(names)) and 2 * len(shared) >= len(made)


def _object(contract: Contract, post: Operation) -> Schema | None:
    """The schema of the object that a POST answers, or of that which it takes."""
    reply = success(post)
    answered = structured(reply.media) if reply is not None else None
    sent = structured(post.body.media) if post.body is not None else None
    media = answered or sent
    schema = media.schema if media is not None else None
    if schema is None or "object" not in json_types(contract.schemas, schema.value):
        return None
    return schema


def _resource(
    contract: Contract, path: str, methods: Mapping[str, Operation], listing: Listing, name: str
) -> Resource:
    items = listed(contract, methods["GET"], listing.items)
    named = properties(contract.schemas, items.value) if items is not None else {}
    one = singular(plain(name))
    by_plain = {plain(field): field for field in named}
    above = _PARAMETER.findall(path.rpartition("/")[0])
    return Resource(
        name=name,
        collection=path,
        item=f"{path}/{{id}}",
        id_parameter="id",
        id_field=next((by_plain[n] for n in ("id", f"{one}_id", "uuid") if n in by_plain), None),
        parent=listing.parent,
        parent_parameter=above[-1].strip("{}") if listing.parent else None,
        create=methods["POST"].id,
        listings=(listing,),
    )


def _fresh(word: str, taken: set[str]) -> str:
    name, count = word, 1
    while name in taken:
        count += 1
        name = f"{word}-{count}"
    taken.add(name)
    return name
