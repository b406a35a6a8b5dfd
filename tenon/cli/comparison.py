"""The two sides of a comparison, each a file or a document of a git revision, and its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tenon.cli.workspace import Workspace, inside
from tenon.diff import compare
from tenon.diff.acceptance import Acceptance, accepted, read_acceptances
from tenon.diff.outcome import Outcome
from tenon.diff.revision import NoRevision, unpacked
from tenon.document import Bundle, read
from tenon.finding import ContractError, Finding, Place, Severity

# What is wrong with a document, though it can be compared as it is.
_TOLERATED = frozenset({"path-parameter-unused"})


@dataclass(frozen=True)
class Side:
    """A contract that was read: how it is called, its bundle, and how its files are called."""

    name: str
    bundle: Bundle
    folder: Path | None = None
    revision: str = ""

    def place(self, place: Place | None) -> Place | None:
        """A place as the reader knows it: of a revision, `main:openapi/openapi.yaml`."""
        if place is None or self.folder is None:
            return place
        return replace(place, file=_of_revision(place.file, self.folder, self.revision))

    def passed_over(self) -> Iterator[Finding]:
        """What lenient reading took out, as warnings."""
        for finding in self.bundle.mended:
            place = self.place(finding.place) or finding.place
            yield replace(finding, place=place, severity=Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Reading:
    """How sides are read; `near` and `contract` say where a revision has its contract."""

    work: Workspace
    near: Path
    contract: Path
    allow_remote: bool = False
    lenient: bool = False

    @contextmanager
    def side(self, named: str, called: str = "") -> Iterator[Side]:
        """The contract in a file, or in a git revision: `main`, or `main:path/of/it`.

        Its files are there until the block ends. Raises ContractError.
        """
        path = self.work.here / named
        if path.is_file():
            bundle = self._read(inside(self.work.project.root, path))
            yield Side(called or named, bundle)
            return
        revision, _, file = named.partition(":")
        near, wanted = (self.work.here, Path(file)) if file else (self.near, self.contract)
        if not revision or (not file and path.suffix in (".yaml", ".yml", ".json")):
            raise self._missing(named, path)
        with ExitStack() as stack:
            try:
                folder, found = stack.enter_context(unpacked(revision, wanted, near))
                bundle = self._read(folder / found)
            except NoRevision as error:
                raise self._missing(named, path) if path.is_dir() else self._seen(error) from None
            except ContractError as error:
                findings = _renamed(error.findings, folder, revision)
                raise self._seen(ContractError(findings)) from None
            yield Side(f"{revision}:{found.as_posix()}", bundle, folder, revision)

    @contextmanager
    def sides(self, base: str, head: str, called: str) -> Iterator[tuple[Side, Side]]:
        """Both sides. Raises ContractError with what is wrong with either."""
        read: list[Side] = []
        findings: list[Finding] = []
        with ExitStack() as stack:
            for named, name in ((base, ""), (head, called)):
                try:
                    read.append(stack.enter_context(self.side(named, name)))
                except ContractError as error:
                    findings += error.findings
            if findings:
                raise ContractError(dict.fromkeys(findings))
            yield read[0], read[1]

    def _missing(self, named: str, path: Path) -> ContractError:
        message, remedy = "there is no such file", "check the name"
        if path.is_dir():
            message, remedy = "this is a folder, and no revision", "name the document in it"
        finding = Finding(Place(named), "file-missing", message, remedy)
        return self._seen(ContractError([finding]))

    def _seen(self, error: ContractError) -> ContractError:
        """The same of what is named as the reader names it, relative to the root as all is."""
        root, here = self.work.project.root, self.work.here
        return ContractError(
            replace(found, place=replace(found.place, file=str(inside(root, here / said))))
            for found in error.findings
            for said in [found.place.file]
        )

    def _read(self, path: Path) -> Bundle:
        return read(
            path,
            allow_remote=self.allow_remote,
            lenient=self.lenient,
            tolerated=_TOLERATED,
        )


def acceptances(work: Workspace) -> tuple[Acceptance, ...]:
    """The changes that the project accepts. Raises ContractError for bad settings."""
    table, places = work.project.tables.get("diff", {}), work.project.heads("diff")
    if table.keys() - {"accept"}:
        message = "tool.tenon.diff holds accept and nothing else"
        place = places[0] if places else Place("pyproject.toml")
        raise ContractError([Finding(place, "unknown-setting", message, "leave the rest out")])
    return read_acceptances(table.get("accept", []), places)


def outcome(
    work: Workspace,
    base: Side,
    head: Side,
    allowed: tuple[Acceptance, ...],
    fail_on: str = "undecided",
) -> Outcome:
    """What changed from one side to the other, with places as the reader knows them."""
    report = work.report()

    def named(side: Side, place: Place | None) -> Place | None:
        found = side.place(place)
        if found is None or side.folder is not None:
            return found
        return report.placed(Finding(found, "", "")).place

    changes = [
        replace(change, base=named(base, change.base), head=named(head, change.head))
        for change in compare(base.bundle, head.bundle)
    ]
    return Outcome(
        base.name,
        head.name,
        head.bundle.contract.title,
        (base.bundle.contract.version, head.bundle.contract.version),
        changes,
        accepted(changes, allowed),
        reworded=base.bundle.document != head.bundle.document,
        fail_on=fail_on,
    )


def _renamed(findings: tuple[Finding, ...], folder: Path, revision: str) -> Iterator[Finding]:
    for finding in findings:
        file = _of_revision(finding.place.file, folder, revision)
        yield replace(finding, place=replace(finding.place, file=file))


def _of_revision(file: str, folder: Path, revision: str) -> str:
    path = Path(file)
    known = path.is_relative_to(folder)
    return f"{revision}:{path.relative_to(folder).as_posix()}" if known else file
