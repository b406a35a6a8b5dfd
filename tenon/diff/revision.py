"""Files of a git revision, read from its objects: nothing is checked out, no file is moved."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from tenon.finding import ContractError, Finding, Place

_SUFFIXES = (".yaml", ".yml", ".json", ".md", ".txt")
_LARGEST = 512 * 1024 * 1024  # bytes of all files together
_LONGEST_S = 60.0
_FILE_MODES = ("100644", "100755", "100664")


class NoRevision(ContractError):
    """What was named is no revision that can be read."""


@contextmanager
def unpacked(revision: str, file: Path, near: Path) -> Iterator[tuple[Path, Path]]:
    """A folder with the documents of a revision, and the path of a file in it.

    `file` is relative to `near`, a folder of the repository, or to its root. Raises NoRevision
    when there is no repository, no such revision, or no such file in it.
    """
    root = Path(_git(near, revision, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    commit = _commit(near, revision)
    with TemporaryDirectory(prefix="tenon-diff-") as folder:
        _write(root, commit, Path(folder), revision)
        for start in (near.resolve(), root):
            full = Path(os.path.abspath(start / file))  # noqa: PTH100  links stay as named
            if full.is_relative_to(root) and (Path(folder) / full.relative_to(root)).is_file():
                yield Path(folder), full.relative_to(root)
                return
        message = f"there is no {file.as_posix()} in {revision}"
        raise _wrong(revision, message, "name it as REVISION:path/of/the/document")


def latest_release(near: Path) -> str:
    """The newest tag that the checked out commit of a repository contains, versions first.

    Raises NoRevision when there is no repository, or no tag in it.
    """
    try:
        _git(near, "HEAD", "rev-parse", "--show-toplevel")
    except NoRevision:
        raise _wrong("HEAD", "there is no git repository", "name what to compare with") from None
    for wanted in (["--match", "v[0-9]*"], []):
        with contextlib.suppress(NoRevision):
            found = _git(near, "HEAD", "describe", "--tags", "--abbrev=0", *wanted)
            return found.decode().strip()
    raise _wrong("HEAD", "no release is tagged yet", "tag one, such as v1.0.0")


def _commit(near: Path, revision: str) -> str:
    spec = f"{revision}^{{commit}}"
    found = _git(near, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", spec)
    return found.decode().strip()


def _write(root: Path, commit: str, folder: Path, revision: str) -> None:
    """Writes the documents of a commit into a folder."""
    listed = _git(root, revision, "ls-tree", "-r", "-z", "--full-tree", "-l", commit)
    wanted: list[tuple[str, PurePosixPath]] = []
    total = 0
    for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
        about, _, name = entry.partition("\t")
        mode, _, blob, size = [*about.split(), "", "", "", ""][:4]
        path = PurePosixPath(name)
        if mode in _FILE_MODES and path.suffix.lower() in _SUFFIXES and _is_inside(path):
            total += int(size) if size.isdecimal() else 0
            wanted.append((blob, path))
    if total > _LARGEST:
        message = f"its documents are larger than {_LARGEST // 1024**2} MiB"
        raise _wrong(revision, message, "compare files instead")
    blobs = iter(_contents(root, revision, [blob for blob, _ in wanted]))
    for (_, path), content in zip(wanted, blobs, strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _is_inside(path: PurePosixPath) -> bool:
    """Whether a path of a tree stays in its folder; a tree may be made by anybody."""
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _contents(root: Path, revision: str, blobs: list[str]) -> Iterator[bytes]:
    """The contents of blobs, in order (git-cat-file, "Batch output")."""
    said = "".join(f"{blob}\n" for blob in blobs).encode()
    data = _git(root, revision, "cat-file", "--batch", stdin=said) if blobs else b""
    at = 0
    for _ in blobs:
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[2])
        yield data[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(folder: Path, revision: str, *arguments: str, stdin: bytes = b"") -> bytes:
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603  a fixed program, its arguments a list
            ["git", "--no-optional-locks", *arguments],  # noqa: S607  git of the user's path
            cwd=folder, input=stdin, capture_output=True, env=environment, timeout=_LONGEST_S,
            check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise _wrong(revision, "git is not installed", "install git, or compare files") from None
    except subprocess.TimeoutExpired:
        raise _wrong(revision, "git did not answer in time", "compare files instead") from None
    if done.returncode:
        raise _failed(folder, revision, done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _failed(folder: Path, revision: str, said: str) -> NoRevision:
    if "not a git repository" in said:
        message = f"there is no such file, and {folder} is in no git repository"
        return _wrong(revision, message, "name a file")
    reason = " ".join(said.split()).removeprefix("fatal: ")
    message = "there is no such file or revision" + (f": {reason}" if reason else "")
    return _wrong(revision, message, "name a file, a branch, a tag or a commit")


def _wrong(revision: str, message: str, remedy: str) -> NoRevision:
    from tenon.document.wording import shown

    return NoRevision([Finding(Place(shown(revision)), "no-revision", shown(message), remedy)])
