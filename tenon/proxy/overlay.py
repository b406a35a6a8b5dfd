"""Examples as an OpenAPI Overlay (version 1.0.0), to be merged into a bundle.

Each action adds examples to one media type, by a normalized path (RFC 9535, section 2.7). Where
that has a single `example`, which may not stand beside `examples`, it is moved among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tenon.contract import pointer
from tenon.finding import ContractError, Finding, Place

Examples = dict[str, dict[str, Any]]  # by the pointer of a media type, then by name
_PLAIN = re.compile(r"[A-Za-z][A-Za-z_/-]*")
# What YAML 1.1 or 1.2 would read as something else than text.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_DECLARED = "declared"


def written(examples: Examples, document: Any, title: str) -> str:
    """The text of an overlay, sorted: the same examples make the same bytes."""
    actions = [
        action
        for at in sorted(examples)
        for action in _actions(at, examples[at], pointer.resolve(document, at))
    ]
    return _yaml({"overlay": "1.0.0", "info": {"title": title, "version": "1"}, "actions": actions})


def read(path: Path) -> Examples:
    """The examples of an overlay that was written here. Raises ContractError for anything else."""
    import yaml

    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            _pointer(action["target"]): dict(action["update"]["examples"])
            for action in loaded["actions"]
            if not action.get("remove")
        }
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError):
        message, remedy = "it is no overlay of examples", "name another file, or remove this one"
        raise ContractError([Finding(Place(str(path)), "bad-record", message, remedy)]) from None


def _actions(at: str, examples: Mapping[str, Any], media: Any) -> list[dict[str, Any]]:
    target = _path(at)
    named = {name: examples[name] for name in sorted(examples)}
    if not isinstance(media, Mapping) or "example" not in media:
        return [{"target": target, "update": {"examples": named}}]
    declared = {_DECLARED: {"value": media["example"]}}
    return [
        {"target": f"{target}['example']", "remove": True},
        {"target": target, "update": {"examples": {**declared, **named}}},
    ]


def _path(at: str) -> str:
    tokens = (t.replace("\\", "\\\\").replace("'", "\\'") for t in pointer.tokens(at))
    return "$" + "".join(f"['{token}']" for token in tokens)


_TOKEN = re.compile(r"\['((?:[^'\\]|\\.)*)'\]")


def _pointer(path: str) -> str:
    if not re.fullmatch(rf"\$(?:{_TOKEN.pattern})+", path):
        raise ValueError(path)
    tokens = (re.sub(r"\\(.)", r"\1", token) for token in _TOKEN.findall(path))
    return pointer.join("", *tokens)


def _yaml(document: Any) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, None if plain else '"')

    Dumper.add_representer(str, text)
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
