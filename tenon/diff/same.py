"""What is word for word the same on both sides, with all that it refers to.

Most of two versions of a contract is the same. To see that takes one pass over their texts, and
what is the same is not looked at again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.diff.side import Side

_REFERENCE = re.compile(r'(?<!\\)"\$(?:ref|dynamicRef)": ("(?:[^"\\]|\\.)*")')


class Same:
    """Tells what is the same in two documents."""

    def __init__(self, base: Side, head: Side) -> None:
        self._base, self._head = base, head
        self._references: dict[str, frozenset[str]] = {}
        self._changed = self._unlike()

    def __call__(self, base: Any, head: Any) -> bool:
        """Whether two values say the same, also in what they refer to."""
        text = _text(base)
        return text == _text(head) and not (_references(text) & self._changed)

    def _unlike(self) -> frozenset[str]:
        """The references that lead to what differs, at once or by way of others."""
        users: dict[str, set[str]] = {}
        unlike: list[str] = []
        waiting = list(_components(self._base.document))
        seen = set(waiting)
        while waiting:
            reference = waiting.pop()
            found = self._referred_by(reference)
            if found is None:
                unlike.append(reference)
                continue
            for other in found:
                users.setdefault(other, set()).add(reference)
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return _reached(unlike, users)

    def _referred_by(self, reference: str) -> frozenset[str] | None:
        """What a reference leads on to; None when it leads to different things."""
        at = pointer.from_reference(reference)
        if at is None:
            return None
        base, head = _text(self._base.get(at)), _text(self._head.get(at))
        return _references(base) if base == head else None


def _reached(start: Iterable[str], users: Mapping[str, set[str]]) -> frozenset[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return frozenset(found)


def _components(document: Mapping[str, Any]) -> Iterable[str]:
    for section, named in (document.get("components") or {}).items():
        for name in named if isinstance(named, Mapping) else ():
            yield "#" + pointer.join("/components", section, name)


def _references(text: str) -> frozenset[str]:
    return frozenset(json.loads(found) for found in _REFERENCE.findall(text))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
