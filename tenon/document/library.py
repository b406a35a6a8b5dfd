"""The sources of one contract: each file or remote document is read once, by its URI."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tenon.document.source import Source, read_bytes, read_file
from tenon.document.text import Unreadable
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Finding

_NO_FILE = "does not exist: there is no such file"
_VERSION = re.compile(r"3\.([012])(?:\.\d+)?(?:-.*)?")


class Unavailable(Exception):
    """A document that references name and nobody can read.

    `rule` is empty when the document's own findings already say what is wrong with it.
    """

    def __init__(self, rule: str, message: str = "", remedy: str = "") -> None:
        self.rule, self.message, self.remedy = rule, message, remedy
        super().__init__(message)


class Library:
    """Reads sources on demand and remembers them."""

    def __init__(
        self,
        root: Path,
        remotes: Mapping[str, Path],
        allow_remote: bool,
        *,
        lenient: bool = False,
    ) -> None:
        """Begin with the file `root`. `lenient` reads on where a value cannot be what it says."""
        self._lenient = lenient
        self._given = root
        self._folder = Path(os.path.abspath(root)).parent  # noqa: PTH100  links stay as named
        self._remotes = remotes
        self._allow_remote = allow_remote
        self._sources: dict[str, Source | Unavailable] = {}
        self.findings: list[Finding] = []
        self.files: list[Path] = []
        self.names: list[str] = []  # as the user names them, in the order of reading
        path = self._folder / root.name
        self.root = self._local(path, self._shown(path), file_uri(path))
        self.findings += self.root.findings
        self._sources[self.root.uri] = self.root
        found = presumed_minor(self.root) if lenient else minor_version(self.root)
        self.knows_version = found is not None
        self._root_minor = 1 if found is None else found
        self._minors: dict[Source, int] = {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources that were read, the root first."""
        read = (found for found in self._sources.values() if isinstance(found, Source))
        return tuple(dict.fromkeys(read))

    def source(self, uri: str) -> Source:
        """The source at an absolute URI without fragment.

        Raises Unavailable when it is missing, refused or unreadable; its findings are kept once.
        """
        if uri not in self._sources:
            self._sources[uri] = self._attempt(uri)
        found = self._sources[uri]
        if isinstance(found, Unavailable):
            raise found
        return found

    def _attempt(self, uri: str) -> Source | Unavailable:
        try:
            found = self._read(uri)
        except Unavailable as error:
            return error
        except Unreadable as error:
            self.findings += error.findings
            return Unavailable("")
        self.findings += found.findings
        return found

    def also(self, uri: str, source: Source) -> None:
        """Makes a source known by another URI, such as the `$self` of the document."""
        self._sources.setdefault(uri, source)

    def minor(self, source: Source) -> int:
        """The x of the OpenAPI version 3.x that governs a source: its own, or the root's."""
        if source not in self._minors:
            found = None if source is self.root else minor_version(source)
            self._minors[source] = self._root_minor if found is None else found
        return self._minors[source]

    def public(self, uri: str) -> str:
        """A URI as the bundle may carry it: a local one without the paths of this machine.

        Local files are placed under `file:///` as they lie about the root document, so that the
        relative references between them keep leading from one to the other.
        """
        path = local_path(uri)
        if path is None:
            return uri
        below = os.path.relpath(path, self._folder).replace(os.sep, "/")
        return "file:///" + quote(re.sub(r"^(?:\.\./)+", "", below))

    def _read(self, uri: str) -> Source:
        path = local_path(uri)
        if path is not None:
            return self._local(path, self._shown(path), uri)
        return self._remote(uri)

    def _remote(self, uri: str) -> Source:
        from tenon.document import remote  # what it imports is slow, and seldom needed

        copy = remote.offered(uri, self._remotes)
        if copy is not None and copy.is_file():
            return self._local(copy, self._shown(Path(os.path.abspath(copy))), uri)  # noqa: PTH100
        if urlsplit(uri).scheme not in ("http", "https"):
            raise Unavailable("unresolved-ref", "names no document that is known here")
        if not self._allow_remote:
            raise Unavailable(
                "remote-ref", "is remote", "offer a local copy of it, or allow remote references"
            )
        try:
            data = remote.fetch(uri)
        except remote.NotFetched as error:
            message = f"cannot be fetched: {shown(error)}"
            raise Unavailable("remote-ref", message, "offer a local copy of it") from None
        self.names.append(shown(uri))
        return read_bytes(data, shown(uri), uri, lenient=self._lenient)

    def _local(self, path: Path, file: str, uri: str) -> Source:
        if path != self._folder / self._given.name and not os.path.lexists(path):
            known = _names(path.parent)
            raise Unavailable("unresolved-ref", _NO_FILE, did_you_mean(path.name, known))
        self.files.append(path)
        self.names.append(file)
        return read_file(path, file, uri, lenient=self._lenient)

    def _shown(self, path: Path) -> str:
        """A file as the user would name it: relative to where they stand, or to the root."""
        here = Path.cwd()
        if path.is_relative_to(here):
            return str(path.relative_to(here))
        return os.path.normpath(self._given.parent / os.path.relpath(path, self._folder))


def minor_version(source: Source) -> int | None:
    """The x of the OpenAPI version 3.x that a source says it follows; None when it says none."""
    version = source.value.get("openapi") if isinstance(source.value, dict) else None
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return int(match.group(1)) if match else None


def presumed_minor(source: Source) -> int | None:
    """As `minor_version`, also of a version that is written as a number, or not known yet."""
    version = source.value.get("openapi") if isinstance(source.value, dict) else None
    match = re.match(r"3\.(\d{1,3})", str(version))
    return min(int(match[1]), 2) if match else None


def file_uri(path: Path) -> str:
    """The file URI (RFC 8089) of an absolute path."""
    return "file://" + quote(str(path))


def local_path(uri: str) -> Path | None:
    """The path in a file URI; None for other URIs."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" and not parts.netloc else None


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))[:500]  # noqa: PTH208  names only
    except OSError:
        return []
