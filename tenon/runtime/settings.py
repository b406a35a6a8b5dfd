"""What a service may set about its runtime; the contract says everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenon.runtime.formats import Format
from tenon.runtime.security import Principal


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """Limits and choices of the runtime.

    `max_body_bytes` bounds a request body, `max_json_depth` how deeply it nests;
    `check_replies` judges what handlers return (always on in tests and development);
    `formats` are custom string formats by name; `heartbeat_s` is the time in seconds after which
    a silent event stream sends a comment; `docs` serves the contract and its pages; `head`
    answers HEAD wherever GET is declared (RFC 9110, section 9.3.2).
    `auth_enabled=False` is for local work: who calls is asked nobody, and everybody is `nobody`,
    with every scope of the contract.
    """

    max_body_bytes: int = 1_048_576
    max_json_depth: int = 64
    check_replies: bool = False
    docs: bool = True
    head: bool = True
    heartbeat_s: float = 15.0
    formats: Mapping[str, Format] = field(default_factory=dict)
    auth_enabled: bool = True
    nobody: Principal = field(default=Principal("local"))
