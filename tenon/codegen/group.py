"""The operations of one group, as the modules written for it see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tenon.codegen import layout
from tenon.codegen.annotation import NONE, Annotation, Annotations
from tenon.codegen.names import BUILTINS
from tenon.codegen.shape import Definition
from tenon.codegen.signature import Argument, Signature


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that one handler class answers. `stub` names its Protocol."""

    name: str
    stub: str
    signatures: tuple[Signature, ...]
    files: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The group's name as it reads in a sentence."""
        return self.name.strip("_").replace("_", " ").capitalize()

    def names(self) -> Iterator[str]:
        """The functions of the group and all their arguments."""
        for signature in self.signatures:
            yield signature.operation.function
            yield from (argument.name for argument in signature.arguments)


@dataclass(slots=True)
class Module:
    """A module being written for a group; what it has to import is noted on the way."""

    group: Group
    definitions: Mapping[str, Definition]
    package: str
    annotations: Annotations = field(init=False)
    _used: list[Annotation] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        functions = {signature.operation.function for signature in self.group.signatures}
        self.annotations = Annotations(frozenset(functions & BUILTINS))

    def note(self, annotation: Annotation) -> str:
        """The annotation's text, which the module is about to use."""
        self._used.append(annotation)
        return annotation.text

    def imports(self, others: Iterable[tuple[str, str]]) -> str:
        """The import statements for all that was noted, and for these others."""
        found, names = layout.needed(self._used)
        models = {
            (f"{self.package}.models.{self.definitions[name].module}", name) for name in names
        }
        return layout.imports(found, {*others, *models})

    def arguments(self, arguments: Iterable[Argument]) -> list[str]:
        """The arguments as they stand in a signature."""
        several = list(arguments)
        placed = [self.argument(a) for a in several if not a.keyword]
        named = [self.argument(a) for a in several if a.keyword]
        return [*placed, *(["*", *named] if named else [])]

    def argument(self, argument: Argument) -> str:
        """One argument as it stands in a signature."""
        annotation = self.annotations.of(argument.shape)
        if argument.required:
            return f"{argument.name}: {self.note(annotation)}"
        if annotation.text not in ("Any", "None") and not annotation.text.endswith("| None"):
            annotation = annotation | NONE
        return f"{argument.name}: {self.note(annotation)} = None"

    def function(self, signature: Signature, first: Iterable[str] = ()) -> str:
        """The first lines of the function of an operation, inside a class or a function."""
        prefix = "" if signature.streams else "async "
        if signature.replies:
            returns = " | ".join(reply.name for reply in signature.replies)
        else:
            returns = self.note(self.annotations.of(signature.returns))
        arguments = [*first, *self.arguments(signature.arguments)]
        head = f"{prefix}def {signature.operation.function}"
        return layout.function(head, arguments, returns, "    ")
