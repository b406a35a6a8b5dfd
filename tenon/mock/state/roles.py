"""What each operation of a contract does to what is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenon.contract import Contract, Location, Media, Operation, Reply, Resource
from tenon.contract.listing import plain
from tenon.contract.parts import structured
from tenon.contract.resource import Act, Listing
from tenon.mock.state.collections import resources
from tenon.mock.state.kinds import owners_of
from tenon.runtime.streaming import is_stream

IDS = frozenset({"id", "ids"})  # query parameters that name items


class Verb(StrEnum):
    """What an operation does."""

    LIST = "list"
    CREATE = "create"
    READ = "read"
    REPLACE = "replace"
    CHANGE = "change"
    DELETE = "delete"
    CREATE_MANY = "create_many"
    DELETE_MANY = "delete_many"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Role:
    """What one operation does, to the items of which resource.

    `owners` are what the parameters of its path name, each with its argument in Python; `on_item`
    says whether the last of them is the item itself. `member` is the property of the body that
    holds the many. `media` is the body of its reply, None where it has none.
    """

    verb: Verb
    operation: Operation
    resource: Resource
    owners: tuple[tuple[str, str], ...]
    on_item: bool
    reply: Reply | None
    media: Media | None
    listing: Listing | None = None
    member: str | None = None


_ACTS = {
    Act.REPLACE: Verb.REPLACE,
    Act.CHANGE: Verb.CHANGE,
    Act.CREATE_MANY: Verb.CREATE_MANY,
    Act.DELETE_MANY: Verb.DELETE_MANY,
}


def roles(contract: Contract) -> dict[str, Role]:
    """The roles of the operations that have one, by operation id.

    An operation whose reply cannot be made of items, such as a picture, has none.
    """
    found: dict[str, Role] = {}
    for resource in resources(contract):
        told = [
            (resource.create, Verb.CREATE),
            (resource.read, Verb.READ),
            (resource.replace, Verb.REPLACE),
            (resource.change, Verb.CHANGE),
            (resource.delete, Verb.DELETE),
        ]
        for name, verb in told:
            if name is not None:
                _add(found, contract, resource, name, verb)
        for listing in resource.listings:
            _add(found, contract, resource, listing.operation, Verb.LIST, listing)
        for action in resource.actions:
            _add(
                found, contract, resource, action.operation, _ACTS[action.act], None, action.member
            )
    _add_clearing(found, contract)
    return found


def _add_clearing(found: dict[str, Role], contract: Contract) -> None:
    """DELETE of a collection that is listed."""
    at = {o.path.rstrip("/"): o for o in contract.operations if o.method == "DELETE"}
    for resource in resources(contract):
        operation = at.get(resource.collection or "")
        for listing in resource.listings:
            if operation is None or listing.path.rstrip("/") != resource.collection:
                continue
            if clears(operation, listing):
                _add(found, contract, resource, operation.id, Verb.CLEAR, listing)


def clears(operation: Operation, listing: Listing) -> bool:
    """Whether a DELETE is of what a list shows, and nothing that is not known has to be said."""
    known = {one.parameter for one in listing.filters}
    asked = (p.name for p in operation.located(Location.QUERY) if p.required)
    return operation.body is None and all(name in known or plain(name) in IDS for name in asked)


def _add(
    found: dict[str, Role],
    contract: Contract,
    resource: Resource,
    name: str,
    verb: Verb,
    listing: Listing | None = None,
    member: str | None = None,
) -> None:
    operation = contract.operation(name)
    reply = _reply(operation)
    if name in found or reply is None:
        return
    media = structured(reply.media)
    if media is None and reply.media:
        first = next(iter(reply.media.values()))
        if verb is not Verb.LIST or not is_stream(first):
            return
        media = first
    if verb is Verb.READ and media is None:
        return
    owners = arguments(operation)
    depth = len(list(owners_of(resource.item or "")))
    on_item = len(owners) >= depth > 0 and resource.id_parameter is not None
    on_item = on_item and verb not in (Verb.LIST, Verb.CREATE, Verb.CLEAR)
    found[name] = Role(verb, operation, resource, owners, on_item, reply, media, listing, member)


def _reply(operation: Operation) -> Reply | None:
    """The reply that tells of success: the lowest, where several do."""
    fixed = sorted(s for s in operation.replies if s.startswith("2"))
    return operation.replies[fixed[0]] if fixed else operation.replies.get("default")


def arguments(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The owners that the path of an operation names, each with the argument of its parameter."""
    known = {p.name: p.argument for p in operation.located(Location.PATH)}
    names = [part.partition("}")[0] for part in operation.path.split("{")[1:]]
    return tuple(
        (owner, known.get(name, name))
        for owner, name in zip(owners_of(operation.path), names, strict=True)
    )
