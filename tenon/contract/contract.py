"""A whole contract: its document, its operations, its resources."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from tenon.contract.inference import infer_resources
from tenon.contract.operation import Callback, Operation
from tenon.contract.reading import read_operations, read_security_schemes, read_webhooks
from tenon.contract.resource import Resource
from tenon.contract.schemas import Schemas
from tenon.contract.security import SecurityScheme
from tenon.finding import Place

_ORIGIN = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(?=[/?#]|$)")


@dataclass(frozen=True)
class Contract:
    """What one bundled OpenAPI 3.1 document says."""

    document: dict[str, Any] = field(repr=False)
    operations: tuple[Operation, ...] = field(repr=False)
    title: str
    version: str
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict, repr=False)

    @classmethod
    def from_bundle(
        cls, document: dict[str, Any], places: Mapping[str, Place] | None = None
    ) -> Self:
        """The contract in a bundle that `tenon.document` found valid.

        `places` maps JSON Pointers of the bundle to where each stands in the author's files.
        """
        info = document.get("info", {})
        places = {} if places is None else places  # whether it is empty takes a walk to tell
        return cls(
            document=document,
            operations=tuple(read_operations(document, places)),
            title=str(info.get("title", "")),
            version=str(info.get("version", "")),
            security_schemes={s.name: s for s in read_security_schemes(document, places)},
        )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The contract in a generated `contract.json`. Raises OSError or ValueError."""
        return cls.from_bundle(json.loads(Path(path).read_bytes()))

    def operation(self, operation_id: str) -> Operation:
        """The operation of that id. Raises KeyError when there is none."""
        return self._by_id[operation_id]

    @cached_property
    def schemas(self) -> Schemas:
        """The schemas of the contract, each to be had as one that stands by itself."""
        return Schemas(self.document)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The resources that its operations make up."""
        return tuple(infer_resources(self.operations, self.schemas))

    @cached_property
    def webhooks(self) -> tuple[Callback, ...]:
        """What its service sends to receivers that it does not name, one for each method."""
        return read_webhooks(self.document, {})

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The distinct, non-empty paths of its server URLs, templates filled with defaults."""
        servers = self.document.get("servers") or []
        paths = (_base_path(server) for server in servers)
        return tuple(dict.fromkeys(path for path in paths if path))

    @cached_property
    def base_origins(self) -> tuple[str, ...]:
        """The distinct origins of its server URLs that name one (RFC 6454), templates filled."""
        found = (_ORIGIN.match(_base_url(server)) for server in self.document.get("servers") or [])
        return tuple(dict.fromkeys(match[0] for match in found if match))

    @cached_property
    def extensions(self) -> dict[str, Any]:
        """What its root says in fields that begin with x-."""
        return {name: said for name, said in self.document.items() if name.startswith("x-")}

    @cached_property
    def tags(self) -> dict[str, dict[str, Any]]:
        """Its Tag Objects by name."""
        return {str(tag["name"]): tag for tag in self.document.get("tags") or ()}

    @cached_property
    def _by_id(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self.operations}


def _base_url(server: Mapping[str, Any]) -> str:
    url = str(server.get("url", ""))
    for name, variable in (server.get("variables") or {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url


def _base_path(server: Mapping[str, Any]) -> str:
    try:
        return unquote(urlsplit(_base_url(server)).path).rstrip("/")
    except ValueError:
        return ""
