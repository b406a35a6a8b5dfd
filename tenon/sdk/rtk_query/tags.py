"""Tags: what each endpoint reads and changes, by the resources of the contract.

A read tells of the things that it answers, by their ids, and a list also of itself. A write makes
stale what it changed: the thing, every list of such things, the things that own it, and the things
that it owns. Where an id cannot be known, all things of the type are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from tenon.contract import Contract, Operation, Resource
from tenon.contract.resource import Act
from tenon.sdk.rtk_query.families import Families
from tenon.sdk.rtk_query.plan import Endpoint
from tenon.sdk.rtk_query.rules import ALL, LIST, Rule, Source, Tags

_ROLES = ("create", "read", "replace", "change", "delete")
# What an operation is that no resource names: below the path of a thing, or only of its list.
_PART, _BESIDE = "part", "beside"
_MANY = (Act.CREATE_MANY, Act.DELETE_MANY, _BESIDE)


class Tagging:
    """The tags of the endpoints of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._families = Families(contract)

    def of(self, endpoint: Endpoint) -> Tags:
        """The tags of an endpoint; a stream tells what happens, and is not read anew."""
        tags = Tags()
        if not endpoint.streams:
            rules = self._read if endpoint.query else self._written
            into = tags.provides if endpoint.query else tags.invalidates
            for resource, role in self._roles(endpoint.method.operation):
                into.update(dict.fromkeys(rules(resource, role, endpoint)))
        return tags

    def _roles(self, operation: Operation) -> list[tuple[Resource, str]]:
        """What an operation does to which resource; by its path, where no resource names it."""
        resources = self._families.resources.values()
        found = [(each, role) for each in resources for role in _named(each, operation.id)]
        if found:
            return found
        below = [
            (len(path), resource.name)
            for resource in resources
            for path in (resource.item, resource.collection)
            if path and _within(operation.path, path)
        ]
        if not below:
            return []
        nearest = self._families.resources[max(below)[1]]
        part = nearest.item and _within(operation.path, nearest.item)
        return [(nearest, _PART if part else _BESIDE)]

    def _read(self, resource: Resource, role: str, endpoint: Endpoint) -> Iterator[Rule]:
        type_, operation = self._families.types[resource.name], endpoint.method.operation
        if role in ("read", _PART):
            yield Rule(type_, _argument(endpoint, resource.id_parameter) or LIST)
        for listing in resource.listings:
            if listing.operation == operation.id:
                yield Rule(type_, LIST)
                if resource.id_field:
                    within = (listing.items,) if listing.items else ()
                    yield Rule(type_, Source("reply", (*within, resource.id_field)))
        if role == _BESIDE and resource.id_field and self._families.answers(operation, resource):
            yield Rule(type_, Source("reply", (resource.id_field,)))

    def _written(self, resource: Resource, role: str, endpoint: Endpoint) -> Iterator[Rule]:
        types = self._families.types
        if role in _MANY:
            yield Rule(types[resource.name], ALL)
        else:
            if role != "create":
                yield Rule(types[resource.name], _item(resource, role, endpoint))
            yield Rule(types[resource.name], LIST)
        if role == _PART:
            return
        for owner, parameter in self._families.owners(resource).items():
            yield Rule(types[owner], self._owner(resource, parameter, endpoint))
        if role != "create":
            yield from (Rule(types[name], ALL) for name in self._families.owned(resource))

    def _owner(self, resource: Resource, parameter: str, endpoint: Endpoint) -> str | Source:
        """The owner of what is written: named in the path, or by the thing that is answered."""
        told = (*([resource.envelope] if resource.envelope else []), parameter)
        known = self._families.tells(endpoint.method.operation, told)
        return _argument(endpoint, parameter) or (Source("reply", told) if known else ALL)


def _item(resource: Resource, role: str, endpoint: Endpoint) -> str | Source:
    """The thing that a write changes."""
    named = _argument(endpoint, resource.id_parameter)
    if named is None and role == Act.REPLACE and resource.id_field:
        return Source("argument", ("body", resource.id_field))
    return named or (ALL if resource.id_parameter else LIST)


def _argument(endpoint: Endpoint, parameter: str | None) -> Source | None:
    """The argument that is a path parameter of this name."""
    for name, each in endpoint.arguments.items():
        if each.location == "path" and each.name == parameter:
            return Source("argument", (name,))
    return None


def _named(resource: Resource, operation: str) -> Iterator[str]:
    """What a resource says of an operation."""
    yield from (role for role in _ROLES if getattr(resource, role) == operation)
    yield from ("list" for listing in resource.listings if listing.operation == operation)
    yield from (action.act for action in resource.actions if action.operation == operation)


def _within(path: str, base: str) -> bool:
    return path.startswith(f"{base.rstrip('/')}/")
