"""What a proxy may be told beside its contract and its upstream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenon.runtime.formats import Format


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """How a proxy judges.

    `errors` refuses what breaks the contract instead of passing it on. `timeout_s` is how many
    seconds the upstream may take to connect, and to say or take anything at all. Bodies of more
    than `max_judged_bytes` are passed on without being judged, or refused with `errors`.
    `formats` are custom string formats by name.
    """

    errors: bool = False
    timeout_s: float = 30.0
    max_judged_bytes: int = 10_485_760
    formats: Mapping[str, Format] = field(default_factory=dict)
