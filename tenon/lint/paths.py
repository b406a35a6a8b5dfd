"""Rules of paths and of who may use them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tenon.contract.pointer import join
from tenon.document.grammar import METHODS, Node
from tenon.document.subject import Found, members
from tenon.document.wording import shown
from tenon.lint.rule import WARNING, Review, Rule

_TEMPLATE = re.compile(r"\{[^{}]*\}")
_CHANGING = ("post", "put", "patch", "delete")


_Tree = dict[str, Any]  # branches by segment; at the last one, the paths themselves


class _Path(NamedTuple):
    text: str
    segments: tuple[str, ...]  # fixed ones as they are, others empty
    methods: frozenset[str]
    pointer: str


def overlap(node: Node, review: Review) -> Iterator[Found]:
    """Paths that match the same request, none of which is the more specific one."""
    known: dict[int, _Tree] = defaultdict(dict)  # by the number of segments
    for path in _paths(node, review):
        tree = known[len(path.segments)]
        for one in _met(tree, path.segments):
            shared = one.methods & path.methods
            if shared and _is_undecided(one.segments, path.segments):
                asked = ", ".join(sorted(method.upper() for method in shared))
                example = "/" + "/".join(map(_common, one.segments, path.segments))
                both = f"{shown(path.text)} and {shown(one.text)}"
                yield Found(path.pointer, f"{both} both match {asked} {shown(example)}")
        for segment in path.segments[:-1]:
            tree = tree.setdefault(segment, {})
        tree.setdefault(path.segments[-1], []).append(path)


def _paths(node: Node, review: Review) -> Iterator[_Path]:
    for path, item, at in members(node.value, node.pointer):
        followed, _ = review.followed(item, at)
        methods = frozenset(METHODS) & set(followed if isinstance(followed, dict) else ())
        segments = tuple("" if _TEMPLATE.search(s) else s for s in path.split("/")[1:])
        if segments:
            yield _Path(path, segments, methods, at)


def _met(tree: _Tree, segments: tuple[str, ...]) -> list[_Path]:
    """The paths of a tree that match a request which these segments match."""
    level: list[Any] = [tree]
    for segment in segments:
        wanted = (segment, "") if segment else None
        level = [branch[s] for branch in level for s in wanted or branch if s in branch]
    return [path for leaf in level for path in leaf]


def _is_undecided(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each of two paths has a fixed segment where the other has none."""
    firmer = any(a and not b for a, b in zip(one, other, strict=True))
    return firmer and any(b and not a for a, b in zip(one, other, strict=True))


def _common(one: str, other: str) -> str:
    return one or other or "…"


def unsecured(_: Node, review: Review) -> Iterator[Found]:
    """Operations that change something and that anybody may call."""
    shared = review.document.get("security")
    for operation in review.operations:
        if operation.method not in _CHANGING:
            continue
        own = "security" in operation.value
        listed = operation.value["security"] if own else shared
        if _is_open(listed):
            at = join(operation.pointer, "security") if own else operation.pointer
            what = f"{operation.method.upper()} {shown(operation.path)}"
            yield Found(at, f"anybody may call {what}")


def _is_open(listed: Any) -> bool:
    return not isinstance(listed, list) or not listed or not all(listed)


RULES = (
    Rule(
        "path-overlap",
        "A request matches one path, or one that is more specific than the others.",
        WARNING, ("paths",), overlap,
        remedy="let them differ in a fixed segment",
        reason="OpenAPI leaves it to the tool which of them is meant (Paths Object), so two "
        "gateways can call two operations.",
    ),
    Rule(
        "unsecured-change",
        "What changes something asks who calls.",
        WARNING, ("document",), unsecured,
        remedy="add a security requirement, or allow it with a reason",
        reason="Most breaches of APIs are operations that somebody forgot to protect (OWASP API "
        "Security Top 10 2023, API2 and API5).",
    ),
)  # fmt: skip
