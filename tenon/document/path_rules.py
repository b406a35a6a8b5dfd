"""Checks of paths and of the parameters in them (OpenAPI 3.1, Paths Object, path templating)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import METHODS, Node
from tenon.document.subject import Found, Subject, members
from tenon.document.wording import did_you_mean, shown

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def ambiguous(node: Node, _: Subject) -> Iterator[Found]:
    """Paths that are the same when the names of their parameters are not looked at."""
    first: dict[str, str] = {}
    for path, _item, at in members(node.value, node.pointer):
        form = _TEMPLATE.sub("{}", path)
        if form in first:
            message = f"{shown(path)} differs from {shown(first[form])} only in a parameter's name"
            yield Found(at, message, "make one path of them")
        first.setdefault(form, path)


def template(node: Node, _: Subject) -> Iterator[Found]:
    """Braces that do not pair, or that enclose nothing or a name twice."""
    for path, _item, at in members(node.value, node.pointer):
        names = _TEMPLATE.findall(path)
        if set("{}") & set(_TEMPLATE.sub("", path)):
            yield Found(at, f"the braces of {shown(path)} do not pair", "write {name}")
        elif "" in names:
            yield Found(at, f"a parameter of {shown(path)} has no name", "write {name}")
        elif len(set(names)) < len(names):
            yield Found(at, f"{shown(path)} names a parameter twice", "name them apart")


def undeclared(node: Node, subject: Subject) -> Iterator[Found]:
    """Names in a path that an operation there does not declare."""
    for path, item, at in members(node.value, node.pointer):
        for method, declared, where in _operations(item, at, subject):
            for name in dict.fromkeys(_TEMPLATE.findall(path)):
                if name and name not in declared:
                    message = f"{method} {shown(path)} does not declare {{{shown(name)}}}"
                    guess = did_you_mean(name, declared.keys() - set(_TEMPLATE.findall(path)))
                    yield Found(where, message, guess or f"add a parameter {shown(name)}, in: path")


def unused(node: Node, subject: Subject) -> Iterator[Found]:
    """Path parameters that are declared for an operation but not in its path."""
    seen = set()
    for path, item, at in members(node.value, node.pointer):
        names = _TEMPLATE.findall(path)
        for _method, declared, _where in _operations(item, at, subject):
            for name, where in declared.items():
                if name not in names and where not in seen:
                    seen.add(where)
                    message = f"the path parameter {shown(name)} is not in {shown(path)}"
                    yield Found(where, message, did_you_mean(name, names) or "leave it out")


def _operations(item: Any, at: str, subject: Subject) -> Iterator[tuple[str, dict[str, str], str]]:
    """Method, path parameters with their pointers, and pointer of each operation of a path."""
    item, at = subject.followed(item, at)
    if not isinstance(item, dict):
        return
    shared = _declared(item, at, subject)
    for method in METHODS:
        if isinstance(item.get(method), dict):
            where = join(at, method)
            declared = shared | _declared(item[method], where, subject)
            yield method.upper(), declared, where


def _declared(holder: dict[str, Any], at: str, subject: Subject) -> dict[str, str]:
    return {
        str(value.get("name")): where
        for value, where in subject.parameters(holder, at)
        if value.get("in") == "path"
    }
