"""From a raw path to what stands there: a trie over path segments.

Paths are matched as they were sent, still percent-encoded, so that an encoded slash stays
inside its segment. Fixed segments come before templated ones (OpenAPI 3.1, Paths Object). The
cost of a match follows the number of segments, not the number of paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, unquote_to_bytes

T = TypeVar("T")

_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")
_SAFE = "!$&'()*+,;=:@-._~"


@dataclass(slots=True)
class Leaf(Generic[T]):
    """What stands at one path, by method."""

    methods: dict[str, T] = field(default_factory=dict)


@dataclass(slots=True)
class _Node(Generic[T]):
    fixed: dict[bytes, _Node[T]] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[bytes], int, _Node[T]]] = field(default_factory=list)
    wildcard: _Node[T] | None = None
    leaf: Leaf[T] | None = None


Match = tuple[Leaf[T], tuple[bytes, ...]]


class Dispatcher(Generic[T]):
    """Paths and what stands at each."""

    def __init__(self, entries: Iterable[tuple[str, str, T]]) -> None:
        """Take (path template, method, target) triples."""
        self._root: _Node[T] = _Node()
        self._fixed: dict[bytes, Match[T]] = {}
        for path, method, target in entries:
            self._add(path).methods[method] = target

    def find(self, raw_path: bytes) -> Match[T] | None:
        """The leaf at a raw path, and its raw parameter values in path order; None if none."""
        fixed = self._fixed.get(raw_path)
        if fixed is not None:
            return fixed
        segments = raw_path.split(b"/")
        if segments[0]:
            return None
        if b"%" not in raw_path:
            return _walk(self._root, segments, segments, 1, ())
        segments = [_unreserved(segment) for segment in segments]
        return _walk(self._root, segments, [_plain(segment) for segment in segments], 1, ())

    def _add(self, path: str) -> Leaf[T]:
        node = self._root
        for segment in path.split("/")[1:]:
            node = _below(node, segment)
        if node.leaf is None:
            node.leaf = Leaf()
            if "{" not in path and path.isascii() and "%" not in path:
                # Fixed segments come first in any case, so these need no walk.
                self._fixed[path.encode()] = (node.leaf, ())
        return node.leaf


def _below(node: _Node[T], segment: str) -> _Node[T]:
    if "{" not in segment or not _TEMPLATE.search(segment):
        return node.fixed.setdefault(_plain(quote(segment, safe="%").encode()), _Node())
    if _TEMPLATE.fullmatch(segment):
        node.wildcard = node.wildcard or _Node()
        return node.wildcard
    pattern = _pattern(segment)
    for known, _, node_below in node.patterns:
        if known.pattern == pattern.pattern:
            return node_below
    below: _Node[T] = _Node()
    # The pattern with most fixed text is the most specific.
    node.patterns.append((pattern, len(_TEMPLATE.sub("", segment)), below))
    node.patterns.sort(key=lambda entry: -entry[1])
    return below


def _pattern(segment: str) -> re.Pattern[bytes]:
    """A segment that mixes text and parameters, such as `{name}.{ext}`.

    Each parameter but the last ends where the text after it first comes. Atomic groups keep the
    cost of a match in line with the length of the segment, whatever a caller sends.
    """
    texts = [re.escape(quote(part, safe=_SAFE + "%")) for part in _TEMPLATE.split(segment)[::2]]
    inner = "".join(f"(?>(.+?){text})" for text in texts[1:-1])
    return re.compile(f"{texts[0]}{inner}(.+){texts[-1]}".encode(), re.DOTALL)


def _walk(
    node: _Node[T],
    segments: list[bytes],
    plain: list[bytes],
    index: int,
    values: tuple[bytes, ...],
) -> Match[T] | None:
    """Match from `index` on: fixed text against `plain`, the rest against `segments`."""
    for at in range(index, len(segments)):
        below = node.fixed.get(plain[at])
        if node.patterns or (below is not None and node.wildcard is not None):
            return _branch(node, segments, plain, at, values)
        if below is not None:
            node = below
        elif node.wildcard is not None and segments[at]:
            node, values = node.wildcard, (*values, segments[at])
        else:
            return None
    return (node.leaf, values) if node.leaf is not None else None


def _branch(
    node: _Node[T],
    segments: list[bytes],
    plain: list[bytes],
    index: int,
    values: tuple[bytes, ...],
) -> Match[T] | None:
    """Match where there is more than one way on, the most specific first."""
    segment = segments[index]
    ways: list[tuple[_Node[T], tuple[bytes, ...]]] = []
    if (below := node.fixed.get(plain[index])) is not None:
        ways.append((below, ()))
    for pattern, _, below in node.patterns:
        if match := pattern.fullmatch(segment):
            ways.append((below, match.groups()))
    # A path parameter is never empty: nothing would tell it from the path without it.
    if node.wildcard is not None and segment:
        ways.append((node.wildcard, (segment,)))
    found = (_walk(way, segments, plain, index + 1, (*values, *more)) for way, more in ways)
    return next((match for match in found if match is not None), None)


def _unreserved(segment: bytes) -> bytes:
    """A segment with its unreserved characters decoded (RFC 3986, section 6.2.2.2)."""
    return _ENCODED.sub(_decoded_unreserved, segment)


def _decoded_unreserved(match: re.Match[bytes]) -> bytes:
    byte = bytes.fromhex(match[1].decode())
    return byte if byte.isalnum() or byte in b"-._~" else match[0]


def _plain(segment: bytes) -> bytes:
    """A segment in the one form in which fixed text is compared: no more encoded than it must."""
    return quote(unquote_to_bytes(segment), safe=_SAFE).encode() if b"%" in segment else segment


def names(path: str) -> list[str]:
    """The names of the parameters in a path template, in the order of their values."""
    return _TEMPLATE.findall(path)


def allow(methods: Mapping[str, object]) -> str:
    """The value of `Allow` for a path (RFC 9110, section 10.2.1), HEAD and OPTIONS included."""
    names = set(methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    return ", ".join(sorted(names))
