"""`tenon bundle`: a contract of many files as one self-contained document."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tenon.cli.workspace import enter
from tenon.document import read
from tenon.publish import publish


def run(arguments: Namespace) -> int:
    """Write the bundle to a file, or print it; the same contract makes the same bytes.

    What could not be said in it is told beside it, on the standard error.
    """
    work = enter(arguments.contract)
    bundle = read(work.contract, allow_remote=arguments.allow_remote)
    made = publish(
        bundle,
        public=arguments.public,
        dereference=arguments.dereference,
        openapi=arguments.openapi,
    )
    with redirect_stdout(sys.stderr):
        work.report().show(made.findings)
    output: Path | None = arguments.output
    form = arguments.format or _form(output)
    text = as_yaml(made.document) if form == "yaml" else as_json(made.document)
    if output is None:
        sys.stdout.buffer.write(text.encode())
        return 0
    target = work.here / output
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())
    return 0


def _form(output: Path | None) -> str:
    return "yaml" if output is not None and output.suffix in (".yaml", ".yml") else "json"


def as_json(document: dict[str, Any]) -> str:
    """A document as JSON text, in its own order."""
    return json.dumps(document, indent=2) + "\n"


def as_yaml(document: dict[str, Any]) -> str:
    """A document as YAML text, in its own order; texts of several lines are blocks."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
