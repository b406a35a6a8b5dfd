"""Operations by resource: what belongs together, and what each does there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenon.contract import Contract, Operation, Resource

_ROLES = ("create", "read", "replace", "change", "delete")


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one resource, or of one tag; `path` is that of the resource."""

    name: str
    path: str
    operations: tuple[Operation, ...]


def groups(contract: Contract) -> Iterator[Group]:
    """Every operation once, by resource; one of no resource stands by its tag.

    The order is that in which the contract first speaks of each group.
    """
    named = {id_: resource for resource in reversed(contract.resources) for id_ in _ids(resource)}
    found: dict[str, list[Operation]] = {}
    for operation in contract.operations:
        resource = named.get(operation.id)
        found.setdefault(resource.name if resource else operation.group, []).append(operation)
    paths = {resource.name: _path(resource) for resource in contract.resources}
    for name, operations in found.items():
        yield Group(name, paths.get(name, ""), tuple(operations))


def roles(contract: Contract) -> Mapping[str, str]:
    """What each operation does to its resource, where that is known."""
    found: dict[str, str] = {}
    for resource in contract.resources:
        for id_, role in _roles(resource):
            found.setdefault(id_, role)
    return found


def _ids(resource: Resource) -> Iterator[str]:
    yield from (id_ for id_, _ in _roles(resource))


def _roles(resource: Resource) -> Iterator[tuple[str, str]]:
    for role in _ROLES:
        if (id_ := getattr(resource, role)) is not None:
            yield id_, role
    yield from ((listing.operation, "list") for listing in resource.listings)
    yield from ((action.operation, action.act.replace("_", " ")) for action in resource.actions)


def _path(resource: Resource) -> str:
    return resource.collection or resource.item or ""
