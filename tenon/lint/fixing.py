"""Puts right what is safe to put right, in the author's own text; all else stays as it is.

A fix is safe when the contract means afterwards what it meant, or what its author plainly meant:
`nullable: true` in OpenAPI 3.1 is read as null being a type, as the Initiative's guide for the
upgrade from 3.0 says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenon.document import Bundle
from tenon.document.source import Source, read_bytes
from tenon.document.text import Unreadable
from tenon.finding import Finding
from tenon.lint.members import Member, members
from tenon.lint.silences import COMMENT, UNUSED

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_COMPOSED = ("$ref", "allOf", "anyOf", "oneOf", "enum", "const")


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of what stands between two offsets."""

    start: int
    end: int
    text: str = ""


Fix = Callable[[str, Member, Finding], list[Edit]]


def fix(bundle: Bundle, findings: Iterable[Finding]) -> dict[str, int]:
    """Writes the files of a contract anew with what could be put right; how much of it in each.

    A file whose edited text could not be read any more, or that changed meanwhile, is left alone.
    Raises OSError when a file cannot be written.
    """
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule in FIXES or finding.rule == UNUSED:
            by_file[finding.place.file].append(finding)
    sources = {source.file: source for source in bundle.sources}
    counts = {name: _fix_file(sources[name], several) for name, several in by_file.items()}
    return {name: count for name, count in counts.items() if count}


def _fix_file(source: Source, findings: list[Finding]) -> int:
    path = Path(source.file)
    edits: list[Edit] = []
    count = 0
    known = members(source.text)
    for finding in findings:
        found = _edits(source.text, known, finding)
        if found and not any(_meets(edit, other) for edit in found for other in edits):
            edits += found
            count += 1
    if not edits or not path.is_file():
        return 0
    data = path.read_bytes()
    before = data.decode("utf-8", "replace")
    mark = _BOM if before.startswith(_BOM) else ""
    after = (mark + applied(source.text, edits)).encode()
    if before.removeprefix(_BOM) != source.text or not _is_readable(after, source):
        return 0
    path.write_bytes(after)
    return count


def _edits(text: str, known: Mapping[tuple[int, int], Member], finding: Finding) -> list[Edit]:
    if finding.rule == UNUSED:
        return _without_comment(text, finding)
    member = known.get((finding.place.line, finding.place.column))
    return FIXES[finding.rule](text, member, finding) if member is not None else []


def _meets(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end


def _is_readable(data: bytes, source: Source) -> bool:
    try:
        read_bytes(data, source.file, source.uri)
    except Unreadable:
        return False
    return True


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made, which do not meet each other."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _nullable(text: str, member: Member, _: Finding) -> list[Edit]:
    """`type: string` and `nullable: true` become `type: [string, 'null']`."""
    removal = removed(text, member)
    if member.text == "false" or removal is None:
        return [removal] if removal else []
    type_ = member.sibling("type")
    composed = any(member.sibling(name) for name in _COMPOSED)
    if member.text != "true" or type_ is None or not type_.text or composed:
        return []
    written = text[type_.value_start : type_.end]
    null = '"null"' if written.startswith('"') else "'null'"
    both = written if type_.text == "null" else f"[{written}, {null}]"
    return [Edit(type_.value_start, type_.end, both), removal]


def removed(text: str, member: Member) -> Edit | None:
    """The edit that takes a member out; None where that cannot be done without harm."""
    index = member.around.index(member)
    if len(member.around) == 1:
        return None
    if not member.flow:
        return _removed_lines(text, member)
    if index + 1 < len(member.around):
        edit = Edit(member.start, member.around[index + 1].start)
    else:
        edit = Edit(member.around[index - 1].end, member.end)
    return None if "#" in text[edit.start : edit.end] else edit


def _removed_lines(text: str, member: Member) -> Edit | None:
    start = text.rfind("\n", 0, member.start) + 1
    end = text.find("\n", member.end)
    end = len(text) if end < 0 else end + 1
    alone = not text[start : member.start].strip() and member.text is not None
    return Edit(start, end) if alone else None


def _summary(text: str, member: Member, finding: Finding) -> list[Edit]:
    """A summary of one sentence on one line loses its full stop."""
    written = text[member.value_start : member.end]
    plain = written.rstrip("\"' ")
    is_line = "\n" not in written and plain.endswith(".") and written[:1] not in "|>"
    if not is_line or ". " in plain or "full stop" not in finding.message:
        return []
    stop = member.value_start + len(plain)
    return [Edit(stop - 1, stop)]


def _quoted(text: str, member: Member, _: Finding) -> list[Edit]:
    """A status that is written as a number becomes a text, one in small letters is raised."""
    if member.quoted:
        return [Edit(member.start + 1, member.key_end - 1, member.key.upper())]
    return [Edit(member.start, member.key_end, f"'{member.key.upper()}'")]


def _status(text: str, member: Member, finding: Finding) -> list[Edit]:
    return _quoted(text, member, finding) if " is read as " in finding.message else []


def _without_comment(text: str, finding: Finding) -> list[Edit]:
    """A comment that allows what is not there is taken out, with its line when it is alone."""
    lines = text.split("\n")
    line, column = finding.place.line - 1, finding.place.column - 1
    start = sum(len(before) + 1 for before in lines[:line])
    if not COMMENT.match(lines[line], column):
        return []  # a field, which may hold more than one
    if not lines[line][:column].strip():
        return [Edit(start, start + len(lines[line]) + 1)]
    kept = len(lines[line][:column].rstrip())
    ending = len(lines[line]) - lines[line].endswith("\r")
    return [Edit(start + kept, start + ending)]


FIXES: Mapping[str, Fix] = {
    "nullable-left-over": _nullable,
    "summary-style": _summary,
    "integer-key": _quoted,
    "not-a-status": _status,
}
FIXABLE = frozenset({*FIXES, UNUSED})
