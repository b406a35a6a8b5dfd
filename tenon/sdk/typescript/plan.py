"""The plan of a client: groups of methods, and the walks through pages beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenon.contract import Contract, naming
from tenon.sdk.npm import names
from tenon.sdk.npm.methods import Method, methods

# What every client has beside its groups, and every package beside its types.
_BESIDE = ("raw",)
TAKEN = ("ApiError", "Client", "ClientOptions", "ConnectionFailed", "StreamFailed",
         "UnexpectedReply")  # fmt: skip
_VERBS = {"stream": "items", "lines": "items", "download": "download"}


@dataclass(frozen=True, slots=True)
class Member:
    """A method of a group: its name, how the connection is asked, and what."""

    name: str
    verb: str
    method: Method


@dataclass(frozen=True, slots=True)
class Group:
    """Methods that belong together. `attribute` is its name on the client."""

    name: str
    attribute: str
    type: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the files of a client are made from."""

    contract: Contract
    methods: tuple[Method, ...]
    groups: tuple[Group, ...]

    def first(self, method: Method) -> str:
        """The name that the types know a method's operation by."""
        id_ = method.operation.id
        return next(each.name for each in self.methods if each.operation.id == id_)


def plan(contract: Contract) -> Plan:
    """Read a contract."""
    several = tuple(methods(contract))
    found: dict[str, list[Method]] = {}
    for method in several:
        found.setdefault(method.operation.group, []).append(method)
    attributes = names.members(found, _BESIDE)
    types = names.types(f"{naming.pascal(name)}Operations" for name in found)
    groups = (
        Group(name, attribute, type_, tuple(_members(members)))
        for (name, members), attribute, type_ in zip(found.items(), attributes, types, strict=True)
    )
    return Plan(contract, several, tuple(groups))


def _members(several: Iterable[Method]) -> list[Member]:
    """The methods of a group, each followed by the walk through its pages."""
    listed = list(several)
    walked = [method for method in listed if method.pages]
    wanted = (f"iterate {_without_list(method.name)}" for method in walked)
    iterated = names.members(wanted, [method.name for method in listed])
    walks = {method.name: name for method, name in zip(walked, iterated, strict=True)}
    found = []
    for method in listed:
        found.append(Member(method.name, _VERBS.get(method.kind, "send"), method))
        if method.name in walks:
            found.append(Member(walks[method.name], "pages", method))
    return found


def _without_list(name: str) -> str:
    rest = name.removeprefix("list")
    return rest if rest and rest[0].isupper() else name
