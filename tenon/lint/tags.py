"""Rules of tags: the chapters of a contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node
from tenon.document.subject import Found
from tenon.document.wording import did_you_mean, shown
from tenon.lint.rule import NOTE, WARNING, Review, Rule


def untagged(_: Node, review: Review) -> Iterator[Found]:
    """Operations without a tag, in a contract that has tags."""
    if _declared(review.document):
        for operation in review.operations:
            if not _texts(operation.value.get("tags")):
                what = f"{operation.method.upper()} {shown(operation.path)}"
                yield Found(operation.pointer, f"{what} has no tag")


def undeclared(_: Node, review: Review) -> Iterator[Found]:
    """Tags of operations that the root does not list, each where it is first met."""
    declared, seen = _declared(review.document), set()
    for operation in review.operations:
        for index, name in _texts(operation.value.get("tags")):
            if name not in declared and name not in seen:
                seen.add(name)
                message = f"the tag {shown(name)} is not in the tags of the document"
                remedy = did_you_mean(name, declared) or "add it to the tags of the document"
                yield Found(join(operation.pointer, "tags", index), message, remedy)


def unused(node: Node, review: Review) -> Iterator[Found]:
    """Tags of the root that no operation has."""
    used = {
        name
        for found in review.nodes
        if found.kind == "operation"
        for _, name in _texts(found.value.get("tags"))
    }
    used |= {str(tag.get("parent", tag.get("x-parent"))) for tag in _listed(node.value)}
    for name, index in _declared(node.value).items():
        if name not in used:
            yield Found(
                join(node.pointer, "tags", index), f"no operation has the tag {shown(name)}"
            )


def order(node: Node, review: Review) -> Iterator[Found]:
    """Tags of an operation that are in another order than those of the root."""
    declared = _declared(review.document)
    last = -1
    before = ""
    for index, name in _texts(node.value.get("tags")):
        rank = declared.get(name, last)
        if rank < last:
            message = f"the tag {shown(name)} comes after {shown(before)}, in the document before"
            yield Found(join(node.pointer, "tags", index), message)
        last, before = max(last, rank), name


def _declared(document: dict[str, Any]) -> dict[str, int]:
    tags = document.get("tags")
    named = enumerate(tags if isinstance(tags, list) else ())
    found = ((t.get("name"), index) for index, t in named if isinstance(t, dict))
    return {name: index for name, index in found if isinstance(name, str)}


def _listed(document: dict[str, Any]) -> list[dict[str, Any]]:
    tags = document.get("tags")
    return [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []


def _texts(value: Any) -> list[tuple[int, str]]:
    listed = enumerate(value if isinstance(value, list) else ())
    return [(index, item) for index, item in listed if isinstance(item, str)]


RULES = (
    Rule(
        "operation-untagged",
        "Where there are tags, every operation has one.",
        NOTE, ("document",), untagged,
        remedy="give it one of the document's tags",
        reason="Documentation and generated modules are arranged by tag; the rest is put aside.",
    ),
    Rule(
        "tag-undeclared",
        "A tag of an operation is listed by the document.",
        WARNING, ("document",), undeclared,
        remedy="add it to the tags of the document",
        reason="A tag that is listed nowhere has no description and no place in the order, and is "
        "often a misspelt one.",
    ),
    Rule(
        "tag-unused",
        "A listed tag belongs to an operation.",
        WARNING, ("document",), unused,
        remedy="leave it out",
        reason="It is an empty chapter of the documentation.",
    ),
    Rule(
        "tag-order",
        "The tags of an operation are in the order of the document's.",
        NOTE, ("operation",), order,
        remedy="put them in the order of the document",
        reason="Tools file an operation under its first tag, so the order decides where it is.",
    ),
)  # fmt: skip
