"""The whole way from files to one valid OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from tenon.contract import Contract, pointer
from tenon.document import lower_32, name_rules, raise_30, rules, validity
from tenon.document.bundle import Bundler
from tenon.document.component import fragment
from tenon.document.grammar import walk
from tenon.document.library import Library
from tenon.document.mending import mend
from tenon.document.places import Places
from tenon.document.reference import Resolver
from tenon.document.remainder import readable
from tenon.document.source import Source
from tenon.document.text import Unreadable
from tenon.document.unit import Pieces
from tenon.document.validity import Fault
from tenon.document.wording import shown
from tenon.finding import ContractError, Finding, Place, Severity, errors

_VAGUE = frozenset({"unknown-field", "wrong-value"})
_DEPTH_OF_COMPONENTS = 3  # #/components/schemas/Book


@dataclass(frozen=True)
class Bundle:
    """A contract as one self-contained OpenAPI 3.1 document.

    Every `$ref` in `document` leads into it, or to the `$id` of a schema embedded in it.
    `places` maps its JSON Pointers to the author's files; `findings` are warnings and notes;
    `files` are all files that were read; `contract` is what the document says. `mended` are the
    errors that lenient reading passed over, and of which `findings` warns. `sources` are the
    files as they are written, the root document first.
    """

    document: dict[str, Any] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    contract: Contract = field(repr=False, compare=False)
    mended: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = field(default=(), repr=False, compare=False)


def read(
    path: Path,
    *,
    remotes: Mapping[str, Path] = MappingProxyType({}),
    allow_remote: bool = False,
    lenient: bool = False,
    tolerated: Collection[str] = (),
) -> Bundle:
    """The bundle of the OpenAPI document in a file.

    `remotes` offers local copies of remote documents: a URI, or the beginning of URIs, to a
    file or folder. Others are fetched only if `allow_remote` says so. `lenient` takes out what
    is wrong and warns of it, as long as something is left that can be served. A breach of the
    rules in `tolerated` is only warned of, and nothing is taken out for it.
    Raises ContractError with all errors found.
    """
    try:
        library = Library(Path(path), remotes, allow_remote, lenient=lenient)
    except Unreadable as error:
        raise ContractError(error.findings) from None
    if not library.knows_version:
        _refuse_version(library.root)
    try:
        reader = _Reader(library, tolerated)
        return reader.read_leniently() if lenient else reader.read()
    except RecursionError:
        message = "references and nesting together go too deep"
        place = library.root.place()
        raise ContractError([Finding(place, "too-deep", message, "nest less")]) from None


def _refuse_version(root: Source) -> NoReturn:
    """Raises ContractError for what is no OpenAPI document of a version that is read."""
    value = root.value if isinstance(root.value, dict) else {}
    version = value.get("openapi")
    at = "/openapi" if "openapi" in value else "/swagger" if "swagger" in value else ""
    if "swagger" in value:
        rule = "swagger-2"
        message = f"Swagger {shown(value['swagger'])} is not read"
        remedy = "convert it to OpenAPI 3 first, for example with swagger2openapi"
    elif isinstance(version, (int, float)):
        rule, message = "unknown-version", f"the version {version} is a number"
        remedy = 'write it in quotes, such as "3.1.1"'
    elif "openapi" in value:
        rule, message = "unknown-version", f"OpenAPI {shown(version)} is not read"
        remedy = "write openapi: 3.1.1"
    else:
        rule, message = "not-openapi", "the field openapi is missing"
        remedy = "name the root document, which begins with openapi: 3.1.1"
    raise ContractError([Finding(root.place(at), rule, message, remedy)])


class _Reader:
    def __init__(self, library: Library, tolerated: Collection[str] = ()) -> None:
        self._library = library
        self._tolerated = tolerated
        self._bundler = Bundler(library, Resolver(library))
        self._findings: list[Finding] = []

    def read(self) -> Bundle:
        """Bundles, judges, and brings to 3.1. Raises ContractError."""
        document, places = self._judge()
        if errors(self._findings):
            raise ContractError(self._sorted(self._findings))
        contract = Contract.from_bundle(document, places)
        return self._bundle(document, places, contract)

    def read_leniently(self) -> Bundle:
        """As `read`, without what is wrong. Raises ContractError where nothing is left to serve."""
        document, places = self._judge()
        mended = errors(self._sorted(self._findings))
        if mended:
            mend(document)
        contract, lost = readable(document, places)
        if not contract.operations and not document.get("webhooks"):
            message = "there is no operation that could be served"
            nothing = Finding(self._library.root.place("/paths"), "no-operations", message)
            raise ContractError([*mended, nothing])
        self._findings = [*map(_at_most_warning, self._findings), *lost]
        return replace(self._bundle(document, places, contract), mended=(*mended, *lost))

    def _judge(self) -> tuple[dict[str, Any], Places]:
        """The bundle, brought to 3.1, and the places of its nodes; what is wrong is kept."""
        pieces = self._bundler.run()
        document = pieces.document
        places = Places(document, pieces.origins, pieces.inlined)
        judged = self._judged(pieces, places)
        faults = rules.broken(document, self._library.minor(self._library.root))
        self._findings += self._found(faults, places)
        said = {f.place for f in (*self._bundler.findings, *self._findings) if _counts(f)}
        # Where one of our own rules speaks, it speaks more clearly than the official schema.
        self._findings += [f for f in judged if f.place not in said or f.rule not in _VAGUE]
        self._findings += (*self._library.findings, *self._bundler.findings)
        self._findings = [
            _at_most_warning(f) if f.rule in self._tolerated else f for f in self._findings
        ]
        return document, places

    def _bundle(self, document: dict[str, Any], places: Places, contract: Contract) -> Bundle:
        self._findings += self._found(name_rules.clashes(contract), places)
        findings = self._sorted(self._findings)
        files, sources = tuple(self._library.files), self._library.sources
        return Bundle(document, places, findings, files, contract, sources=sources)

    def _judged(self, pieces: Pieces, places: Places) -> list[Finding]:
        """What the official schema says, after which the document is one of 3.1."""
        document, minor = pieces.document, self._library.minor(self._library.root)
        if minor == 0:
            before = self._found(validity.faults(document, 0), places)
            self._raise(pieces)
            return self._weighed(before, validity.faults(document, 1), places)
        self._raise(pieces)
        judged = self._found(validity.faults(document, minor), places)
        if minor == 2:
            self._findings += self._found(lower_32.lower_32(document), places)
        return judged

    def _weighed(self, before: list[Finding], after: list[Fault], places: Places) -> list[Finding]:
        """A fault by 3.0 alone does no harm, for the document is read by 3.1."""
        remaining = self._found(after, places)
        serious = {finding.place for finding in errors(remaining)}
        weighed = [f if f.place in serious else _as_warning(f) for f in before]
        said = {finding.place for finding in before}
        return weighed + [
            _as_warning(f) if f.rule == "unknown-field" else f
            for f in remaining
            if f.place not in said
        ]

    def _raise(self, pieces: Pieces) -> None:
        """Raises what was written for 3.0, and turns references to what moved by it."""
        moves: list[tuple[str, str]] = []
        for unit in pieces.units:
            if self._library.minor(unit.target.source) == 0:
                home = unit.home or ""
                found = raise_30.raise_30(unit.kind, unit.value)
                moves += [(home + old, home + new) for old, new in found]
        if moves:
            _follow_moves(pieces.document, moves)

    def _found(self, faults: Iterable[Fault], places: Places) -> list[Finding]:
        return [Finding(places[f.pointer], f.rule, f.message, f.remedy, f.severity) for f in faults]

    def _sorted(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Each once, by file as they were read, then by line and column."""
        order = {name: index for index, name in enumerate(self._library.names)}
        return tuple(
            sorted(
                dict.fromkeys(findings),
                key=lambda f: (order.get(f.place.file, len(order)), f.place, f.rule, f.message),
            )
        )


def _follow_moves(document: dict[str, Any], moves: list[tuple[str, str]]) -> None:
    """Turns references into the inside of components to where raising moved their targets."""
    for node in walk("document", document):
        reference = node.value.get("$ref") if isinstance(node.value, dict) else None
        if not isinstance(reference, str) or reference.count("/") <= _DEPTH_OF_COMPONENTS:
            continue
        found = start = pointer.from_reference(reference) or ""
        for old, new in moves:
            if found == old or found.startswith(old + "/"):
                found = new + found[len(old) :]
        if found != start:
            node.value["$ref"] = fragment(found)


def _as_warning(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING)


def _at_most_warning(finding: Finding) -> Finding:
    return _as_warning(finding) if finding.severity is Severity.ERROR else finding


def _counts(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR or finding.rule == "not-a-status"
