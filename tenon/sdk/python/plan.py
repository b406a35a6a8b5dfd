"""The plan of a client: its methods by group, and the definitions that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tenon.codegen.names import Names, Places
from tenon.codegen.projection import Hint, Projection
from tenon.codegen.settle import settle
from tenon.codegen.shape import Definition, Shape, Vocabulary, names
from tenon.contract import Contract, naming, pointer
from tenon.finding import Place
from tenon.sdk.python.methods import Method, Methods
from tenon.sdk.python.pages import Iteration, iterations


@dataclass(frozen=True, slots=True)
class Group:
    """Methods that one class has. `attribute` is its name on the client."""

    name: str
    attribute: str
    class_name: str
    methods: tuple[Method, ...]

    @property
    def title(self) -> str:
        """The group's name as it reads in a sentence."""
        return self.name.strip("_").replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the files of a client are made from."""

    contract: Contract
    vocabulary: Vocabulary
    groups: tuple[Group, ...]
    iterations: Mapping[str, Iteration]

    @property
    def definitions(self) -> dict[str, Definition]:
        """Every definition by its name."""
        return self.vocabulary.definitions


# What every client has beside its groups.
_TAKEN = ("close", "aclose")


def plan(contract: Contract, places: Mapping[str, Place]) -> Plan:
    """Read a contract; `places` tells which file each part of it came from."""
    names_ = Names()
    projection = Projection(contract.document, names_)
    components = (contract.document.get("components") or {}).get("schemas") or {}
    pointers = {key: pointer.join("/components/schemas", key) for key in components}
    where = Places(places, [*pointers.values(), *(o.pointer for o in contract.operations)])
    for key, at in pointers.items():
        projection.declare(projection.sites.at(at), Hint(key, where.module(at)))
    reader = Methods(projection)
    methods = [
        method
        for operation in contract.operations
        for method in reader.of(operation, where.module(operation.pointer))
    ]
    vocabulary = projection.finish()
    settle(
        vocabulary,
        _named(shape for method in methods for shape in method.given()),
        _named(shape for method in methods for shape in method.answered()),
    )
    groups = tuple(_groups(methods, names_))
    return Plan(contract, vocabulary, groups, iterations(contract, vocabulary, groups_of(groups)))


def groups_of(groups: Iterable[Group]) -> list[Method]:
    """All methods of some groups."""
    return [method for group in groups for method in group.methods]


def _named(shapes: Iterable[Shape]) -> list[str]:
    return [name for shape in shapes for name in names(shape)]


def _groups(methods: list[Method], names_: Names) -> Iterator[Group]:
    found: dict[str, list[Method]] = {}
    for method in methods:
        found.setdefault(method.operation.group, []).append(method)
    attributes = naming.unique(found, _TAKEN)
    for (name, members), attribute in zip(found.items(), attributes, strict=True):
        class_name = names_.take(f"{naming.pascal(name)}Operations")
        yield Group(name, attribute, class_name, tuple(_renamed(members, names_)))


def _renamed(methods: list[Method], names_: Names) -> Iterator[Method]:
    """The methods, their names unique among them and those of their replies in the package."""
    functions = naming.unique(method.function for method in methods)
    for method, function in zip(methods, functions, strict=True):
        answers = method.answers
        if not method.bare:
            answers = tuple(replace(each, name=names_.take(each.name)) for each in answers)
        yield replace(method, function=function, answers=answers)
