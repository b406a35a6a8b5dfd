"""Source lines laid out as ruff's formatter would: as wide as they fit, then one part a line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from tenon.codegen.annotation import Annotation, Imports
from tenon.codegen.literal import WIDTH

_STEP = "    "


def call(head: str, parts: Sequence[str], tail: str, indent: str) -> str:
    """A head, its parts in parentheses, and a tail, broken where they would be too long."""
    return _bracketed(f"{head}(", parts, f"){tail}", indent)


def mapping(target: str, parts: Sequence[str], indent: str) -> str:
    """An assignment of a dict, its entries one a line where they would be too long."""
    return _bracketed(f"{target} = {{", parts, "}", indent, comma=True)


def derived(name: str, base: str) -> str:
    """The first line of a class that extends another one."""
    return _bracketed(f"class {name}(", [base], "):", "")


def function(head: str, parts: Sequence[str], returns: str, indent: str) -> str:
    """The first lines of a function; a long union it returns stands in parentheses."""
    alone = len(parts) == 1  # a parameter on a line of its own ends in a comma
    text = _bracketed(f"{head}(", parts, f") -> {returns}:", indent, comma=alone)
    if len(text.rsplit("\n", 1)[-1]) <= WIDTH:
        return text
    inner = f"{indent}{_STEP}{returns}"
    if len(inner) > WIDTH:
        inner = _union(returns, indent + _STEP)
    tail = f") -> (\n{inner}\n{indent}):"
    return _bracketed(f"{head}(", parts, tail, indent, comma=alone, broken=bool(parts))


def _bracketed(
    head: str,
    parts: Sequence[str],
    tail: str,
    indent: str,
    *,
    comma: bool = False,
    broken: bool = False,
) -> str:
    line = f"{indent}{head}{', '.join(parts)}{tail}"
    if not parts or (not broken and len(line) <= WIDTH):
        return line
    deeper = indent + _STEP
    inner = deeper + ", ".join(parts)
    if len(inner) <= WIDTH and not comma:
        return f"{indent}{head}\n{inner}\n{indent}{tail}"
    end = ",\n" if comma or len(parts) > 1 else "\n"
    listed = "".join(f"{_part(part, deeper)}{end}" for part in parts)
    return f"{indent}{head}\n{listed}{indent}{tail}"


def _part(part: str, indent: str) -> str:
    """One part on a line of its own; a type too long for it is broken again."""
    if len(indent) + len(part) < WIDTH:
        return indent + part
    found = _LITERAL.fullmatch(part)
    if found is None:
        return indent + part if '"' in part else _union(part, indent)
    subscript = ast.parse(found[2], mode="eval").body
    values = [ast.get_source_segment(found[2], value) or "" for value in _elements(subscript)]
    tail = f"\n{indent}| None = None" if found[3] else ""
    return _bracketed(f"{found[1]}Literal[", values, "]", indent) + tail


def _union(text: str, indent: str) -> str:
    return indent + f"\n{indent}| ".join(text.split(" | "))


_LITERAL = re.compile(r"((?:\w+: )?)(Literal\[.*\])((?: \| None = None)?)", re.DOTALL)


def _elements(subscript: ast.expr) -> list[ast.expr]:
    inner = subscript.slice if isinstance(subscript, ast.Subscript) else subscript
    return list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]


def without_calls(source: str, method: str) -> str:
    """A module's source without the statements that only call this method of a class."""
    lines = source.split("\n")
    for node in ast.parse(source).body:
        value = node.value if isinstance(node, ast.Expr) else None
        called = value.func if isinstance(value, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == method:
            lines[node.lineno - 1] = ""
    return "\n".join(lines)


def aliases(source: str) -> str:
    """A module's source with the type aliases, and `__all__`, broken where they are too long."""
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and node.lineno == node.end_lineno:
            line = lines[node.lineno - 1]
            parts = _parts(node.value)
            if len(line) > WIDTH and parts:
                texts = [ast.get_source_segment(source, part) or "" for part in parts]
                lines[node.lineno - 1] = _bracketed(
                    line[: parts[0].col_offset], texts, line[-1], "", comma=line[-1] == "]"
                )
    return "\n".join(lines)


def _parts(value: ast.expr) -> list[ast.expr]:
    return value.args if isinstance(value, ast.Call) else getattr(value, "elts", [])


def imports(local: Imports, package: Iterable[tuple[str, str]] = ()) -> str:
    """Import statements, the standard library first, each name once."""
    standard: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for module, name in sorted({*local, *package}):
        target = others if module.split(".")[0] not in _STANDARD else standard
        target.setdefault(module, []).append(name)
    blocks = [
        "\n".join(_statement(module, names) for module, names in group.items())
        for group in (standard, others)
        if group
    ]
    return "\n\n".join(blocks)


_STANDARD = frozenset({"builtins", "collections", "typing", "uuid"})


def _statement(module: str, names: list[str]) -> str:
    if names == [""]:
        return f"import {module}"
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    listed = "".join(f"{_STEP}{name},\n" for name in names)
    return f"from {module} import (\n{listed})"


def needed(annotations: Iterable[Annotation]) -> tuple[Imports, frozenset[str]]:
    """What the annotations import, and the definitions that they name."""
    several = list(annotations)
    return (
        frozenset[tuple[str, str]]().union(*(a.imports for a in several)),
        frozenset[str]().union(*(a.names for a in several)),
    )
