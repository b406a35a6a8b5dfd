"""All files of a Python SDK, as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import tenon.runtime
from tenon.codegen import layout, literal
from tenon.codegen.annotation import Annotation, Annotations
from tenon.codegen.audit import audit
from tenon.codegen.files import header_line
from tenon.codegen.models import models
from tenon.codegen.settle import by_module
from tenon.codegen.shape import Shape
from tenon.sdk.python.clients import clients
from tenon.sdk.python.identity import Identity, identity
from tenon.sdk.python.module import Module
from tenon.sdk.python.plan import Plan, groups_of, plan
from tenon.sdk.python.project import project
from tenon.sdk.python.readme import readme

if TYPE_CHECKING:
    from tenon.document import Bundle

_CORE = Path(__file__).parent / "client" / "core"
_MODEL = Path(tenon.runtime.__file__).parent / "model.py"
_HEADER = header_line("the contract").replace("tenon generate", "tenon sdk python")


def generate(bundle: Bundle) -> dict[str, str]:
    """The text of every file by its path in the folder of the project, in a fixed order.

    The result depends on the bundle alone. Raises AuditError when generated source holds what it
    never should.
    """
    contract = bundle.contract
    known = identity(contract)
    made = plan(contract, bundle.places)
    source = dict(_generated(made, known))
    called = {f"{kind}{g.class_name}" for g in made.groups for kind in ("", "Async")}
    for path, text in source.items():
        audit(path, text, known.module, frozenset(called))
    files = {**source, **_copied()}
    return {
        "README.md": readme(made, known),
        "pyproject.toml": project(contract, known),
        **{f"{known.module}/{path}": text for path, text in sorted(files.items())},
        f"{known.module}/py.typed": "",
    }


def _copied() -> dict[str, str]:
    """The modules that are the same for all contracts."""
    core = {f"core/{path.name}": path.read_text("utf-8") for path in sorted(_CORE.glob("*.py"))}
    return {**core, "core/model.py": _MODEL.read_text("utf-8")}


def _generated(made: Plan, known: Identity) -> Iterator[tuple[str, str]]:
    package = known.module
    yield "__init__.py", _front(made, package)
    yield "client.py", clients(made, package, _HEADER)
    yield "errors.py", _errors(package)
    yield "problem.py", _problem(made, package)
    yield "groups/__init__.py", _docstring("The operations, a module a group.")
    yield "models/__init__.py", _models_front(made, package)
    for module, text in models(made.definitions, f"{package}.core.model").items():
        about = f"What travels in bodies: {module.strip('_').replace('_', ' ')}."
        yield f"models/{module}.py", f"{_docstring(about)}\n{text}"
    for group in made.groups:
        yield f"groups/{group.name}.py", Module(made, group, package).text(_HEADER)


def _docstring(text: str) -> str:
    return f"{_HEADER}\n{literal.docstring(text, '')}\n"


_ERRORS = (
    "ApiError", "BadRequest", "Conflict", "ContentTooLarge", "Forbidden", "Gone",
    "MethodNotAllowed", "NotAcceptable", "NotFound", "NotModified", "PreconditionFailed",
    "PreconditionRequired", "RequestTimeout", "ServerError", "ServiceUnavailable",
    "StreamFailed", "TooManyRequests", "Unauthorized", "UnexpectedReply",
    "UnprocessableContent", "UnsupportedMediaType",
)  # fmt: skip


def _errors(package: str) -> str:
    imports = {(f"{package}.core.errors", name) for name in _ERRORS}
    text = layout.imports(frozenset(), imports)
    return f"{_docstring('Every error that a client raises.')}\n{text}\n\n{_all(_ERRORS)}\n"


def _front(made: Plan, package: str) -> str:
    title = literal.prose(made.contract.title) or "the service"
    words = literal.paragraph(f"A client of {title}.", "")
    exported = {
        f"{package}.client": ("AsyncClient", "Client"),
        f"{package}.core": ("File", "Retries"),
        f"{package}.errors": ("ApiError",),
    }
    imports = {(module, name) for module, names in exported.items() for name in names}
    listed = _all(sorted(name for names in exported.values() for name in names))
    return f"{_docstring(words)}\n{layout.imports(frozenset(), imports)}\n\n{listed}\n"


def _models_front(made: Plan, package: str) -> str:
    about = _docstring("Every DTO of the contract, and every type that it names.")
    imports = {
        (f"{package}.models.{module}", definition.name)
        for module, members in by_module(made.definitions.values())
        for definition in members
    }
    names = sorted(made.definitions)
    if not names:
        return about
    return f"{about}\n{layout.imports(frozenset(), imports)}\n\n{_all(names)}\n"


def _all(names: list[str] | tuple[str, ...]) -> str:
    return "__all__ = [\n" + "".join(f"    {literal.string(n)},\n" for n in names) + "]"


def _problem(made: Plan, package: str) -> str:
    """The module of what an error reply may hold."""
    shapes: dict[Shape, None] = {
        shape: None for m in groups_of(made.groups) for _, shape in m.faults
    }
    union = Annotations().union(map(Annotations().of, shapes)) if shapes else _ANY
    imports = {(f"{package}.models.{made.definitions[name].module}", name) for name in union.names}
    found = {(f"{package}.core.model" if m == "tenon.runtime.model" else m, n)
             for m, n in union.imports}  # fmt: skip
    fixed = {("typing_extensions", "TypeAliasType")}
    text = layout.imports(frozenset(found | fixed), imports)
    about = _docstring("What an error reply holds.")
    # Its name is in lower case: no class of a contract has such a one.
    return f'{about}\n{text}\n\nproblem = TypeAliasType("problem", {union.text})\n'


_ANY = Annotation("Any", frozenset({("typing", "Any")}))
