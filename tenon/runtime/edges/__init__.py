"""What goes around every request: pure ASGI, each edge off until it is asked for.

`Edges` is one application around another; `EdgeSettings` says which edges it has.
"""

from tenon.runtime.edges.compression import Compression
from tenon.runtime.edges.cors import Cors
from tenon.runtime.edges.edges import Edges
from tenon.runtime.edges.hardening import Hardening
from tenon.runtime.edges.patience import Patience
from tenon.runtime.edges.proxies import Proxies
from tenon.runtime.edges.settings import EdgeSettings, Observer
from tenon.runtime.edges.timing import add_timing

__all__ = [
    "Compression",
    "Cors",
    "EdgeSettings",
    "Edges",
    "Hardening",
    "Observer",
    "Patience",
    "Proxies",
    "add_timing",
]
