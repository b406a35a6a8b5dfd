"""What a service may set about its edges; everything is off unless it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tenon.runtime.edges.compression import Compression
from tenon.runtime.edges.cors import Cors
from tenon.runtime.edges.hardening import Hardening
from tenon.runtime.edges.patience import Patience
from tenon.runtime.edges.proxies import Proxies
from tenon.runtime.service import Scope

# Called once when a reply has ended: its scope, its status, and how many seconds it took. The
# status is 499 where the caller left before it was answered in full, 500 where nothing answered.
Observer = Callable[[Scope, int, float], None]
Slashes = Literal["off", "strip", "redirect"]


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """What goes around every request.

    `root_path` is the prefix under which a gateway shows the service: requests may come with it
    or without. `request_ids` sends `X-Request-Id`; `server_timing` sends `Server-Timing`;
    `slashes` says what becomes of a path that ends in a slash where only the path without it is
    known: nothing, it is read without it, or the caller is sent there (308). The others are off
    while None.
    """

    root_path: str = ""
    request_ids: bool = False
    server_timing: bool = False
    slashes: Slashes = "off"
    cors: Cors | None = None
    hardening: Hardening | None = None
    compression: Compression | None = None
    proxies: Proxies | None = None
    patience: Patience | None = None
    observers: tuple[Observer, ...] = ()
