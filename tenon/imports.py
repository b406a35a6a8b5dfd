"""Objects named by import strings, `module:attribute`: a project's application and formats."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tenon.finding import ContractError, Finding, Place
from tenon.project import is_import_string

ARGUMENTS = Place("<arguments>")
"""The place of what was said on the command line."""


def require(module: str) -> None:
    """Raises ModuleNotFoundError where a module that is used later on is not installed."""
    if find_spec(module) is None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)


def load_object(text: str, place: Place = ARGUMENTS) -> Any:
    """The object that an import string names, imported from the working directory.

    `place` is where the string is said. Raises ContractError when the string is malformed, the
    module cannot be imported or has no such attribute; one that the module raises goes on.
    """
    if not is_import_string(text):
        message = f"{text!r} is no import string"
        raise ContractError([Finding(place, "bad-import", message, "write module:attribute")])
    module, _, attribute = text.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name and (module == error.name or module.startswith(f"{error.name}.")):
            message = f"there is no module {error.name}"
            raise ContractError([Finding(place, "bad-import", message)]) from None
        raise ContractError([import_finding(error, place)]) from error
    except ContractError:
        raise
    except (Exception, SystemExit) as error:
        raise ContractError([import_finding(error, place)]) from error
    for name in attribute.split("."):
        if not hasattr(found, name):
            message = f"{module} has no {attribute}"
            raise ContractError([Finding(place, "bad-import", message)])
        found = getattr(found, name)
    return found


def import_finding(error: BaseException, place: Place) -> Finding:
    """What went wrong in a module that was being imported, and where in the project's files."""
    said = " ".join(str(error).split())
    if isinstance(error, SyntaxError) and error.filename:
        place = Place(_shown(error.filename), error.lineno or 1, error.offset or 1)
        said = error.msg
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if is_own(frame.filename)]
        if own:
            last = own[-1]
            place = Place(_shown(last.filename), last.lineno or 1, (last.colno or 0) + 1)
    message = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return Finding(place, "import-failed", message)


def is_own(file: str, root: Path | None = None) -> bool:
    """Whether a module's file belongs to the project at `root`, not to what it has installed."""
    path = Path(os.path.abspath(file))  # noqa: PTH100  links stay as named
    if file.startswith("<"):  # made at run time, such as <frozen importlib._bootstrap>
        return False
    if path.is_relative_to(Path(__file__).parent):
        return False
    try:
        below = path.relative_to(root or Path.cwd())
    except ValueError:
        return False
    return not any(part == "site-packages" or part.startswith(".") for part in below.parts)


def _shown(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
