"""uvicorn without its command line, which no server needs and which costs 20 ms and 3 MB.

The package imports its command line first of all, and with it click, a process manager and a file
watcher. Here it is imported with something small in that place, which is gone afterwards: whoever
asks for the command line later gets it as it is.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_MAIN = "uvicorn.main"


def _later(name: str) -> Any:
    """A function of the command line that is imported when it is called."""

    def call(*args: Any, **options: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(_MAIN), name)(*args, **options)

    return call


def _import() -> None:
    stand_in = ModuleType(_MAIN)
    stand_in.__dict__.update(main=_later("main"), run=_later("run"), Server=None)
    sys.modules[_MAIN] = stand_in
    try:
        import uvicorn
        from uvicorn.server import Server
    except ImportError:  # a release that needs more of it
        return
    finally:
        del sys.modules[_MAIN]
    uvicorn.__dict__["Server"] = Server


if "uvicorn" not in sys.modules:
    _import()

import uvicorn  # noqa: E402  as it is from here on
from uvicorn.protocols.http.httptools_impl import (  # noqa: E402
    HEADER_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

__all__ = ["HEADER_RE", "STATUS_LINE", "HttpToolsProtocol", "RequestResponseCycle", "uvicorn"]
