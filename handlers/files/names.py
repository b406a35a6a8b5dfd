"""Names of files, which their senders chose: made harmless, and told in headers."""

from __future__ import annotations

import re
from unicodedata import category, normalize
from urllib.parse import quote

_LONGEST = 200  # characters, as schemas/uploads.yaml says
_LONGEST_SUFFIX = 20
_NAMELESS = "file"
# What a quoted string holds without being understood in two ways (RFC 6266, appendix D).
_PLAIN = re.compile(r"[^ !#$&'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")
_TOKENS = "!#$&+-.^_`|~"  # what needs no encoding in filename* (RFC 8187, section 3.2.1)


def safe_name(sent: str | None) -> str:
    """A name to show and to save under: no folder, nothing that cannot be seen, not too long.

    Control characters and marks that turn the direction of writing hide what a name ends in.
    """
    name = re.split(r"[/\\]", normalize("NFC", sent or ""))[-1]
    seen = "".join(" " if mark.isspace() else mark for mark in name if _shown(mark))
    plain = " ".join(seen.split()).strip(". ")
    return _shortened(plain) or _NAMELESS


def disposition(name: str, *, show: bool) -> str:
    """The `Content-Disposition` of a file (RFC 6266): whether to show or to save it, and its name.

    The name stands there twice where it is not plain: simplified, and exactly (RFC 8187).
    """
    kind = "inline" if show else "attachment"
    plain = _PLAIN.sub("_", name)
    told = f'{kind}; filename="{plain}"'
    return told if plain == name else f"{told}; filename*=UTF-8''{quote(name, safe=_TOKENS)}"


def _shown(mark: str) -> bool:
    return mark.isspace() or category(mark)[0] != "C"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        return name[:_LONGEST].strip(". ")
    return f"{stem[: _LONGEST - len(suffix) - 1].strip('. ')}.{suffix}"
