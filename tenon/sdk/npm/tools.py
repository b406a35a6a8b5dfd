"""The generators and compilers that npm brings."""

from __future__ import annotations

from pathlib import Path

from tenon.sdk.failing import failure
from tenon.sdk.npm.installation import Installation, program, run

TOOLS = Installation(Path(__file__).parent / "tools", "sdk-tools")
_TOOL_S = 300


def needed(kind: str) -> None:
    """Raises ContractError with the one command that installs the tools where they are not."""
    program("node")
    if not TOOLS.complete:
        message = "the generators are not installed"
        raise failure("no-generator", message, f"run `tenon sdk {kind} --install`")


def script(path: str, *arguments: str, folder: Path) -> str:
    """What a script under Node.js says: of a package, such as `typescript/bin/tsc`, or a file.

    Raises ContractError with its output when it fails.
    """
    file = TOOLS.modules / path
    done = run([program("node"), str(file), *arguments], folder, _TOOL_S)
    if done.returncode:
        name = path.partition("/")[0] if not Path(path).is_absolute() else Path(path).name
        message = f"{name} ended with {done.returncode}: {done.stdout.strip()}"
        raise failure("generator-failed", message, "see its output")
    return done.stdout
