"""How texts are written: patterns, formats, contents; and whether the items of arrays differ."""

from __future__ import annotations

from collections.abc import Iterator

from tenon.diff.shape import Said, Shape
from tenon.diff.way import Found, Way
from tenon.document.wording import shown

_ANYTHING = frozenset({"", "^", "$", ".*", "^.*$", "^.*", ".*$"})
# Formats all of whose values are also of the second.
_WITHIN = frozenset(
    {
        ("int8", "int16"), ("int8", "int32"), ("int8", "int64"), ("int16", "int32"),
        ("int16", "int64"), ("int32", "int64"), ("float", "double"), ("email", "idn-email"),
        ("hostname", "idn-hostname"), ("uri", "iri"), ("uri", "uri-reference"),
        ("uri-reference", "iri-reference"), ("iri", "iri-reference"), ("uri", "iri-reference"),
    }
)  # fmt: skip


def texts(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """Patterns, formats and contents of texts, and whether items differ."""
    yield from _patterns(base, head, name)
    yield from _formats(base, head, name)
    for keyword in ("contentMediaType", "contentEncoding"):
        before, after = base.first(keyword), head.first(keyword)
        if (before and before.value) != (after and after.value):
            message = f"{name} has {keyword} {_value(after)}, had {_value(before)}"
            yield Found("content-changed", message, _at(before, base), _at(after, head))
    before, after = (_true(shape, "uniqueItems") for shape in (base, head))
    if after and not before:
        yield Found("unique-items-set", f"items of {name} must differ", base.pointer, after.pointer)
    if before and not after:
        message = f"items of {name} may be equal"
        yield Found("unique-items-lifted", message, before.pointer, head.pointer)


def _patterns(base: Shape, head: Shape, name: str) -> Iterator[Found]:
    before, after = (
        {s.value: s for s in shape.all("pattern") if s.value not in _ANYTHING}
        for shape in (base, head)
    )
    gone = [before[p] for p in before if p not in after]
    new = [after[p] for p in after if p not in before]
    if gone and new:
        message = f"{name} matches {shown(new[0].value)}, matched {shown(gone[0].value)}"
        yield Found("pattern-changed", message, gone[0].pointer, new[0].pointer)
    elif new:
        message = f"{name} must match {shown(new[0].value)}"
        yield Found("pattern-set", message, base.pointer, new[0].pointer)
    elif gone:
        message = f"{name} need not match {shown(gone[0].value)} any more"
        yield Found("pattern-lifted", message, gone[0].pointer, head.pointer)


def _formats(base: Shape, head: Shape, name: str) -> Iterator[Found]:
    before, after = base.first("format"), head.first("format")
    was, now = (said and said.value for said in (before, after))
    if was == now:
        return
    at = _at(before, base), _at(after, head)
    message = f"{name} has format {_value(after)}, had {_value(before)}"
    if now is None or (was, now) in _WITHIN:
        yield Found("format-widened", message, *at)
    elif was is None or (now, was) in _WITHIN:
        yield Found("format-narrowed", message, *at)
    else:
        yield Found("format-changed", message, *at)


def _true(shape: Shape, keyword: str) -> Said | None:
    return next((said for said in shape.all(keyword) if said.value is True), None)


def _value(said: Said | None) -> str:
    return "none" if said is None else shown(said.value)


def _at(said: Said | None, shape: Shape) -> str:
    return shape.pointer if said is None else said.pointer
