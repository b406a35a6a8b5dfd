"""Rules of shared parts: what nothing refers to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from tenon.contract import pointer
from tenon.contract.pointer import join
from tenon.document.grammar import SECTIONS, Node, walk
from tenon.document.source import Source
from tenon.document.subject import Found
from tenon.document.wording import shown
from tenon.lint.rule import WARNING, FileRule, Review, Rule, Spotted

_IDENTITIES = ("$id", "$anchor", "$dynamicAnchor")
_REFERENCES = ("$ref", "$dynamicRef", "operationRef", "externalValue")


def unused(node: Node, review: Review) -> Iterator[Found]:
    """Components that no operation, webhook or used component leads to."""
    used = _used(review)
    for section in SECTIONS:
        named = node.value.get(section)
        for name, value in named.items() if isinstance(named, dict) else ():
            if join("", section, name) not in used and not _is_identified(value):
                at = join(node.pointer, section, name)
                yield Found(at, f"nothing uses {shown(name)} of {section}")


def _used(review: Review) -> set[str]:
    """The components that are led to from outside the components, as `/section/name`."""
    edges: dict[str, set[str]] = defaultdict(set)
    for node in walk("document", review.document):  # references too
        if type(node.value) is dict:
            edges[_component(node.pointer)].update(_leads(node), _extended(node))
    used: set[str] = set()
    waiting = [""]
    while waiting:
        for found in edges[waiting.pop()] - used:
            used.add(found)
            waiting.append(found)
    return used


def _component(at: str) -> str:
    """The component that a node is in, empty for the rest of the document."""
    tokens = at.split("/", 4)
    return "/" + "/".join(tokens[2:4]) if len(tokens) > 3 and tokens[1] == "components" else ""


def _leads(node: Node) -> Iterator[str]:
    value = node.value
    for key in ("$ref", "operationRef"):
        if isinstance(value.get(key), str):
            yield _component(pointer.from_reference(value[key]) or "")
    security = value.get("security") if node.kind in ("document", "operation") else None
    for requirement in security if isinstance(security, list) else ():
        for name in requirement if isinstance(requirement, dict) else ():
            yield join("", "securitySchemes", name)
    if node.kind == "schema" and isinstance(value.get("discriminator"), dict):
        yield from _mapped(value["discriminator"].get("mapping"))


def _extended(node: Node) -> Iterator[str]:
    """What extensions lead to, such as `x-webhooks`: other tools read them."""
    for key, value in node.value.items():
        if str(key).startswith("x-"):
            for reference in _references(value):
                yield _component(pointer.from_reference(reference) or "")


def _mapped(mapping: Any) -> Iterator[str]:
    for said in mapping.values() if isinstance(mapping, dict) else ():
        local = pointer.from_reference(str(said))
        yield join("", "schemas", str(said)) if local is None else _component(local)


def _is_identified(value: Any) -> bool:
    """Whether a schema can be meant by a name of its own, which may be used anywhere."""
    return isinstance(value, dict) and any(key in value for key in _IDENTITIES)


def unused_parts(sources: Sequence[Source]) -> Iterator[Spotted]:
    """Members of files of shared parts that no file refers to."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for reference in _references(source.value):
            uri, fragment = urldefrag(_resolved(source.uri, reference))
            wanted[uri].add(unquote(fragment))
    for source in sources[1:]:
        parts = source.value if isinstance(source.value, dict) else {}
        fragments = wanted[source.uri]
        if not fragments or "openapi" in parts or not all(f.startswith("/") for f in fragments):
            continue
        named = {pointer.tokens(fragment)[0] for fragment in fragments}
        for name in parts:
            if name not in named and not name.startswith(("x-", "$")):
                place = source.place(join("", name))
                yield Spotted(place, f"nothing uses {shown(name)} of this file")


def _resolved(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:
        return ""


def _references(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        found = stack.pop()
        if isinstance(found, dict):
            for key, item in found.items():
                if key in _REFERENCES and isinstance(item, str):
                    yield item
                elif key == "mapping" and isinstance(item, dict):
                    yield from (said for said in item.values() if isinstance(said, str))
                stack.append(item)
        elif isinstance(found, list):
            stack.extend(found)


_REASON = "What nobody uses is read and kept up all the same, and generated into every client."
RULES = (
    Rule(
        "unused-component",
        "What stands in components is used.",
        WARNING, ("components",), unused,
        remedy="leave it out, or refer to it",
        reason=_REASON,
    ),
)  # fmt: skip
FILE_RULES = (
    FileRule(
        "unused-part",
        "What stands in a file of shared parts is used.",
        WARNING,
        remedy="leave it out, or refer to it",
        reason=_REASON,
        check=unused_parts,
    ),
)
