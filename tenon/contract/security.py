"""How callers are known: the security schemes that a contract declares.

The words are those of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract.operation import Location
from tenon.finding import Place


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One declared security scheme.

    `type` is http, apiKey, oauth2, openIdConnect or mutualTLS; `scheme` is that of HTTP
    authentication, in lower case; an API key travels at `location` under `parameter`. `pointer`
    is where it is declared in the bundle.
    """

    name: str
    type: str
    pointer: str
    scheme: str = ""
    location: Location | None = None
    parameter: str = ""
    bearer_format: str = ""
    open_id_connect_url: str = ""
    flows: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    description: str = ""
    place: Place | None = None

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that its OAuth flows name; empty for other types."""
        flows = (flow for flow in self.flows.values() if isinstance(flow, Mapping))
        return frozenset(str(scope) for flow in flows for scope in flow.get("scopes") or ())
