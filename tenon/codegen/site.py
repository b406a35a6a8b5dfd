"""Sites: a schema together with where it stands, so that its references can be followed.

References are resolved as JSON Schema 2020-12 core says in sections 8.2 and 9; a reference that
leads nowhere, or that only evaluation can resolve (`$dynamicRef`), leads to no site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from tenon.contract import pointer


@dataclass(frozen=True, slots=True)
class Site:
    """A schema (`value`), the resource it belongs to, and its pointer from that resource's root.

    `uri` is the resource's base URI, empty for the document itself.
    """

    value: Any = field(compare=False, repr=False)
    root: Any = field(compare=False, repr=False)
    uri: str = ""
    pointer: str = ""

    def __getitem__(self, tokens: tuple[str | int, ...]) -> Site:
        """The site below this one, at the end of the tokens."""
        value = self.value
        for token in tokens:
            value = value[token]
        return entered(replace(self, value=value, pointer=pointer.join(self.pointer, *tokens)))

    def get(self, keyword: str, default: Any = None) -> Any:
        """The value of a keyword; the default for a boolean schema."""
        return self.value.get(keyword, default) if isinstance(self.value, Mapping) else default

    def has(self, keyword: str) -> bool:
        """Whether the schema has the keyword; a boolean schema has none."""
        return isinstance(self.value, Mapping) and keyword in self.value


def entered(site: Site) -> Site:
    """The site as the root of its own resource when it has an `$id`."""
    identifier = site.get("$id")
    if not isinstance(identifier, str):
        return site
    return Site(site.value, site.value, _plain(urljoin(site.uri, identifier)), "")


class Sites:
    """The sites of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def at(self, where: str) -> Site:
        """The site at a pointer of the document. Raises KeyError when nothing stands there."""
        return self._walk(Site(self._document, self._document), where)

    def target(self, site: Site, reference: str) -> Site | None:
        """Where a reference in a schema leads; None when that is not known."""
        address, fragment = urldefrag(reference)
        fragment = unquote(fragment)
        root = self._root(site, address)
        if root is None:
            return None
        try:
            if not fragment or fragment.startswith("/"):
                return self._walk(root, fragment)
        except KeyError:
            return None
        return next((s for s in _below(root) if s.get("$anchor") == fragment), None) or next(
            (s for s in _below(root) if s.get("$dynamicAnchor") == fragment), None
        )

    def _root(self, site: Site, address: str) -> Site | None:
        if not address:
            return Site(site.root, site.root, site.uri)
        uri = _plain(urljoin(site.uri, address))
        return self._resources.get(uri)

    def _walk(self, site: Site, where: str) -> Site:
        try:
            for token in pointer.tokens(where):
                site = site[(int(token) if isinstance(site.value, list) else token,)]
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyError(where) from None
        return site

    @cached_property
    def _resources(self) -> dict[str, Site]:
        return {site.uri: site for site in _resources(Site(self._document, self._document))}


def _resources(site: Site) -> Iterator[Site]:
    if site.uri and not site.pointer:
        yield site
    for child in _children(site):
        yield from _resources(child)


def _below(site: Site) -> Iterator[Site]:
    """The site and all sites below it that belong to the same resource."""
    yield site
    for child in _children(site):
        if child.uri == site.uri:
            yield from _below(child)


def _children(site: Site) -> Iterator[Site]:
    if isinstance(site.value, Mapping):
        keys: Any = [key for key in site.value if key not in ("enum", "const")]
    elif isinstance(site.value, list):
        keys = range(len(site.value))
    else:
        return
    for key in keys:
        if isinstance(site.value[key], (Mapping, list)):
            yield site[(key,)]


def _plain(uri: str) -> str:
    return urldefrag(uri).url
