"""The plan of what is generated: every definition, and the operations by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenon.codegen.group import Group
from tenon.codegen.names import Names, Places
from tenon.codegen.projection import Hint, Projection
from tenon.codegen.settle import settle
from tenon.codegen.shape import Definition, Shape, names
from tenon.codegen.signature import Signature, Signatures
from tenon.contract import Contract, Operation, naming, pointer
from tenon.finding import Place


@dataclass(frozen=True, slots=True)
class Plan:
    """What the files are made from."""

    definitions: Mapping[str, Definition]
    groups: tuple[Group, ...]


def plan(contract: Contract, places: Mapping[str, Place]) -> Plan:
    """Read a contract; `places` tells which file each part of it came from."""
    names_ = Names()
    projection = Projection(contract.document, names_)
    components = (contract.document.get("components") or {}).get("schemas") or {}
    pointers = {key: pointer.join("/components/schemas", key) for key in components}
    where = Places(places, [*pointers.values(), *(o.pointer for o in contract.operations)])
    for key, at in pointers.items():
        projection.declare(projection.sites.at(at), Hint(key, where.module(at), where.file(at)))
    signatures = _signatures(contract.operations, projection, names_, where)
    vocabulary = projection.finish()
    settle(
        vocabulary,
        _named(shape for signature in signatures for shape in signature.given()),
        _named(shape for signature in signatures for shape in signature.answered()),
    )
    groups = tuple(_groups(signatures, names_, where))
    return Plan(vocabulary.definitions, groups)


def _signatures(
    operations: Iterable[Operation], projection: Projection, names_: Names, where: Places
) -> list[Signature]:
    reader = Signatures(projection, names_)
    return [
        reader.of(operation, where.module(operation.pointer), where.file(operation.pointer))
        for operation in operations
    ]


def _named(shapes: Iterable[Shape]) -> list[str]:
    return [name for shape in shapes for name in names(shape)]


def _groups(signatures: list[Signature], names_: Names, where: Places) -> Iterable[Group]:
    found: dict[str, list[Signature]] = {}
    for signature in signatures:
        found.setdefault(signature.operation.group, []).append(signature)
    for name, members in found.items():
        files = {where.file(member.operation.pointer) for member in members}
        yield Group(
            name=name,
            stub=names_.take(f"{naming.pascal(name)}Stub"),
            signatures=tuple(members),
            files=tuple(sorted(file for file in files if file)),
        )
