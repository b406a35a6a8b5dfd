"""Families: how the resources of a contract belong together, and what their things are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract import Contract, Operation, Resource
from tenon.contract.parts import component, json_media
from tenon.contract.types import properties
from tenon.sdk.rtk_query import names

_COMPONENTS = "/components/schemas"


class Families:
    """The resources of a contract; `types` are the names of their things as tags.

    A view of a resource is of its family: what changes the one is seen in the other.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.resources = {each.name: each for each in contract.resources}
        self._bases = {name: self._base(name) for name in self.resources}
        heads = [name for name, base in self._bases.items() if name == base]
        called = names.unique(names.pascal(self._singular(name), "Thing") for name in heads)
        known = dict(zip(heads, called, strict=True))
        self.types = {name: known[base] for name, base in self._bases.items()}
        self._owners = {name: dict(self._owned(each)) for name, each in self.resources.items()}

    def owners(self, resource: Resource) -> dict[str, str]:
        """The resources whose things own those of one, with the parameter that names the owner."""
        return self._owners[self._bases[resource.name]]

    def owned(self, resource: Resource) -> list[str]:
        """The resources whose things those of one own."""
        base = self._bases[resource.name]
        return [name for name, owners in self._owners.items() if base in owners]

    def described(self, resource: Resource) -> str:
        """The pointer of the schema that the operation which reads a thing answers with."""
        if resource.read is None or resource.envelope is not None:
            return ""
        media = json_media(self._media(self._contract.operation(resource.read)))
        return component(self._contract.document, media.schema) if media else ""

    def answers(self, operation: Operation, resource: Resource) -> bool:
        """Whether an operation answers a thing of a resource."""
        media = json_media(self._media(operation))
        found = component(self._contract.document, media.schema) if media else ""
        return bool(found) and found == self.described(resource)

    def tells(self, operation: Operation, path: tuple[str, ...]) -> bool:
        """Whether what an operation answers has a property at a path."""
        media = json_media(self._media(operation))
        schema: Any = media.schema.value if media and media.schema else None
        for name in path:
            schema = properties(self._contract.schemas, schema).get(name)
        return schema is not None

    def _media(self, operation: Operation) -> Any:
        replies = [r for status, r in operation.replies.items() if status.startswith("2")]
        return replies[0].media if replies else {}

    def _base(self, name: str) -> str:
        seen: list[str] = []
        while name not in seen:
            seen.append(name)
            view = self.resources[name].view_of
            name = view if view in self.resources else name
        return name

    def _singular(self, name: str) -> str:
        """What one of the things is called: as the component that describes it."""
        below, _, last = self.described(self.resources[name]).rpartition("/")
        return last if below == _COMPONENTS else name

    def _owned(self, resource: Resource) -> Iterator[tuple[str, str]]:
        if resource.parent in self.resources and resource.parent_parameter:
            yield resource.parent, resource.parent_parameter
        for listing in resource.listings:
            parameters = self._contract.operation(listing.operation).parameters
            named = [p.name for p in parameters if p.location == "path"]
            if listing.parent in self.resources and named:
                yield listing.parent, named[-1]
