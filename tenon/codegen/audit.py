"""A second belt: generated source may define types and hand calls on, and do nothing else.

Every file is parsed, and refused if it holds a statement, an expression or an import of a kind
that the templates and the model generator never write. So a fault in escaping stops here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_IMPORTS = frozenset(
    {
        "__future__", "builtins", "collections.abc", "pydantic", "typing", "typing_extensions",
        "uuid", "tenon.runtime.model", "tenon.runtime.reply", "tenon.runtime.router",
        "tenon.runtime.security", "tenon.runtime.streaming", "tenon.runtime.upload",
    }
)  # fmt: skip
_CALLED = frozenset({"ConfigDict", "ContractRouter", "Field", "TypeAliasType"})
_STATEMENTS = (
    ast.AnnAssign, ast.Assign, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr, ast.FunctionDef,
    ast.Import, ast.ImportFrom, ast.Pass, ast.Return,
)  # fmt: skip
_EXPRESSIONS = (
    ast.Attribute, ast.Await, ast.BinOp, ast.Call, ast.Constant, ast.Dict, ast.List, ast.Name,
    ast.Subscript, ast.Tuple, ast.UnaryOp,
)  # fmt: skip
_OTHERS = (
    ast.Module, ast.arguments, ast.arg, ast.keyword, ast.alias, ast.BitOr, ast.USub,
    ast.expr_context,
)  # fmt: skip


class AuditError(Exception):
    """Generated source holds what it never should: a fault of the generator."""


def audit(path: str, source: str, package: str, called: frozenset[str] = frozenset()) -> None:
    """Raise AuditError unless the source is of the kind that is generated.

    `package` is where it may import from; `called` are names of its own that it may call.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise AuditError(f"{path} is not Python: {error}") from None
    for fault in _faults(tree, package, _CALLED | called):
        raise AuditError(f"{path}:{fault}")


def _faults(tree: ast.Module, package: str, called: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        allowed = isinstance(node, (*_STATEMENTS, *_EXPRESSIONS, *_OTHERS))
        if not allowed or not _harmless(node, package, called):
            yield f"{getattr(node, 'lineno', 1)}: {type(node).__name__} is never generated"


def _harmless(node: ast.AST, package: str, called: frozenset[str]) -> bool:
    match node:
        case ast.ImportFrom(module=module, level=level):
            own = f"{package}."
            return level > 0 or module in {*_IMPORTS, package} or str(module).startswith(own)
        case ast.Import(names=names):
            return [name.name for name in names] == ["builtins"]
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant)
        case ast.Call(func=func):
            return _may_be_called(func, called)
        case ast.Attribute(attr=attr):
            return not attr.startswith("_")
        case ast.Name(id=name):
            return not name.startswith("__") or name == "__all__"
        case _:
            return True


def _may_be_called(func: ast.expr, called: frozenset[str]) -> bool:
    """A known name, or a method of the router or of the handlers in a router's function."""
    if isinstance(func, ast.Name):
        return func.id in called
    if isinstance(func, ast.Attribute):
        return isinstance(func.value, ast.Name)
    return False
