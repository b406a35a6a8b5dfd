"""One file of a contract, read: its value, and the place of every node in it."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenon.contract import pointer
from tenon.document.text import Parsed, Positions, Unreadable
from tenon.finding import Finding, Place

LARGEST = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True, eq=False)
class Source:
    """A read file. `file` is its name in messages; `uri` is what references resolve against."""

    file: str
    uri: str
    value: Any = field(repr=False)
    text: str = field(repr=False)
    positions: Positions = field(repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    def place(self, at: str = "") -> Place:
        """The place of the node a JSON Pointer leads to, or of the last one on the way.

        A member stands where its key stands.
        """
        return Place(self.file, *self.positions.at(pointer.tokens(at)))


def read_file(path: Path, file: str, uri: str, *, lenient: bool = False) -> Source:
    """The source in a local file.

    Raises Unreadable when it cannot be read, is too large, is not UTF-8, or is neither YAML
    nor JSON.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a folder, or a device that never ends
            raise _unreadable(file, "file-missing", "this is no file", "name a file")
        if status.st_size > LARGEST:
            message = f"the file is larger than {LARGEST // 1024**2} MiB"
            raise _unreadable(file, "file-too-large", message, "split it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _unreadable(file, "file-missing", "there is no such file", "check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise _unreadable(file, "file-missing", reason.lower(), "make it readable") from None
    return read_bytes(data, file, uri, lenient=lenient)


def read_bytes(data: bytes, file: str, uri: str, *, lenient: bool = False) -> Source:
    """The source in bytes of YAML or JSON; a name ending in `.json` is read as JSON only.

    `lenient` keeps what is wrong with single values as findings: duplicate keys, and what JSON
    cannot hold. Raises Unreadable when they are not UTF-8, or neither.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Unreadable(Finding(place, "not-utf-8", message, "save the file as UTF-8")) from None
    parsed = _parse(text, file, uri, lenient)
    return Source(file, uri, parsed.value, text, parsed.positions, parsed.findings)


def _parse(text: str, file: str, uri: str, lenient: bool) -> Parsed:
    named_yaml = uri.lower().endswith((".yaml", ".yml"))
    if uri.lower().endswith(".json") or (not named_yaml and text.lstrip()[:1] in ("{", "[")):
        from tenon.document import json_text

        return json_text.parse(text, file, lenient=lenient)
    from tenon.document import yaml_text

    return yaml_text.parse(text, file, lenient=lenient)


def _unreadable(file: str, rule: str, message: str, remedy: str) -> Unreadable:
    return Unreadable(Finding(Place(file), rule, message, remedy))
