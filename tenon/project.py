"""Where a project keeps its contract and its service: the table `[tool.tenon]` of pyproject.toml.

[tool.tenon]
contract = "openapi/openapi.yaml"
generated = "generated"
app = "handlers.app:app"
formats = "handlers.formats:FORMATS"

[tool.tenon.fuzz]
credentials = "handlers.fuzzing:credentials"
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenon.finding import ContractError, Finding, Place

FILE = "pyproject.toml"
_PATHS = ("contract", "generated")
_IMPORTS = ("app", "formats", "fuzz.credentials")
_KEYS = (*_PATHS, *_IMPORTS)
_TABLES = ("fuzz",)
_READ_ELSEWHERE = ("diff", "lint", "report")  # tables that are handed on as they are
_IMPORT = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_AT = re.compile(r"(?P<said>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)")


@dataclass(frozen=True)
class Project:
    """One project. `contract` and `generated` are relative to `root`.

    `app` and `formats` are import strings, `module:attribute`: the application that serves the
    contract, and its custom string formats; None when the project names none. So is
    `credentials`, a function that makes the fuzzer known to the service. `tables` are those that
    a tool reads for itself, such as `[tool.tenon.lint]`.
    """

    root: Path
    contract: Path = Path("openapi/openapi.yaml")
    generated: Path = Path("generated")
    app: str | None = None
    formats: str | None = None
    credentials: str | None = None
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)

    @property
    def package(self) -> str:
        """The name by which generated modules import each other."""
        return package_of(self.generated)

    def place(self, key: str) -> Place:
        """Where a setting is said, or the file that could say it."""
        found = self.places.get(key)
        if found is None and key.partition(".")[0] in self.tables:
            found = _place((self.root / FILE).read_text(encoding="utf-8"), key)
        return found or Place(FILE)

    def heads(self, table: str) -> list[Place]:
        """Where each table of one of `tables` begins, such as `[[tool.tenon.diff.accept]]`."""
        if table not in self.tables:
            return []
        head = re.compile(rf"\s*\[+\s*tool\s*\.\s*tenon\s*\.\s*{table}\b.*")
        lines = (self.root / FILE).read_text(encoding="utf-8").splitlines()
        return [Place(FILE, n) for n, line in enumerate(lines, 1) if head.fullmatch(line)]


def package_of(folder: Path) -> str:
    """The Python package in a folder that is relative to the root, or stands anywhere else."""
    inside = not folder.is_absolute() and ".." not in folder.parts
    return ".".join(folder.parts) if inside else folder.name


def is_import_string(text: str) -> bool:
    """Whether a text has the form `module:attribute`."""
    return _IMPORT.fullmatch(text) is not None


def find_root(start: Path) -> Path:
    """The folder of the nearest pyproject.toml at or above a folder, or that folder itself."""
    start = start.resolve()
    holding = (folder for folder in (start, *start.parents) if (folder / FILE).is_file())
    return next(holding, start)


def load_project(root: Path) -> Project:
    """The project in a folder, with defaults for what its pyproject.toml does not say.

    Raises ContractError when that file cannot be read or says something that is not understood.
    """
    if not (root / FILE).is_file():
        return Project(root)
    text, document = _parse(root / FILE)
    tool = document.get("tool")
    table = _flat(tool.get("tenon", {})) if isinstance(tool, dict) else {}
    tables = _taken(table)
    places = {key: _place(text, key) for key in table} if isinstance(table, dict) else {}
    findings = list(_findings(table, places))
    if findings:
        raise ContractError(findings)
    return Project(
        root,
        contract=Path(table.get("contract", Project.contract)),
        generated=Path(table.get("generated", Project.generated)),
        app=table.get("app"),
        formats=table.get("formats"),
        credentials=table.get("fuzz.credentials"),
        tables=tables,
        places=places,
    )


def _parse(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT.fullmatch(str(error))
        place = Place(FILE, int(match["line"]), int(match["column"])) if match else Place(FILE)
        said = match["said"] if match else str(error)
        raise ContractError([Finding(place, "bad-toml", said)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError([Finding(Place(FILE), "unreadable", str(error))]) from None


def _taken(table: Any) -> dict[str, Any]:
    """The tables that others read, taken out of the table."""
    if not isinstance(table, dict):
        return {}
    found = {name: table[name] for name in _READ_ELSEWHERE if isinstance(table.get(name), dict)}
    for name in found:
        del table[name]
    return found


def _flat(table: Any) -> Any:
    """The table with the keys of the tables inside it written as one: `fuzz.credentials`."""
    if not isinstance(table, dict):
        return table
    inner = {key: table[key] for key in _TABLES if isinstance(table.get(key), dict)}
    flat = {key: value for key, value in table.items() if key not in inner}
    for key, values in inner.items():
        flat.update({f"{key}.{name}": value for name, value in values.items()})
    return flat


def _findings(table: Any, places: Mapping[str, Place]) -> Iterator[Finding]:
    if not isinstance(table, dict):
        yield Finding(Place(FILE), "bad-setting", "tool.tenon is no table", "write [tool.tenon]")
        return
    for key, value in table.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(_KEYS)}"
            yield Finding(places[key], "unknown-setting", f"tool.tenon.{key}", remedy)
        elif not isinstance(value, str) or not value:
            message = f"tool.tenon.{key} is {value!r}, not a text"
            yield Finding(places[key], "bad-setting", message, "write it in quotes")
        elif key in _IMPORTS and not is_import_string(value):
            message = f"tool.tenon.{key} is {value!r}, no import string"
            yield Finding(places[key], "bad-setting", message, "write module:attribute")


def _place(text: str, key: str) -> Place:
    """Where a key of the table stands: tomllib tells values, not places."""
    parts = f"tool.tenon.{key}".split(".")
    # A key in quotes may have dots of its own.
    splits = range(len(parts) - 1, 1, -1)
    found = (_place_in(text, parts[:at], ".".join(parts[at:])) for at in splits)
    return next((place for place in found if place), Place(FILE))


def _place_in(text: str, table: list[str], key: str) -> Place | None:
    named = r"\s*\.\s*".join(map(re.escape, table))
    head = re.compile(rf"\s*\[\s*{named}\s*\]\s*(#.*)?")
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            inside = head.fullmatch(line) is not None
        elif inside and (match := re.match(rf"""(\s*)["']?{re.escape(key)}["']?\s*[=.]""", line)):
            return Place(FILE, number, len(match[1]) + 1)
    return None
