"""What is measured: the peers and the project, each an application and the exchanges it knows."""

from dataclasses import dataclass

from .exchange import Exchange

_MEMORY = (Exchange.GET_ONE, Exchange.POST_ONE, Exchange.GET_20)
_KNOWN = (Exchange.GET_ONE, Exchange.POST_ONE, Exchange.GET_20, Exchange.GET_KNOWN)
_STORED = (Exchange.GET_ONE, Exchange.POST_ONE)
_LAST = (Exchange.GET_LAST,)


@dataclass(frozen=True, slots=True)
class Entry:
    """One application. `name` is how it is asked for; `application` is its import string.

    What is ours is served as `tenon serve` does, by uvicorn with a protocol of its `own`; peers
    are served by uvicorn as it comes.
    """

    name: str
    title: str
    application: str
    exchanges: tuple[Exchange, ...]
    own: bool = False


def _peer(name: str, title: str, module: str, exchanges: tuple[Exchange, ...] = _MEMORY) -> Entry:
    return Entry(name, title, f"scripts.bench.peers.{module}:app", exchanges)


BARE = _peer("bare", "bare ASGI function, fixed bytes", "bare", _KNOWN)
BARE_OWN = Entry(
    "bare-own", "the same, on Tenon's server", "scripts.bench.peers.bare:app", _KNOWN, own=True
)
FASTAPI = _peer("fastapi", "FastAPI, idiomatic, no middleware", "fastapi_plain")
FASTAPI_MIDDLEWARE = _peer(
    "fastapi-middleware",
    "FastAPI, four BaseHTTPMiddleware and CORS",
    "fastapi_middleware",
    _KNOWN,
)
FASTAPI_THOUSAND = _peer(
    "fastapi-1000", "FastAPI, 1,000 routes, the last asked", "fastapi_thousand", (Exchange.GET_ONE,)
)
FASTAPI_ORM = _peer("fastapi-orm", "FastAPI, async ORM on aiosqlite", "fastapi_orm", _STORED)
LITESTAR = _peer("litestar", "Litestar with msgspec", "litestar_books")
CONNEXION = _peer("connexion", "connexion, the same contract", "connexion_books")
TENON = Entry("tenon", "Tenon, full app, in memory", "scripts.bench.ours:memory()", _MEMORY, True)
TENON_EDGES = Entry(
    "tenon-edges",
    "Tenon, every edge on, a token verified",
    "scripts.bench.edged:app()",
    (Exchange.GET_KNOWN,),
    own=True,
)
TENON_SMALL = Entry("tenon-10", "Tenon, 10 operations", "scripts.bench.grown:small()", _LAST, True)
TENON_GROWN = Entry(
    "tenon-1000",
    "Tenon, 1,000 operations, the last asked",
    "scripts.bench.grown:large()",
    _LAST,
    True,
)
SERVICE = Entry("service", "the Book service on SQLite", "handlers.app:app", _STORED, True)

ENTRIES = (
    BARE,
    BARE_OWN,
    TENON,
    TENON_EDGES,
    FASTAPI,
    FASTAPI_MIDDLEWARE,
    FASTAPI_THOUSAND,
    LITESTAR,
    CONNEXION,
    TENON_SMALL,
    TENON_GROWN,
    SERVICE,
    FASTAPI_ORM,
)
